#include "services/strategy/voters.hpp"

#include <algorithm>
#include <tuple>

#include "base/suggest.hpp"
#include "engine/engine.hpp"

namespace argosy::services::strategy {
namespace {

namespace core_strategy = argosy::strategy;

StrategyInfo about(const core_strategy::Descriptor& d, const core_strategy::Parameters& parameters) {
    StrategyInfo out;
    out.name = out.strategy = d.name;
    out.title = d.title;
    out.summary = d.summary;
    out.parameters = parameters_of(parameters);
    return out;
}

StrategyInfo about(const runtime::Simulation& core, const VoterRef& voter, const Player& player) {
    StrategyInfo out = about(*player.descriptor, player.parameters);
    const auto& book = core.engine().books()[voter.book]->settings();
    out.name = voter.name();
    out.active = true;
    out.enabled = core.engine().is_enabled(voter.id);
    out.book = book.name;
    out.timeframe = engine::timeframe_of(*voter.settings, player.descriptor->timeframe);
    out.weight = voter.settings->weight;
    out.veto = voter.settings->veto;
    out.instruments = voter.settings->instruments.empty() ? book.instruments : voter.settings->instruments;
    if (out.instruments.empty())
        for (const auto& instrument : core.instruments()) out.instruments.push_back(instrument.symbol);
    return out;
}

std::string_view type_name(core_strategy::ParameterType type) {
    switch (type) {
        case core_strategy::ParameterType::integer: return "integer";
        case core_strategy::ParameterType::boolean: return "boolean";
        default: return "number";
    }
}

}  // namespace

std::vector<VoterRef> voters_of(const runtime::Simulation& core) {
    std::vector<VoterRef> out;
    const auto& books = core.engine().books();
    for (std::size_t b = 0; b < books.size(); ++b)
        for (std::size_t v = 0; v < books[b]->settings().strategies.size(); ++v)
            out.push_back({.id = books[b]->consensus().voters()[v].strategy,
                           .book = b,
                           .voter = v,
                           .settings = &books[b]->settings().strategies[v]});
    return out;
}

Result<VoterRef> find_voter(const runtime::Simulation& core, std::string_view name) {
    std::vector<std::string> names;
    for (const auto& voter : voters_of(core)) {
        if (voter.name() == name) return voter;
        names.push_back(voter.name());
    }
    return fail(Errc::not_found, "no strategy of this run is called \"" + std::string(name) + "\"",
                "these are: " + join(names));
}

Result<Player> player_of(const runtime::Simulation& core, const VoterRef& voter,
                         const core_strategy::Catalogue& catalogue) {
    ARGOSY_LET(const auto* descriptor, catalogue.find(voter.settings->name), "strategy");
    return Player{.name = voter.name(),
                  .descriptor = descriptor,
                  .parameters = core.engine().parameters(voter.id),
                  .weight = voter.settings->weight};
}

Result<Player> find_player(const runtime::Simulation& core, const core_strategy::Catalogue& catalogue,
                           std::string_view name) {
    if (const auto voter = find_voter(core, name)) return player_of(core, *voter, catalogue);
    ARGOSY_LET(const auto* descriptor, catalogue.find(name), "");
    return Player{.name = std::string(name),
                  .descriptor = descriptor,
                  .parameters = core_strategy::Parameters(descriptor->parameters)};
}

std::vector<ParameterInfo> parameters_of(const core_strategy::Parameters& parameters) {
    std::vector<ParameterInfo> out;
    for (std::size_t i = 0; i < parameters.declaration().size(); ++i) {
        const auto& spec = parameters.declaration()[i];
        out.push_back({.name = std::string(spec.name),
                       .type = std::string(type_name(spec.type)),
                       .unit = std::string(spec.unit),
                       .doc = std::string(spec.doc),
                       .value = parameters.values()[i],
                       .default_value = spec.default_value,
                       .min = spec.min,
                       .max = spec.max});
    }
    return out;
}

Result<std::vector<StrategyInfo>> strategies_of(const runtime::Simulation& core,
                                                const core_strategy::Catalogue& catalogue) {
    std::vector<StrategyInfo> out;
    for (const auto& voter : voters_of(core)) {
        ARGOSY_LET(const auto player, player_of(core, voter, catalogue), "");
        out.push_back(about(core, voter, player));
    }
    for (const auto& d : catalogue.all())
        if (std::ranges::find(out, d.name, &StrategyInfo::strategy) == out.end())
            out.push_back(about(d, core_strategy::Parameters(d.parameters)));
    return out;
}

Result<StrategyInfo> strategy_of(const runtime::Simulation& core, const core_strategy::Catalogue& catalogue,
                                 std::string_view name) {
    if (const auto voter = find_voter(core, name)) {
        ARGOSY_LET(const auto player, player_of(core, *voter, catalogue), "");
        return about(core, *voter, player);
    }
    ARGOSY_LET(const auto* descriptor, catalogue.find(name), "");
    return about(*descriptor, core_strategy::Parameters(descriptor->parameters));
}

std::vector<StrategySignal> standing_signals(const runtime::Simulation& core, InstrumentId instrument) {
    std::vector<StrategySignal> out;
    for (const auto& voter : voters_of(core))
        for (std::uint32_t i = 0; i < core.instruments().size(); ++i) {
            const InstrumentId id(i);
            if (!instrument.is_none() && id != instrument) continue;
            const auto& said = core.engine().books()[voter.book]->consensus().standing(voter.voter, id);
            if (said.strategy.is_none() || said.expires_at <= core.now()) continue;
            out.push_back(to_signal(said, voter.name(), core.instruments()[id]));
        }
    std::ranges::sort(out, [](const auto& a, const auto& b) {
        return std::tie(b.timestamp, a.pair, a.strategy_name) < std::tie(a.timestamp, b.pair, b.strategy_name);
    });
    return out;
}

StrategyConsensus to_consensus(const domain::Ballot& ballot, std::span<const std::string> names,
                               const domain::Instrument& instrument) {
    StrategyConsensus out;
    out.pair = instrument.symbol;
    out.exchange = instrument.venue;
    out.consensus_signal = to_string(ballot.outcome);
    out.agreement_percentage = ballot.agreement * 100;
    out.timestamp = ballot.time;
    out.reason = ballot.reason.view();
    out.market_regime = to_string(ballot.regime);
    for (const auto& v : ballot.votes) {
        const auto index = v.strategy.value();
        out.votes.push_back({.strategy_name = !v.strategy.is_none() && index < names.size() ? names[index] : "",
                             .signal = std::string(to_string(v.direction)),
                             .weight = v.weight,
                             .strength = v.strength,
                             .counted = v.counted,
                             .veto = v.veto,
                             .reason = std::string(v.reason.view())});
        out.participating_strategies += v.counted;
    }
    return out;
}

StrategyConsensus consensus_of(const runtime::Simulation& core, InstrumentId instrument) {
    const auto& ballots = core.history().ballots();
    const auto newest = std::find_if(ballots.rbegin(), ballots.rend(),
                                     [&](const domain::Ballot& b) { return b.instrument == instrument; });
    domain::Ballot none{.instrument = instrument, .time = core.now(), .reason = "no decision yet"};
    auto out = to_consensus(newest == ballots.rend() ? none : *newest, core.engine().strategy_names(),
                            core.instruments()[instrument]);
    out.signals = standing_signals(core, instrument);
    return out;
}

}  // namespace argosy::services::strategy
