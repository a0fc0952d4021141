#include "base/describe.hpp"

#include <charconv>
#include <cmath>

#include "base/suggest.hpp"

namespace argosy {

std::string Bounds::text() const {
    if (is_open()) return {};
    if (!min.empty() && !max.empty() && !min_excluded && !max_excluded) return "from " + min + " to " + max;
    std::string out;
    if (!min.empty()) out = (min_excluded ? "above " : "at least ") + min;
    if (!min.empty() && !max.empty()) out += " and ";
    if (!max.empty()) out += (max_excluded ? "below " : "at most ") + max;
    return out;
}

namespace detail {
namespace {

std::string quoted(std::string_view text) {
    return '"' + std::string(text.substr(0, 40)) + (text.size() > 40 ? "...\"" : "\"");
}

/// The digits of an integer without sign; "010" is refused because YAML 1.1 reads it as eight.
bool is_plain_digits(std::string_view digits) {
    if (digits.empty() || (digits.size() > 1 && digits[0] == '0')) return false;
    return digits.find_first_not_of("0123456789") == std::string_view::npos;
}

std::unexpected<Error> not_an_integer(std::string_view text) {
    return fail(Errc::parse, "not an integer: " + quoted(text) + ", expected digits only, like 250");
}

template <class N>
Result<N> read_digits(std::string_view text, N min, N max) {
    if (!is_plain_digits(text.substr(text.starts_with('-') ? 1 : 0))) return not_an_integer(text);
    N value{};
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);  // '-' ends an unsigned one
    if (ec != std::errc{} || end != text.data() + text.size() || value < min || value > max)
        return fail(Errc::parse, "out of range: " + quoted(text) + ", this setting holds " + std::to_string(min) +
                                     " to " + std::to_string(max));
    return value;
}

}  // namespace

TypeInfo scalar_info(TypeInfo::Kind kind, std::string name) {
    TypeInfo info;
    info.kind = kind;
    info.name = std::move(name);
    return info;
}

Result<bool> read_bool(std::string_view text) {
    if (text == "true" || text == "false") return text == "true";
    return fail(Errc::parse, "not a truth value: " + quoted(text) + ", expected true or false");
}

Result<double> read_real(std::string_view text) {
    double value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec == std::errc::result_out_of_range) return fail(Errc::parse, "too large or too small: " + quoted(text));
    if (ec != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
        return fail(Errc::parse, "not a number: " + quoted(text) + ", expected like 0.25");
    return value;
}

std::string print_real(double value) {
    char text[32];
    const auto [end, ec] = std::to_chars(text, text + sizeof text, value);
    ARGOSY_ASSERT(ec == std::errc{}, "a double prints in 32 characters");
    return {text, end};
}

Result<std::int64_t> read_integer(std::string_view text, std::int64_t min, std::int64_t max) {
    return read_digits<std::int64_t>(text, min, max);
}

Result<std::uint64_t> read_unsigned(std::string_view text, std::uint64_t max) {
    return read_digits<std::uint64_t>(text, 0, max);
}

Result<Duration> read_duration(std::string_view text) {
    if (text == "0" || text == "0s") return Duration{};
    return parse_duration(text);
}

std::string print_duration(Duration d) { return d == Duration{} ? "0s" : to_string(d); }

std::unexpected<Error> not_one_of(std::string_view text, const std::vector<std::string>& values) {
    const std::string_view meant = nearest(text, values);
    return fail(Errc::parse, "unknown value " + quoted(text) + ", expected one of " + join(values, 40) +
                                 (meant.empty() ? "" : ": did you mean " + std::string(meant) + "?"));
}

}  // namespace detail

template const TypeInfo& type_of<bool>();
template const TypeInfo& type_of<int>();
template const TypeInfo& type_of<std::int64_t>();
template const TypeInfo& type_of<std::uint32_t>();
template const TypeInfo& type_of<std::uint64_t>();
template const TypeInfo& type_of<double>();
template const TypeInfo& type_of<std::string>();
template const TypeInfo& type_of<Price>();
template const TypeInfo& type_of<Qty>();
template const TypeInfo& type_of<Money>();
template const TypeInfo& type_of<Ratio>();
template const TypeInfo& type_of<Time>();
template const TypeInfo& type_of<Duration>();
template const TypeInfo& type_of<std::vector<std::string>>();
template const TypeInfo& type_of<std::optional<Duration>>();
template const TypeInfo& type_of<std::optional<Time>>();

}  // namespace argosy
