#include "data/series.hpp"

#include <array>

namespace argosy::data {
namespace {

constexpr std::array<std::string_view, 7> kind_names = {"bars",   "bid_bars", "ask_bars", "mark_bars",
                                                        "trades", "quotes",   "funding"};

}  // namespace

std::string_view to_string(SeriesKind kind) noexcept { return kind_names[static_cast<std::size_t>(kind)]; }
std::string_view to_string(Encoding encoding) noexcept { return encoding == Encoding::raw ? "raw" : "packed"; }

Result<SeriesKind> parse_series_kind(std::string_view text) {
    for (std::size_t i = 0; i < kind_names.size(); ++i)
        if (kind_names[i] == text) return static_cast<SeriesKind>(i);
    return fail(Errc::parse, "not a kind of series: \"" + std::string(text.substr(0, 40)) +
                                 "\", expected bars, bid_bars, ask_bars, mark_bars, trades, quotes or funding");
}

std::string to_string(const SeriesKey& key) {
    std::string out = key.symbol;
    if (!key.venue.empty()) out += " " + key.venue;
    out += " " + std::string(to_string(key.kind));
    if (is_bars(key.kind)) out += " " + argosy::to_string(key.interval);
    return out;
}

}  // namespace argosy::data
