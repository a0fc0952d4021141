#pragma once

#include <cmath>
#include <fmt/core.h>
#include <string_view>
#include <utility>

#include "base/inline_string.hpp"
#include "domain/instrument.hpp"

namespace argosy::strategy {

/// The short text of a signal with its numbers, cut at 63 bytes. Allocates nothing; for the rare bar that
/// changes an opinion.
template <class... Args>
[[nodiscard]] InlineString<64> reason(fmt::format_string<Args...> text, Args&&... args) {
    char buffer[63];
    const auto end = fmt::format_to_n(buffer, sizeof buffer, text, std::forward<Args>(args)...).out;
    return std::string_view(buffer, static_cast<std::size_t>(end - buffer));
}

/// A stop computed in doubles as a price on the instrument's tick; none when the number is no usable price.
[[nodiscard]] inline Price stop_at(double level, const domain::Instrument& instrument) noexcept {
    if (!(level > 0 && level < 9e8)) return {};  // 9e8: rounding to the tick cannot leave the range of Price
    const auto price = from_double<Price>(level, Rounding::half_even);
    return price ? round_to_step(*price, instrument.tick_size, Rounding::half_even) : Price{};
}

}  // namespace argosy::strategy
