#include "news/mail_date.hpp"

#include <array>
#include <charconv>
#include <fmt/format.h>
#include <optional>
#include <utility>
#include <vector>

namespace argosy::news {
namespace {

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || text.size() > 4 || text.front() == '-' || error != std::errc{} ||
        end != text.data() + text.size())
        return {};
    return value;
}

std::optional<unsigned> month(std::string_view text) {
    constexpr std::string_view names = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const auto at = text.size() == 3 ? names.find(text) : names.npos;
    if (at == names.npos || at % 3 != 0) return {};
    return static_cast<unsigned>(at / 3 + 1);
}

std::optional<int> year(std::string_view text) {
    const auto value = number(text);
    if (!value || text.size() == 1 || text.size() == 3) return {};
    return text.size() == 4 ? *value : *value + (*value < 50 ? 2000 : 1900);
}

/// "13:00" or "13:00:05"; a leap second counts as the next.
std::optional<Duration> time_of_day(std::string_view text) {
    if (text.size() != 5 && text.size() != 8) return {};
    const auto h = number(text.substr(0, 2)), m = number(text.substr(3, 2));
    const auto s = text.size() == 8 ? number(text.substr(6, 2)) : std::optional(0);
    const bool has_colons = text[2] == ':' && (text.size() == 5 || text[5] == ':');
    if (!has_colons || !h || !m || !s || *h > 23 || *m > 59 || *s > 60) return {};
    return std::chrono::hours(*h) + std::chrono::minutes(*m) + std::chrono::seconds(*s);
}

std::optional<Duration> zone(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, int>, 12> names = {{{"UT", 0},
                                                                         {"GMT", 0},
                                                                         {"UTC", 0},
                                                                         {"Z", 0},
                                                                         {"EST", -5},
                                                                         {"EDT", -4},
                                                                         {"CST", -6},
                                                                         {"CDT", -5},
                                                                         {"MST", -7},
                                                                         {"MDT", -6},
                                                                         {"PST", -8},
                                                                         {"PDT", -7}}};
    for (const auto& [name, hours] : names)
        if (text == name) return std::chrono::hours(hours);
    if (text.size() != 5 || (text[0] != '+' && text[0] != '-')) return {};
    const auto h = number(text.substr(1, 2)), m = number(text.substr(3, 2));
    if (!h || !m || *h > 14 || *m > 59) return {};
    const Duration offset = std::chrono::hours(*h) + std::chrono::minutes(*m);
    return text[0] == '-' ? -offset : offset;
}

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> out;
    while (out.size() < 7) {
        const auto first = text.find_first_not_of(" \t\r\n,");
        if (first == text.npos) break;
        text.remove_prefix(first);
        const auto end = std::min(text.find_first_of(" \t\r\n,"), text.size());
        out.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return out;
}

}  // namespace

Result<Time> parse_mail_date(std::string_view text) {
    auto parts = words(text);
    if (!parts.empty() && !number(parts[0])) parts.erase(parts.begin());  // the weekday
    if (parts.size() == 5) {
        const auto d = number(parts[0]);
        const auto m = month(parts[1]);
        const auto y = year(parts[2]);
        const auto t = time_of_day(parts[3]), z = zone(parts[4]);
        if (d && m && y && t && z) {
            const std::chrono::year_month_day day{std::chrono::year(*y), std::chrono::month(*m),
                                                  std::chrono::day(static_cast<unsigned>(*d))};
            if (day.ok() && *y >= 1900 && *y <= 2200) return Time{std::chrono::sys_days(day)} + *t - *z;
        }
    }
    return fail(Errc::parse, fmt::format("\"{}\" is no date of a feed, expected \"Wed, 02 Oct 2002 13:00:00 GMT\"",
                                         text.substr(0, 40)));
}

}  // namespace argosy::news
