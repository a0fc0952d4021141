#include "execution/client_id.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace argosy::execution {
namespace {

constexpr int number_base = 36;

template <class Number>
std::size_t append(char* to, char* end, Number number) noexcept {
    return static_cast<std::size_t>(std::to_chars(to, end, number, number_base).ptr - to);
}

bool is_prefix(std::string_view text) {
    const auto allowed = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    };
    return !text.empty() && text.size() <= 10 && std::ranges::all_of(text, allowed);
}

}  // namespace

Result<ClientOrderIds> ClientOrderIds::make(std::string_view prefix, std::uint32_t journal) {
    if (!is_prefix(prefix))
        return fail(Errc::invalid_argument,
                    "client order id prefix \"" + std::string(prefix) + "\": expected 1 to 10 of A-Z a-z 0-9 _");
    std::array<char, 20> text{};
    char* at = std::ranges::copy(prefix, text.data()).out;
    *at++ = '-';
    at += append(at, text.data() + text.size(), journal);
    *at++ = '-';
    return ClientOrderIds({text.data(), static_cast<std::size_t>(at - text.data())});
}

ClientOrderId ClientOrderIds::id_of(OrderId order) const noexcept {
    std::array<char, 33> text{};
    char* at = std::ranges::copy(head_.view(), text.data()).out;
    at += append(at, text.data() + text.size(), order.value());
    return std::string_view(text.data(), static_cast<std::size_t>(at - text.data()));
}

std::optional<OrderId> ClientOrderIds::parse(std::string_view id) const noexcept {
    if (!id.starts_with(head_.view())) return std::nullopt;
    const auto digits = id.substr(head_.view().size());
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, number_base);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    // Only the text that we would print: capitals and leading zeros are somebody else's.
    if (id_of(OrderId(number)).view() != id) return std::nullopt;
    return OrderId(number);
}

}  // namespace argosy::execution
