#include "notify/check.hpp"

#include <algorithm>
#include <ranges>

#include "base/describe.hpp"

namespace argosy::notify {
namespace {

constexpr std::size_t address_max = 254, local_max = 64, label_max = 63;  // RFC 5321 section 4.5.3.1, RFC 1035

bool is_letter(unsigned char c) { return std::isalnum(c) || c >= 0x80; }

/// Parts between dots, each of them good.
template <class Good>
bool all_parts(std::string_view text, Good good) {
    return !text.empty() && std::ranges::all_of(text | std::views::split('.'), [&](const auto& part) {
        return good(std::string_view(part.begin(), part.end()));
    });
}

bool is_atom(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
        return is_letter(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").contains(static_cast<char>(c));
    });
}

bool is_label(std::string_view text) {
    return !text.empty() && text.size() <= label_max && text.front() != '-' && text.back() != '-' &&
           std::ranges::all_of(text, [](unsigned char c) { return is_letter(c) || c == '-'; });
}

/// "[192.0.2.1]", "[IPv6:2001:db8::1]"
bool is_literal(std::string_view text) {
    return text.size() > 2 && text.starts_with('[') && text.ends_with(']') &&
           text.find_first_not_of("0123456789abcdefABCDEFIPv.:", 1) == text.size() - 1;
}

bool has_control(std::string_view text) {
    return std::ranges::any_of(text, [](unsigned char c) { return c < ' ' || c == 0x7f; });
}

std::unexpected<Error> refused(const std::string& pointer, std::string_view expected) {
    return fail(Errc::invalid_argument, pointer + ": " + std::string(expected));
}

Result<> check_text(const std::string& pointer, std::string_view text) {
    if (has_control(text)) return refused(pointer, "expected no control characters, such as line ends");
    return {};
}

Result<> check_address(const std::string& pointer, std::string_view text) {
    if (!is_mail_address(text)) return refused(pointer, "expected a mail address like bot@example.org");
    return {};
}

/// Every text of the struct, alone or in a list.
Result<> check_texts(const TypeInfo& type, const void* object) {
    Result<> out;
    for (const Field& field : type.fields) {
        const TypeInfo& held = field.type();
        const void* at = static_cast<const std::byte*>(object) + field.offset;
        const std::string pointer = "/" + field.name;
        if (held.kind == TypeInfo::Kind::text && out) out = check_text(pointer, held.print(at));
        if (held.kind != TypeInfo::Kind::list) continue;
        std::size_t index = 0;
        held.visit(at, [&](std::string_view, const void* element) {
            if (out) out = check_text(pointer + "/" + std::to_string(index), held.element().print(element));
            ++index;
        });
    }
    return out;
}

Result<> check_addresses(const Email& channel) {
    ARGOSY_TRY(check_address("/from", channel.from), "");
    for (std::size_t i = 0; i < channel.to.size(); ++i)
        ARGOSY_TRY(check_address("/to/" + std::to_string(i), channel.to[i]), "");
    return {};
}

}  // namespace

bool is_mail_address(std::string_view text) noexcept {
    const auto at = text.rfind('@');
    if (at == text.npos || text.size() > address_max || at > local_max) return false;
    const auto domain = text.substr(at + 1);
    return all_parts(text.substr(0, at), is_atom) && (is_literal(domain) || all_parts(domain, is_label));
}

Result<> check(const Channel& channel) {
    ARGOSY_TRY(
        std::visit([](const auto& c) { return check_texts(type_of<std::remove_cvref_t<decltype(c)>>(), &c); }, channel),
        "");
    if (const auto* email = std::get_if<Email>(&channel)) return check_addresses(*email);
    return {};
}

}  // namespace argosy::notify
