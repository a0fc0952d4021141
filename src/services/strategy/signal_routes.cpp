#include <algorithm>
#include <limits>
#include <tuple>

#include "api/endpoint.hpp"
#include "base/json_writer.hpp"
#include "codec/schema.hpp"
#include "runtime/lookup.hpp"
#include "runtime/views.hpp"
#include "services/strategy/routes.hpp"
#include "services/strategy/voters.hpp"
#include "store/page.hpp"

namespace argosy::services::strategy {
namespace {

struct BallotQuery {
    std::int64_t limit = 100;
    std::optional<std::string> instrument;
    std::string cursor;
};
void describe(Described<BallotQuery>& d) {
    d.name("ballot_query").field("limit", &BallotQuery::limit, {.min = 1, .max = 1000, .doc = "The newest."});
    d.field("instrument", &BallotQuery::instrument, {.doc = "Of this one only."});
    d.field("cursor", &BallotQuery::cursor, {.doc = "next_cursor of the page before."});
}
struct Ballots {
    std::vector<domain::Ballot> ballots;
    std::optional<std::string> next_cursor;
};
void describe(Described<Ballots>& d) {
    d.name("ballots")
        .field("ballots", &Ballots::ballots, {.doc = "Newest first."})
        .field("next_cursor", &Ballots::next_cursor);
}

struct SignalQuery {
    std::optional<std::string> symbol;
    std::int64_t limit = 100;
};
void describe(Described<SignalQuery>& d) {
    d.name("signal_query").field("symbol", &SignalQuery::symbol, {.doc = "Of this instrument only."});
    d.field("limit", &SignalQuery::limit, {.min = 1, .max = 1000, .doc = "The newest."});
}
struct PairInput {
    std::string exchange, pair;
};
void describe(Described<PairInput>& d) {
    d.name("pair_input").field("exchange", &PairInput::exchange).field("pair", &PairInput::pair);
}
struct Signals {
    std::vector<StrategySignal> signals;
};
void describe(Described<Signals>& d) {
    d.name("signals").field("signals", &Signals::signals, {.doc = "What every voter stands on, newest first."});
}

/// A bar as a client posts it.
struct PostedBar {
    Time time{};
    Price open, high, low, close;
    Qty volume;
};
void describe(Described<PostedBar>& d) {
    using T = PostedBar;
    d.name("posted_bar").field("time", &T::time, {.required = true, .doc = "Of its opening."});
    d.field("open", &T::open, {.above = Price{}, .required = true}).field("high", &T::high, {.required = true});
    d.field("low", &T::low, {.above = Price{}, .required = true}).field("close", &T::close, {.required = true});
    d.field("volume", &T::volume, {.min = Qty{}});
}
struct GenerateInput {
    std::string symbol;
    Duration interval = 1h;
    std::vector<PostedBar> bars;
    std::vector<std::string> strategies;
    std::map<std::string, std::map<std::string, double>> parameters;
    double agreement = 0.5;
    std::int64_t quorum = 1;
};
void describe(Described<GenerateInput>& d) {
    using T = GenerateInput;
    d.name("generate_signals").field("symbol", &T::symbol, {.required = true, .doc = "What the bars are of."});
    d.field("interval", &T::interval, {.above = Duration{}, .doc = "Length of the bars."});
    d.field("bars", &T::bars, {.items_min = 1, .items_max = 20'000, .required = true, .doc = "Closed, oldest first."});
    d.field("strategies", &T::strategies, {.doc = "Names; none: those that vote in this run."});
    d.field("parameters", &T::parameters, {.doc = "By strategy and name, where they differ from those in force."});
    d.field("agreement", &T::agreement, {.max = 1.0, .above = 0.0, .doc = "Share of the weight that decides."});
    d.field("quorum", &T::quorum, {.min = 1, .max = 100, .doc = "Voters that are needed."});
}
struct Generated {
    std::string symbol;
    Duration interval{};
    std::vector<StrategySignal> signals;
    StrategyConsensus consensus;
    std::vector<std::string> notes;
};
void describe(Described<Generated>& d) {
    using T = Generated;
    d.name("generated_signals").field("symbol", &T::symbol).field("interval", &T::interval);
    d.field("signals", &T::signals, {.doc = "Every change of mind, oldest first."});
    d.field("consensus", &T::consensus, {.doc = "The vote after the last bar."});
    d.field("notes", &T::notes, {.doc = "Strategies that can say nothing on such bars, and why."});
}

Result<std::vector<domain::Bar>> bars_of(const GenerateInput& in) {
    std::vector<domain::Bar> out;
    for (std::size_t i = 0; i < in.bars.size(); ++i) {
        const auto& b = in.bars[i];
        out.push_back(
            {.open_time = b.time, .open = b.open, .high = b.high, .low = b.low, .close = b.close, .volume = b.volume});
        const std::string where = "/bars/" + std::to_string(i) + ": ";
        if (const auto broken = domain::broken_rule(out.back()); !broken.empty())
            return fail(Errc::invalid_argument, where + std::string(broken), "low <= open, close <= high");
        if (i > 0 && out[i - 1].open_time + in.interval > b.time)
            return fail(Errc::invalid_argument, where + "it opens before the bar in front of it has closed",
                        "send the bars in order of their opening, each once");
    }
    return out;
}

Result<std::vector<Player>> players_of(const Parts& parts, const GenerateInput& in) {
    std::vector<std::string> names = in.strategies;
    if (names.empty())
        for (const auto& voter : voters_of(parts.core)) names.push_back(voter.name());
    std::vector<Player> out;
    for (const auto& name : names) {
        ARGOSY_LET(auto player, find_player(parts.core, parts.catalogue, name), "");
        if (const auto own = in.parameters.find(name); own != in.parameters.end())
            for (const auto& [key, value] : own->second)
                ARGOSY_TRY(player.parameters.set(key, value), "/parameters/" + name);
        out.push_back(std::move(player));
    }
    return out;
}

Result<Generated> generate(const Parts& parts, const GenerateInput& in) {
    domain::InstrumentTable table;
    std::string symbol = in.symbol;
    if (!symbol.contains('/')) std::ranges::replace(symbol, '-', '/');  // as it is written in paths
    ARGOSY_LET(auto instrument, domain::parse_symbol(symbol), "/symbol");
    if (const auto known = runtime::find_instrument(parts.core, in.symbol))
        instrument = parts.core.instruments()[*known];
    ARGOSY_LET(const auto id, table.add(instrument), "/symbol");
    ARGOSY_LET(const auto bars, bars_of(in), "");
    ARGOSY_LET(auto players, players_of(parts, in), "");
    const StageMarket market{.table = table,
                             .instrument = id,
                             .interval = in.interval,
                             .bars = bars,
                             .regime = parts.core.config().run.regime};
    Generated out{.symbol = table[id].symbol, .interval = in.interval, .signals = {}, .consensus = {}, .notes = {}};
    std::erase_if(players, [&](const Player& p) {
        const auto why = why_silent(*p.descriptor);
        if (!why.empty()) out.notes.push_back(p.name + " was left out: " + std::string(why));
        return !why.empty();
    });
    if (players.empty())
        return fail(Errc::invalid_argument, "/strategies: none of them can say anything on bars of one instrument",
                    "GET /api/v1/strategies lists others");
    std::vector<domain::Signal> last;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < players.size(); ++i) {
        names.push_back(players[i].name);
        ARGOSY_LET(const auto signals, listen_to(players[i], StrategyId(static_cast<std::uint16_t>(i)), market), "");
        for (const auto& s : signals) out.signals.push_back(to_signal(s, players[i].name, table[id]));
        if (!signals.empty()) last.push_back(signals.back());
    }
    std::ranges::sort(out.signals, [](const auto& a, const auto& b) {
        return std::tie(a.timestamp, a.strategy_name) < std::tie(b.timestamp, b.strategy_name);
    });
    const argosy::strategy::ConsensusSettings settings{.quorum = static_cast<std::size_t>(in.quorum),
                                                       .agreement = in.agreement};
    out.consensus = to_consensus(vote(players, last, market, settings), names, table[id]);
    for (const auto& s : last)
        out.consensus.signals.push_back(to_signal(s, players[s.strategy.value()].name, table[id]));
    return out;
}

Result<Signals> signals_of(const Parts& parts, std::string_view symbol, std::string_view exchange, std::int64_t limit) {
    InstrumentId id;
    if (!symbol.empty()) {
        ARGOSY_LET(id, runtime::find_instrument(parts.core, symbol, exchange), "");
    }
    Signals out{standing_signals(parts.core, id)};
    if (out.signals.size() > static_cast<std::size_t>(limit)) out.signals.resize(static_cast<std::size_t>(limit));
    return out;
}

/// A page behind the ballot that the cursor names; numbers of ballots only grow.
Result<api::Rendered<Ballots>> ballots_of(const runtime::Simulation& core, const BallotQuery& in) {
    InstrumentId only;
    if (in.instrument) {
        ARGOSY_LET(only, runtime::find_instrument(core, *in.instrument), "");
    }
    std::int64_t before = std::numeric_limits<std::int64_t>::max();
    if (!in.cursor.empty()) {
        ARGOSY_LET(const auto cursor, store::parse_cursor("ballots", in.cursor), "cursor");
        before = cursor.order;
    }
    JsonWriter w;
    std::int64_t left = in.limit;
    std::optional<std::string> next;
    w.begin_object().key("ballots").begin_array();
    const auto& all = core.history().ballots();
    for (auto it = all.rbegin(); it != all.rend() && left >= 0; ++it) {
        const auto number = static_cast<std::int64_t>(it->id.value());
        if (number >= before || (!only.is_none() && it->instrument != only)) continue;
        if (left-- == 0) next = store::print_cursor("ballots", {.order = before, .id = "ballot"});
        if (next) break;
        w.raw(runtime::ballot_json(core, *it));
        before = number;
    }
    w.end_array().key("next_cursor");
    next ? w.value(*next) : w.null();
    return api::Rendered<Ballots>{std::move(w.end_object()).take()};
}

void add_standing(const Parts& parts) {
    using net::Method;
    endpoint(parts.router, make_route(Method::get, "/api/v1/strategy-signals", {"/api/signals"}, "latest signals"),
             [parts](const SignalQuery& in, const api::Call&) -> Result<Signals> {
                 return signals_of(parts, in.symbol.value_or(""), {}, in.limit);
             });
    endpoint(parts.router,
             make_route(Method::get, "/api/v1/strategy-signals/{symbol}",
                        {"/signals/{symbol}", "/api/signals/{symbol}"}, "signals for a symbol"),
             [parts](const SignalQuery& in, const api::Call&) -> Result<Signals> {
                 return signals_of(parts, in.symbol.value_or(""), {}, in.limit);
             });
    endpoint(parts.router, make_route(Method::get, "/api/v1/signals/{exchange}/{pair}", {}, "signals of one pair"),
             [parts](const PairInput& in, const api::Call&) -> Result<Signals> {
                 return signals_of(parts, in.pair, in.exchange, 1000);
             });
}

}  // namespace

void add_signal_routes(const Parts& parts) {
    using net::Method;
    endpoint(parts.router, make_route(Method::get, "/api/v1/signals", {}, "ballots, newest first"),
             [parts](const BallotQuery& in, const api::Call&) { return ballots_of(parts.core, in); });
    add_standing(parts);
    endpoint(parts.router,
             make_route(Method::get, "/api/v1/signals/consensus/{exchange}/{pair}", {},
                        "what they agree on, with the ballot"),
             [parts](const PairInput& in, const api::Call&) -> Result<StrategyConsensus> {
                 ARGOSY_LET(const auto id, runtime::find_instrument(parts.core, in.pair, in.exchange), "");
                 return consensus_of(parts.core, id);
             });
    endpoint(parts.router,
             make_route(Method::post, "/api/v1/signals/generate", {"/api/generate-signals"},
                        "bars in, what the strategies say about them out; nothing is traded"),
             [parts](const GenerateInput& in, const api::Call&) { return generate(parts, in); });
}

}  // namespace argosy::services::strategy
