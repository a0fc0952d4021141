#include "data/detail/time_reader.hpp"

#include <algorithm>
#include <charconv>
#include <date/tz.h>
#include <exception>

namespace argosy::data::detail {
namespace {

using namespace std::chrono;
using Local = local_time<Duration>;

constexpr std::int64_t unit_ns(TimeUnit unit) {
    switch (unit) {
        case TimeUnit::seconds: return 1'000'000'000;
        case TimeUnit::milliseconds: return 1'000'000;
        case TimeUnit::microseconds: return 1'000;
        case TimeUnit::nanoseconds: return 1;
    }
    std::unreachable();
}
constexpr std::string_view unit_names[] = {"s", "ms", "us", "ns"};
std::string_view name_of(TimeUnit unit) { return unit_names[static_cast<std::size_t>(unit)]; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A number since 1970, as opposed to a date: "20200325" is a date, "1585152000" a number.
bool is_number(std::string_view text) {
    return text.size() != 8 && !text.empty() &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || c == '.' || c == '-'; }) &&
           std::ranges::count(text, '-') <= (text[0] == '-' ? 1 : 0);
}

/// "1606780800000 would be 2020-12-01T00:00:00Z with --unit ms": only readings between 1990 and 2100.
std::string readings_of(std::string_view number) {
    std::int64_t n = 0;
    const auto [end, ec] = std::from_chars(number.data(), number.data() + number.size(), n);
    if (ec != std::errc{} || end != number.data() + number.size()) return {};
    for (const auto unit : {TimeUnit::seconds, TimeUnit::milliseconds, TimeUnit::microseconds, TimeUnit::nanoseconds}) {
        const int128 ns = int128{n} * unit_ns(unit);
        if (ns < int128{631'152'000'000'000'000} || ns > int128{4'102'444'800'000'000'000}) continue;
        return "; " + std::string(number) + " would be " + to_iso8601(time_from_ns(static_cast<std::int64_t>(ns))) +
               " with --unit " + std::string(name_of(unit));
    }
    return {};
}

Result<const date::time_zone*> find_zone(const std::string& name) {
    try {
        return date::locate_zone(name);
    } catch (const std::exception&) {
        return fail(Errc::invalid_argument, "--zone " + name + ": no such time zone",
                    "use a name like UTC, America/New_York or Europe/London (package tzdata)");
    }
}

/// Takes 1 to `digits` digits off the front; -1 when there is none.
int take_number(std::string_view& text, std::size_t digits) {
    int v = 0;
    std::size_t n = 0;
    for (; n < digits && n < text.size() && is_digit(text[n]); ++n) v = v * 10 + (text[n] - '0');
    text.remove_prefix(n);
    return n == 0 ? -1 : v;
}

bool take(std::string_view& text, char c) {
    if (!text.starts_with(c)) return false;
    text.remove_prefix(1);
    return true;
}

/// "1/2/1990" or "1/2/1990 9:30:00" as ISO text, by the declared order.
std::optional<std::string> iso_of_slashes(std::string_view text, DateOrder order) {
    const int a = take_number(text, 2);
    const bool first = take(text, '/');
    const int b = take_number(text, 2);
    if (!first || !take(text, '/') || a < 0 || b < 0) return std::nullopt;
    const int y = take_number(text, 4);
    const int month = order == DateOrder::month_first ? a : b, day = order == DateOrder::month_first ? b : a;
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%04d-%02d-%02d", y, month, day);
    std::string out = buffer;
    if (text.empty()) return out;
    if (!take(text, ' ')) return std::nullopt;
    return out + (text.find(':') == 1 ? " 0" : " ") + std::string(text);
}

/// The text names its own zone: a Z or an offset behind the time of day.
bool has_zone(std::string_view text) {
    const auto colon = text.find(':');
    return text.ends_with('Z') || (colon != std::string_view::npos && text.find_first_of("+-", colon) != text.npos);
}

std::unexpected<Error> contradiction(const std::string& declared, const std::string& found) {
    return fail(Errc::invalid_argument, declared + " contradicts the file: " + found, "leave out " + declared);
}

}  // namespace

Result<TimeReader> TimeReader::make(const Layout& layout, const ImportOptions& options, std::string_view first) {
    TimeReader out;
    const std::string& column = layout.names[layout.at(Role::time)];
    out.is_number_ = is_number(first);
    out.date_order_ = options.date_order;
    if (out.is_number_) {
        if (!options.zone.empty() && options.zone != "UTC")
            return contradiction("--zone " + options.zone, "its times are numbers, which count from 1970 UTC");
        if (options.unit && layout.unit && *options.unit != *layout.unit)
            return contradiction("--unit " + std::string(name_of(*options.unit)),
                                 "column " + column + " is in " + std::string(name_of(*layout.unit)));
        const auto unit = options.unit ? options.unit : layout.unit;
        if (!unit && !layout.unit_by_digits)
            return fail(Errc::invalid_argument,
                        "column \"" + column + "\" does not say what its numbers count" + readings_of(first),
                        "add --unit s, --unit ms, --unit us or --unit ns");
        out.unit_ns_ = unit ? unit_ns(*unit) : 0;
        out.convention_ = (unit ? std::string(name_of(*unit)) : "ms or us by the number of digits") +
                          " since 1970 UTC" + (options.unit ? " (declared)" : " (by the format)");
        return out;
    }
    if (options.unit)
        return contradiction("--unit " + std::string(name_of(*options.unit)),
                             "its times are text: " + std::string(first));
    const std::string zone = options.zone.empty() ? layout.zone : options.zone;
    if (zone.empty() && !has_zone(first))
        return fail(Errc::invalid_argument,
                    "column \"" + column + "\" does not say in which zone \"" + std::string(first) + "\" is",
                    "add --zone UTC, --zone America/New_York or another zone");
    if (first.find('/') != first.npos && !options.date_order)
        return fail(Errc::invalid_argument,
                    "column \"" + column + "\": \"" + std::string(first) +
                        "\" does not say whether the month or the day comes first",
                    "add --date-order mdy or --date-order dmy");
    if (!zone.empty()) {
        auto found = find_zone(zone);
        if (!found) return std::unexpected(std::move(found).error());
        out.zone_ = *found;
    }
    out.convention_ = zone.empty() ? "text with its own zone"
                                   : "text in " + zone + (options.zone.empty() ? " (by the format)" : " (declared)");
    return out;
}

Result<Time> TimeReader::read(std::string_view text) { return is_number_ ? read_number(text) : read_text(text); }

Result<Time> TimeReader::read_number(std::string_view text) const {
    const auto wrong = [&] {
        return fail(Errc::parse,
                    "expected a number that counts time since 1970, found \"" + std::string(text.substr(0, 40)) + "\"");
    };
    std::int64_t whole = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, ec] = std::from_chars(text.data(), end, whole);
    if (ec != std::errc{}) return wrong();
    std::int64_t unit = unit_ns_;
    if (unit == 0) unit = text.size() >= 16 ? 1'000 : 1'000'000;
    int128 ns = int128{whole} * unit;
    if (rest != end) {  // a fraction, as "1606780800.123" seconds
        if (*rest != '.') return wrong();
        std::int64_t digit = unit;
        for (const char* p = rest + 1; p != end; ++p) {
            if (!is_digit(*p)) return wrong();
            digit /= 10;
            ns += (text[0] == '-' ? -1 : 1) * (*p - '0') * digit;
        }
    }
    if (!fits64(ns)) return wrong();
    // Seconds read as milliseconds, or milliseconds as microseconds, end in January 1970.
    if (ns >= 0 && ns < int128{365} * 86'400'000'000'000)
        if (const auto other = readings_of(text); !other.empty())
            return fail(Errc::parse, "expected a time after 1970, found " + std::string(text.substr(0, 40)) + other);
    return time_from_ns(static_cast<std::int64_t>(ns));
}

Result<Time> TimeReader::read_text(std::string_view text) {
    std::string iso(text);
    if (text.find('/') != text.npos && date_order_) {
        auto rewritten = iso_of_slashes(text, *date_order_);
        if (rewritten) iso = std::move(*rewritten);
    }
    ARGOSY_LET(const Time t, parse_iso8601(iso), "time");
    if (has_zone(iso)) return t;
    if (zone_ == nullptr) return fail(Errc::parse, "expected a zone behind the time, found \"" + iso + "\"");
    return to_utc(Local{t.time_since_epoch()});
}

/// A local time that occurs twice is the first of the two; one that does not occur is that much after the change.
Time TimeReader::to_utc(Local local) {
    if (local >= offset_begin_ && local < offset_end_) return Time{local.time_since_epoch() - offset_};
    const date::local_time<Duration> asked{local.time_since_epoch()};
    const auto info = zone_->get_info(asked);
    offset_ = info.first.offset;
    // A day away from the changes of the zone, local times are unambiguous.
    const auto begin = info.first.begin.time_since_epoch(), end = info.first.end.time_since_epoch();
    const auto within = [](seconds s) { return s > -days{100'000} && s < days{100'000}; };
    offset_begin_ = within(begin) ? Local{begin + days{1}} : Local{-days{100'000}};
    offset_end_ = within(end) ? Local{end - days{1}} : Local{days{100'000}};
    return Time{local.time_since_epoch() - offset_};
}

}  // namespace argosy::data::detail
