#include "services/strategy/stage.hpp"

namespace argosy::services::strategy {
namespace {

namespace core = argosy::strategy;

class Collector final : public core::SignalSink {
public:
    void on_signal(const domain::Signal& signal) override {
        if (is_warm) signals.push_back(signal);
    }
    bool is_warm = false;
    std::vector<domain::Signal> signals;
};

}  // namespace

std::string_view why_silent(const core::Descriptor& d) noexcept {
    if (d.instruments_min > 1 || d.scope == core::Scope::all) return "it compares several instruments";
    if (d.needs_trades) return "it needs single trades";
    if (d.needs_quotes) return "it needs quotes";
    if (d.needs_funding) return "it needs funding settlements";
    return {};
}

Result<std::vector<domain::Signal>> listen_to(const Player& player, StrategyId id, const StageMarket& market) {
    if (const auto why = why_silent(*player.descriptor); !why.empty())
        return fail(Errc::invalid_argument,
                    player.name + " says nothing on bars of one instrument: " + std::string(why), "leave it out");
    ARGOSY_LET(const auto strategy,
               player.descriptor->make(
                   player.parameters,
                   {.table = &market.table, .instruments = {market.instrument}, .interval = market.interval}),
               "strategy " + player.name);
    Collector heard;
    core::Context context(market.table, heard);
    std::vector<core::RegimeDetector> regimes(market.table.size(), core::RegimeDetector(market.regime));
    context.set({.strategy = id, .regimes = &regimes});
    std::size_t seen = 0;
    for (const auto& bar : market.bars) {
        const domain::BarClosed closed{.instrument = market.instrument, .interval = market.interval, .bar = bar};
        regimes[market.instrument.value()].update(bar.close.to_double());
        heard.is_warm = ++seen >= strategy->warm_up();
        context.set_now(closed.close_time());
        strategy->on_bar(core::BarView(closed), context);
    }
    return std::move(heard.signals);
}

domain::Regime regime_at_end(const StageMarket& market) {
    core::RegimeDetector detector(market.regime);
    for (const auto& bar : market.bars) detector.update(bar.close.to_double());
    return detector.regime();
}

domain::Ballot vote(std::span<const Player> players, std::span<const domain::Signal> last, const StageMarket& market,
                    const core::ConsensusSettings& settings) {
    std::vector<core::Voter> voters;
    for (std::size_t i = 0; i < players.size(); ++i)
        voters.push_back({.strategy = StrategyId(static_cast<std::uint16_t>(i)),
                          .name = players[i].name,
                          .weight = players[i].weight});
    core::Consensus consensus(settings, std::move(voters), market.table.size());
    for (const auto& signal : last) consensus.record(signal.strategy.value(), signal);
    domain::Ballot ballot;
    core::Consensus::Situation situation{.instrument = market.instrument, .regime = regime_at_end(market)};
    if (!market.bars.empty()) {
        situation.now = market.bars.back().open_time + market.interval;
        situation.price = market.bars.back().close;
    }
    consensus.decide(situation, ballot);
    return ballot;
}

}  // namespace argosy::services::strategy
