#include "app/arguments.hpp"

#include <algorithm>
#include <vector>

#include "base/suggest.hpp"

namespace argosy::app {

Result<std::size_t> choose_word(std::string_view option, std::string_view text,
                                std::span<const std::string_view> words) {
    const auto found = std::ranges::find(words, text);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    const std::vector<std::string> names(words.begin(), words.end());
    const auto near = nearest(text, names);
    return fail(Errc::invalid_argument,
                std::string(option) + " " + std::string(text.substr(0, 40)) + ": no such choice",
                near.empty() ? "use one of " + join(names) : "did you mean \"" + std::string(near) + "\"?");
}

}  // namespace argosy::app
