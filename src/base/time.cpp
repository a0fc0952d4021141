#include "base/time.hpp"

#include <charconv>
#include <fmt/compile.h>
#include <fmt/format.h>

#include "base/int128.hpp"

namespace argosy {
namespace {

using namespace std::chrono;

auto bad_time(std::string_view text) {
    return fail(Errc::parse,
                "not a time: \"" + std::string(text.substr(0, 40)) + "\", expected like 2024-08-08T23:54:15.342Z");
}

/// Takes exactly `digits` digits off the front of text; -1 when they are not there.
int take_number(std::string_view& text, std::size_t digits) {
    if (text.size() < digits) return -1;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view& text, char c) {
    if (text.empty() || text[0] != c) return false;
    text.remove_prefix(1);
    return true;
}

/// ".342" as nanoseconds; digits beyond the ninth must be zero to be kept exactly.
bool take_fraction(std::string_view& text, std::int64_t& ns) {
    std::int64_t unit = 100'000'000;
    std::size_t n = 0;
    for (; n < text.size() && text[n] >= '0' && text[n] <= '9'; ++n, unit /= 10) {
        if (unit == 0 && text[n] != '0') return false;
        ns += (text[n] - '0') * unit;
    }
    text.remove_prefix(n);
    return n > 0;
}

/// "", "Z" or "+02:00"; true when nothing else follows.
bool take_zone(std::string_view text, minutes& offset) {
    if (text.empty() || text == "Z") return true;
    const bool east = text[0] == '+';
    if (!take(text, '+') && !take(text, '-')) return false;
    const int h = take_number(text, 2);
    take(text, ':');
    const int m = take_number(text, 2);
    if (h < 0 || m < 0 || h > 23 || m > 59 || !text.empty()) return false;
    offset = minutes{(h * 60 + m) * (east ? 1 : -1)};
    return true;
}

bool take_date(std::string_view& text, sys_days& day) {
    const int y = take_number(text, 4);
    const bool dashed = take(text, '-');
    const int m = take_number(text, 2);
    if (dashed && !take(text, '-')) return false;
    const int d = take_number(text, 2);
    if (y < 1677 || y > 2262 || m < 0 || d < 0) return false;
    const year_month_day ymd{year{y}, month{static_cast<unsigned>(m)}, std::chrono::day{static_cast<unsigned>(d)}};
    day = sys_days{ymd};
    return ymd.ok();
}

struct Unit {
    const char* name;
    std::int64_t ns;
};
constexpr Unit units[] = {{"w", 604'800'000'000'000},
                          {"d", 86'400'000'000'000},
                          {"h", 3'600'000'000'000},
                          {"m", 60'000'000'000},
                          {"s", 1'000'000'000},
                          {"ms", 1'000'000},
                          {"us", 1'000},
                          {"ns", 1}};

}  // namespace

std::string to_iso8601(Time t) {
    const auto day = std::chrono::floor<days>(t);
    const year_month_day ymd{day};
    // Not t - day: the first day of the range begins before the range does.
    const auto ns = (to_ns(t) % 86'400'000'000'000 + 86'400'000'000'000) % 86'400'000'000'000;
    const auto whole = ns / 1'000'000'000, fraction = ns % 1'000'000'000;
    std::string out = fmt::format(FMT_COMPILE("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}"), static_cast<int>(ymd.year()),
                                  static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()), whole / 3600,
                                  whole / 60 % 60, whole % 60);
    if (fraction % 1'000'000 == 0 && fraction != 0)
        out += fmt::format(".{:03}", fraction / 1'000'000);
    else if (fraction % 1'000 == 0 && fraction != 0)
        out += fmt::format(".{:06}", fraction / 1'000);
    else if (fraction != 0)
        out += fmt::format(".{:09}", fraction);
    return out + "Z";
}

Result<Time> parse_iso8601(std::string_view text) {
    std::string_view rest = text;
    sys_days day;
    if (!take_date(rest, day)) return bad_time(text);
    if (rest.empty()) rest = "T00:00";
    if (!take(rest, 'T') && !take(rest, ' ')) return bad_time(text);
    const int h = take_number(rest, 2);
    const bool colon = take(rest, ':');
    const int m = take_number(rest, 2);
    const int s = take(rest, ':') ? take_number(rest, 2) : 0;
    std::int64_t ns = 0;
    if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59 || !colon) return bad_time(text);
    if (take(rest, '.') && !take_fraction(rest, ns)) return bad_time(text);
    minutes offset{0};
    if (!take_zone(rest, offset)) return bad_time(text);
    const int128 total =
        int128{(day.time_since_epoch() + hours{h} + minutes{m} + seconds{s} - offset).count()} * 1'000'000'000 + ns;
    if (!fits64(total)) return bad_time(text);
    return time_from_ns(static_cast<std::int64_t>(total));
}

Result<Duration> parse_duration(std::string_view text) {
    std::int64_t n = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), n);
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    for (const auto& u : units)
        if (ec == std::errc{} && unit == u.name && n > 0 && n <= INT64_MAX / u.ns) return Duration{n * u.ns};
    return fail(Errc::parse, "not a duration: \"" + std::string(text.substr(0, 40)) +
                                 "\", expected a number and ms, s, m, h, d or w, like 5m");
}

std::string to_string(Duration d) {
    for (const auto& u : units)
        if (d.count() % u.ns == 0) return fmt::format("{}{}", d.count() / u.ns, u.name);
    return fmt::format("{}ns", d.count());
}

Time floor_to(Time t, Duration interval) noexcept {
    constexpr Duration week = days{7};
    const Duration shift = interval % week == Duration{0} ? Duration{days{4}} : Duration{0};  // 1970-01-05 is a Monday
    Duration rest = (t.time_since_epoch() - shift) % interval;
    if (rest < Duration{0}) rest += interval;
    return t - rest;
}

}  // namespace argosy
