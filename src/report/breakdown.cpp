#include "report/breakdown.hpp"

#include <algorithm>

namespace argosy::report {
namespace {

void add(Share& share, const domain::RoundTrip& trade) {
    const double net = trade.net().to_double();
    ++share.trades;
    share.wins += net > 0;
    share.net += net;
    share.costs -= (trade.fees + trade.funding).to_double();
}

}  // namespace

std::vector<Share> shares_of(std::span<const domain::RoundTrip> trades,
                             const std::function<std::string(const domain::RoundTrip&)>& kind) {
    std::map<std::string, Share> found;
    for (const auto& t : trades) add(found[kind(t)], t);
    std::vector<Share> out;
    for (auto& [name, share] : found) {
        share.name = name;
        out.push_back(std::move(share));
    }
    std::ranges::sort(out, [](const auto& a, const auto& b) {
        return std::pair(b.trades, std::string_view(a.name)) < std::pair(a.trades, std::string_view(b.name));
    });
    return out;
}

domain::Regime regime_of(const Report& r, const domain::RoundTrip& trade) {
    const auto& changes = r.result.recorded->regimes();
    auto it = std::ranges::upper_bound(changes, trade.entry_time, {}, &backtest::Recorder::RegimeChange::time);
    while (it != changes.begin())
        if ((--it)->instrument == trade.instrument) return it->regime;
    return domain::Regime::unknown;
}

std::vector<performance::Drawdown> worst_falls(std::span<const performance::CurvePoint> curve, std::size_t count) {
    std::vector<performance::Drawdown> out;
    std::optional<performance::Drawdown> now;
    performance::CurvePoint peak = curve.empty() ? performance::CurvePoint{} : curve.front();
    for (const auto& p : curve) {
        if (p.equity >= peak.equity) {
            if (now) now->recovered_at = p.time, out.push_back(*now);
            now.reset();
            peak = p;
        } else if (!now || p.equity < now->trough) {
            now = {.peak = peak.equity, .trough = p.equity, .peak_at = peak.time, .trough_at = p.time};
        }
    }
    if (now) out.push_back(*now);
    std::erase_if(out, [](const auto& d) { return !d.peak.is_positive(); });
    std::ranges::sort(out, [](const auto& a, const auto& b) {
        return std::pair(b.fraction(), a.peak_at) < std::pair(a.fraction(), b.peak_at);
    });
    out.resize(std::min(out.size(), count));
    return out;
}

}  // namespace argosy::report
