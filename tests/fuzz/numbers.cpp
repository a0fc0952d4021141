// Any text as a decimal, a time or a length of time: what is read prints to a text that reads the same.
#include <cstdint>

#include "base/assert.hpp"
#include "base/decimal.hpp"
#include "base/time.hpp"

namespace {

using namespace argosy;

template <class T>
void check(Result<T> value, auto print, auto read) {
    if (!value) return;
    const auto again = read(print(*value));
    ARGOSY_ASSERT(again && *again == *value, "printing and reading are inverses");
}

template <class D>
void check_decimal(std::string_view text) {
    check(
        parse_decimal<D>(text), [](D d) { return to_string(d); },
        [](const std::string& s) { return parse_decimal<D>(s); });
    static_cast<void>(parse_decimal<D>(text, Rounding::half_even));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_decimal<Price>(text);
    check_decimal<Qty>(text);
    check_decimal<Money>(text);
    check_decimal<Ratio>(text);
    check(
        parse_iso8601(text), [](Time t) { return to_iso8601(t); },
        [](const std::string& s) { return parse_iso8601(s); });
    check(
        parse_duration(text), [](Duration d) { return to_string(d); },
        [](const std::string& s) { return parse_duration(s); });
    return 0;
}
