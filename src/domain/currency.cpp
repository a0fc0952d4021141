#include "domain/currency.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/describe.hpp"

namespace argosy::domain {
namespace {

bool is_code(std::string_view s) {
    return !s.empty() && s.size() <= 15 &&
           std::ranges::all_of(s, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

}  // namespace

Currency::Currency(std::string_view code) : code_(code) {
    ARGOSY_ASSERT(is_code(code), "a currency code is 1 to 15 of A-Z and 0-9");
}

Result<Currency> parse_currency(std::string_view code) {
    if (!is_code(code))
        return fail(Errc::parse, "not a currency code: \"" + std::string(code.substr(0, 40)) +
                                     "\", expected 1 to 15 of A-Z and 0-9");
    return Currency(code);
}

void describe(Described<Currency>& d) {
    d.scalar("currency code", parse_currency, [](const Currency& c) { return std::string(c.code()); });
}

}  // namespace argosy::domain
