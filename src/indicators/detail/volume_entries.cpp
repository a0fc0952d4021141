#include "indicators/detail/entry.hpp"
#include "indicators/volume.hpp"
#include "indicators/vwap.hpp"

namespace argosy::indicators::detail {
namespace {

const Entry volume_family[] = {
    {{"obv", "volume", "on-balance volume", "starts at 0: Stock.Indicators", "1", Feed::bar, {}, {"value"}},
     [](const Values&, Source s) { return adapt(Obv(), s); }},
    {{"obv_first_volume",
      "volume",
      "on-balance volume",
      "starts at the first volume: TA-Lib, LEAN",
      "1",
      Feed::bar,
      {},
      {"value"}},
     [](const Values&, Source s) { return adapt(Obv(ObvStart::first_volume), s); }},
    {{"ad_line",
      "volume",
      "accumulation/distribution line",
      "TA-Lib AD, LEAN, Stock.Indicators",
      "1",
      Feed::bar,
      {},
      {"value"}},
     [](const Values&, Source s) { return adapt(AdLine(), s); }},
    {{"chaikin_money_flow",
      "volume",
      "Chaikin money flow, -1 to 1",
      "LEAN, Stock.Indicators",
      "period",
      Feed::bar,
      {bars("period", 20)},
      {"value"}},
     [](const Values& v, Source s) { return adapt(ChaikinMoneyFlow(v.whole(0)), s); }},
    {{"mfi",
      "volume",
      "money flow index, 0 to 100",
      "TA-Lib, Stock.Indicators, LEAN",
      "period + 1",
      Feed::bar,
      {bars("period", 14)},
      {"value"}},
     [](const Values& v, Source s) { return adapt(MoneyFlowIndex(v.whole(0)), s); }},
    {{"vwap",
      "volume",
      "volume-weighted average typical price since the start of the session",
      "Stock.Indicators; sessions are aligned to midnight UTC",
      "1",
      Feed::bar,
      {{.name = "session", .value = 1440, .min = 1, .max = 10080, .whole = true, .unit = "minutes"}},
      {"value"}},
     [](const Values& v, Source s) { return adapt(SessionVwap(), s, std::chrono::minutes(v.whole(0))); }},
    {{"vwap_rolling",
      "volume",
      "volume-weighted average typical price of the last bars",
      "sliding window",
      "period",
      Feed::bar,
      {bars("period", 20)},
      {"value"}},
     [](const Values& v, Source s) { return adapt(RollingVwap(v.whole(0)), s); }},
};

}  // namespace

std::span<const Entry> volume_entries() { return volume_family; }

}  // namespace argosy::indicators::detail
