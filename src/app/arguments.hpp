#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/time.hpp"

/// Text of the command line as values; whatever is wrong with it is wrong use (exit code 2) and names the option.
namespace argosy::app {

/// The value of an option, or its error with the option's name in front.
template <class T>
[[nodiscard]] Result<T> argument(std::string_view option, Result<T> value) {
    if (value) return value;
    return fail(Errc::invalid_argument, std::string(option) + ": " + std::string(value.error().message()),
                value.error().hint());
}

/// One of a few words. Errors: invalid_argument with the nearest word or the list.
[[nodiscard]] Result<std::size_t> choose_word(std::string_view option, std::string_view text,
                                              std::span<const std::string_view> words);

/// choose("--time-is", text, {{"open", BarTime::open}, {"close", BarTime::close}})
template <class T, std::size_t N>
[[nodiscard]] Result<T> choose(std::string_view option, std::string_view text,
                               const std::pair<std::string_view, T> (&choices)[N]) {
    std::array<std::string_view, N> words;
    for (std::size_t i = 0; i < N; ++i) words[i] = choices[i].first;
    auto index = choose_word(option, text, words);
    if (!index) return std::unexpected(std::move(index).error());
    return choices[*index].second;
}

}  // namespace argosy::app
