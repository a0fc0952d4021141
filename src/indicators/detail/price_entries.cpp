#include "indicators/detail/entry.hpp"
#include "indicators/pivots.hpp"
#include "indicators/price_shapes.hpp"

namespace argosy::indicators::detail {
namespace {

constexpr ShortList<ParamSpec, 5> session_list{
    {.name = "session", .value = 1440, .min = 1, .max = 10080, .whole = true, .unit = "minutes"}};
constexpr ShortList<std::string_view, 9> level_names{"pivot", "s1", "s2", "s3", "s4", "r1", "r2", "r3", "r4"};
constexpr std::string_view one_session = "one whole session";

template <PivotKind kind>
std::unique_ptr<AnyIndicator> pivots(const Values& v, Source s) {
    return adapt(PivotPoints(kind), s, std::chrono::minutes(v.whole(0)));
}

const Entry price_family[] = {
    {{"pivot_standard", "price", "levels from the session before; sessions are aligned to midnight UTC",
      "floor traders': Stock.Indicators", one_session, Feed::bar, session_list, level_names},
     pivots<PivotKind::standard>},
    {{"pivot_fibonacci", "price", "levels from the session before",
      "38.2, 61.8 and 100 % of the range: Stock.Indicators", one_session, Feed::bar, session_list, level_names},
     pivots<PivotKind::fibonacci>},
    {{"pivot_woodie", "price", "levels from the session before", "with the new open: Stock.Indicators", one_session,
      Feed::bar, session_list, level_names},
     pivots<PivotKind::woodie>},
    {{"pivot_camarilla", "price", "levels from the session before", "1.1/12 to 1.1/2 of the range: Stock.Indicators",
      one_session, Feed::bar, session_list, level_names},
     pivots<PivotKind::camarilla>},
    {{"pivot_demark", "price", "levels from the session before: pivot, s1 and r1", "Stock.Indicators", one_session,
      Feed::bar, session_list, level_names},
     pivots<PivotKind::demark>},
    {{"fractals",
      "price",
      "swing highs (bearish) and lows (bullish), reported when confirmed",
      "no ties: Stock.Indicators, which writes them at the swing",
      "2 × wings + 1",
      Feed::bar,
      {bars("wings", 2)},
      {"bearish", "bullish", "last_bearish", "last_bullish"}},
     [](const Values& v, Source s) { return adapt(Fractals(v.whole(0)), s); }},
    {{"heikin_ashi",
      "price",
      "Heikin-Ashi bar",
      "first open is the middle of the first body: LEAN, Stock.Indicators",
      "1",
      Feed::bar,
      {},
      {"open", "high", "low", "close", "volume"}},
     [](const Values&, Source s) { return adapt(HeikinAshi(), s); }},
};

}  // namespace

std::span<const Entry> price_entries() { return price_family; }

}  // namespace argosy::indicators::detail
