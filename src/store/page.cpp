#include "store/page.hpp"

#include <charconv>
#include <fmt/format.h>

namespace argosy::store {
namespace {

std::unexpected<Error> bad_cursor(std::string_view list) {
    return fail(Errc::invalid_argument, fmt::format("cursor: not one of the list of {}", list),
                "pass the `next` of the page before as it is, or leave the cursor out to start at the front");
}

std::string to_hex(std::string_view bytes) {
    std::string out;
    for (const char c : bytes) out += fmt::format("{:02x}", static_cast<unsigned char>(c));
    return out;
}

bool from_hex(std::string_view text, std::string& out) {
    if (text.size() % 2 != 0) return false;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        std::uint8_t byte = 0;
        const char* end = text.data() + i + 2;
        if (const auto r = std::from_chars(text.data() + i, end, byte, 16); r.ptr != end) return false;
        out += static_cast<char>(byte);
    }
    return true;
}

}  // namespace

std::string print_cursor(std::string_view list, const Cursor& cursor) {
    return fmt::format("{}.{}.{}", list, cursor.order, to_hex(cursor.id));
}

Result<Cursor> parse_cursor(std::string_view list, std::string_view text) {
    if (!text.starts_with(list) || !text.substr(list.size()).starts_with('.')) return bad_cursor(list);
    text.remove_prefix(list.size() + 1);
    const auto dot = text.find('.');
    Cursor cursor;
    if (dot == std::string_view::npos || !from_hex(text.substr(dot + 1), cursor.id)) return bad_cursor(list);
    const auto r = std::from_chars(text.data(), text.data() + dot, cursor.order);
    if (r.ec != std::errc{} || r.ptr != text.data() + dot) return bad_cursor(list);
    return cursor;
}

Result<> check(const PageRequest& request) {
    if (request.limit >= 1 && request.limit <= PageRequest::limit_max) return {};
    return fail(Errc::invalid_argument, fmt::format("limit: {} is not from 1 to {}", request.limit, request.limit_max));
}

}  // namespace argosy::store
