#include "services/backtest/plan.hpp"

#include <algorithm>
#include <charconv>

#include "backtest/search_space.hpp"
#include "engine/engine.hpp"
#include "performance/metric.hpp"

namespace argosy::services::backtest {
namespace {

using argosy::backtest::InstrumentConfig;
using argosy::backtest::RunConfig;

std::string print_number(double value) {
    char text[32];
    const auto [end, ec] = std::to_chars(text, text + sizeof text, value);
    return {text, end};
}

/// "btc-usdt" means BTC/USDT; a known instrument keeps its rules.
InstrumentConfig instrument_of(const RunConfig& base, std::string symbol) {
    std::ranges::replace(symbol, '-', '/');
    const auto known = std::ranges::find(base.instruments, symbol, &InstrumentConfig::symbol);
    return known == base.instruments.end() ? InstrumentConfig{.symbol = std::move(symbol)} : *known;
}

void choose_instruments(RunConfig& config, const JobRequest& request, const RunConfig& base) {
    if (!request.symbols.empty()) {
        config.instruments.clear();
        for (const auto& symbol : request.symbols) config.instruments.push_back(instrument_of(base, symbol));
        for (auto& book : config.books) book.instruments.clear();
        // Another market may settle in another currency: the account follows it, as on the command line.
        if (const auto first = domain::parse_symbol(config.instruments.front().symbol);
            first && config.account.rates.empty())
            config.account.currency = first->settlement;
    }
    for (auto& instrument : config.instruments)
        if (!request.venue.empty()) instrument.venue = request.venue;
}

/// The voter of the platform by that name, or a new one.
engine::StrategySettings voter_of(const RunConfig& base, const std::string& name) {
    for (const auto& book : base.books)
        for (const auto& s : book.strategies)
            if (s.name == name || s.label == name) return s;
    return {.name = name};
}

void choose_strategies(RunConfig& config, const JobRequest& request, const RunConfig& base) {
    if (!request.strategies.empty()) {
        engine::BookSettings book = config.books.empty() ? engine::BookSettings{} : config.books.front();
        book.strategies.clear();
        for (const auto& name : request.strategies) book.strategies.push_back(voter_of(base, name));
        book.consensus.quorum = std::min(book.consensus.quorum, book.strategies.size());
        config.books = {std::move(book)};
    }
    for (auto& book : config.books)
        for (auto& s : book.strategies) {
            if (request.timeframe) s.timeframe = *request.timeframe;
            for (const auto& [owner, values] : request.parameters)
                if (owner == s.name || owner == s.label)
                    for (const auto& [name, value] : values) s.parameters[name] = print_number(value);
        }
}

Result<> check_strategies(const RunConfig& config, const JobRequest& request,
                          const argosy::strategy::Catalogue& strategies) {
    for (const auto& book : config.books)
        for (const auto& s : book.strategies) {
            if (!s.rules.empty() && !strategies.find(s.name))
                return fail(Errc::invalid_argument, "/run: rule files are not read for a request",
                            "name a strategy that GET /api/v1/strategies lists");
            ARGOSY_LET(const auto* known, strategies.find(s.name), "/strategies");
            static_cast<void>(known);
        }
    for (const auto& [owner, values] : request.parameters) {
        const bool found = std::ranges::any_of(config.books, [&](const auto& book) {
            return std::ranges::any_of(book.strategies,
                                       [&](const auto& s) { return owner == s.name || owner == s.label; });
        });
        if (!found)
            return fail(Errc::invalid_argument, "/parameters/" + owner + ": this strategy is not part of the run",
                        "name it in strategies as well");
    }
    return {};
}

bool is_stored(const InstrumentConfig& instrument, const data::Catalogue& stored) {
    return std::ranges::any_of(stored.list(), [&](const data::SeriesInfo& info) {
        return info.key.symbol == instrument.symbol && (instrument.venue.empty() || info.key.venue == instrument.venue);
    });
}

Source choose_source(const RunConfig& config, const JobRequest& request, const data::Catalogue& stored) {
    if (request.source != Source::automatic) return request.source;
    if (std::ranges::all_of(config.instruments, [&](const auto& i) { return is_stored(i, stored); }))
        return Source::catalogue;
    return request.symbols.empty() && !request.run ? Source::synthetic : Source::catalogue;
}

/// Everything is stored; the error of the first that is not says how to import it.
Result<> check_stored(const RunConfig& config, const data::Catalogue& stored) {
    for (const auto& instrument : config.instruments) {
        if (is_stored(instrument, stored)) continue;
        ARGOSY_LET(const auto found,
                   stored.find({.symbol = instrument.symbol, .venue = instrument.venue, .interval = 1h}),
                   "market data");
        static_cast<void>(found);
    }
    return {};
}

/// The engine itself says whether the settings go together.
Result<> check_settings(const RunConfig& config, const argosy::strategy::Catalogue& strategies) {
    ARGOSY_LET(const auto table, argosy::backtest::make_instruments(config), "instruments");
    ARGOSY_LET(const auto engine,
               engine::Engine::make({.instruments = table,
                                     .catalogue = strategies,
                                     .settings = argosy::backtest::engine_settings(config),
                                     .account = argosy::backtest::account_settings(config)}),
               "run");
    static_cast<void>(engine);
    if (!config.optimize) return {};
    ARGOSY_LET(const auto space, argosy::backtest::make_space(config, strategies), "optimize");
    static_cast<void>(space);
    if (!performance::find_metric(config.optimize->objective))
        return fail(Errc::invalid_argument, "/optimize/objective: no metric \"" + config.optimize->objective + "\"",
                    "sharpe, total_return, calmar ... (docs/metrics.md)");
    return {};
}

constexpr Duration span_max = 100 * 366 * 24h;  // of a synthetic market: beyond, prices mean nothing

void add_synthetic(Plan& plan, const JobRequest& request, const runtime::SimulationConfig& base) {
    plan.start = request.from.value_or(base.start);
    plan.bars = request.bars;
    plan.seed = static_cast<std::uint64_t>(request.seed);
    for (const auto& instrument : plan.config.instruments) {
        const auto known = std::ranges::find(base.synthetic, instrument.symbol, &runtime::SyntheticInstrument::symbol);
        plan.synthetic.push_back(
            known == base.synthetic.end() ? runtime::SyntheticInstrument{.symbol = instrument.symbol} : *known);
    }
    plan.config.from = std::nullopt;  // the market begins and ends where it was made to
    plan.config.to = std::nullopt;
    for (auto& instrument : plan.config.instruments) instrument.funding = false;
}

}  // namespace

Result<> check_span(const Plan& plan, Duration interval) {
    if (interval > span_max / plan.bars)
        return fail(Errc::invalid_argument,
                    "/bars: " + std::to_string(plan.bars) + " bars of " + argosy::to_string(interval) +
                        " are more than a hundred years",
                    "fewer bars, or a shorter timeframe");
    if (plan.start < Time{} || plan.start > time_max - span_max)
        return fail(Errc::invalid_argument, "/from: a synthetic market begins from 1970 to 2160");
    return {};
}

Result<Plan> make_plan(const JobRequest& request, const runtime::SimulationConfig& base,
                       const argosy::strategy::Catalogue& strategies, const data::Catalogue& stored) {
    Plan plan{.config = request.run.value_or(base.run), .quick = request.quick};
    if (request.run && request.run->instruments.empty()) plan.config.instruments = base.run.instruments;
    if (request.run && request.run->books.empty()) plan.config.books = base.run.books;
    choose_instruments(plan.config, request, base.run);
    choose_strategies(plan.config, request, base.run);
    if (request.from) plan.config.from = request.from;
    if (request.to) plan.config.to = request.to;
    if (request.balance) plan.config.account.balance = *request.balance;
    if (!request.name.empty()) plan.config.name = request.name;
    if (request.optimize) plan.config.optimize = request.optimize;
    ARGOSY_TRY(check_strategies(plan.config, request, strategies), "");
    plan.source = choose_source(plan.config, request, stored);
    if (plan.source == Source::synthetic) {
        add_synthetic(plan, request, base);
        ARGOSY_TRY(check_span(plan, request.timeframe.value_or(1ns)), "");
    } else {
        ARGOSY_TRY(check_stored(plan.config, stored), "");
    }
    ARGOSY_TRY(check_settings(plan.config, strategies), "");
    return plan;
}

}  // namespace argosy::services::backtest
