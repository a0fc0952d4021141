#include "api/call.hpp"

#include <algorithm>
#include <charconv>

#include "base/assert.hpp"

namespace argosy::api {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool is_query) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
            if (high < 0 || low < 0) return std::nullopt;
            c = static_cast<char>(high * 16 + low);
            i += 2;
        } else if (c == '+' && is_query) {
            c = ' ';
        }
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return std::nullopt;
        out.push_back(c);
    }
    return out;
}

const std::string& Call::parameter(std::string_view name) const {
    const auto found = std::ranges::find(parameters_, name, [](const auto& p) { return p.first; });
    ARGOSY_ASSERT(found != parameters_.end(), "the route's path has no such parameter");
    return found->second;
}

std::optional<std::string_view> Call::query(std::string_view name) const noexcept {
    const auto found = std::ranges::find(query_, name, [](const auto& p) { return p.first; });
    if (found == query_.end()) return std::nullopt;
    return found->second;
}

Result<std::int64_t> Call::query_number(std::string_view name, std::int64_t otherwise, std::int64_t min,
                                        std::int64_t max) const {
    const auto text = query(name);
    if (!text) return otherwise;
    std::int64_t value = 0;
    const auto [end, ec] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (ec == std::errc() && end == text->data() + text->size() && value >= min && value <= max) return value;
    return fail(Errc::invalid_argument, std::string(name) + " must be a whole number from " + std::to_string(min) +
                                            " to " + std::to_string(max) + ", got \"" + std::string(*text) + "\"");
}

}  // namespace argosy::api
