#include "app/run_options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

#include "app/arguments.hpp"
#include "app/output.hpp"
#include "app/rule_files.hpp"
#include "app/settings_kinds.hpp"
#include "base/describe.hpp"
#include "base/suggest.hpp"
#include "config/load.hpp"
#include "engine/engine.hpp"

namespace argosy::app {
namespace {

namespace fs = std::filesystem;

/// The labels of all voters, for "this run has".
std::string voters_of(const backtest::RunConfig& config, const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& book : config.books)
        for (const auto& s : book.strategies) names.push_back(name_of_voter(s, folder));
    return names.empty() ? "no strategy" : join(names, 24);
}

/// Whether -p means this voter: by its label, its name (a rule file's is in the file) or the stem of its rule file.
bool is_called(const engine::StrategySettings& s, std::string_view owner, const fs::path& folder) {
    return owner.empty() || owner == s.label || owner == s.name || owner == fs::path(s.rules).stem().string() ||
           owner == name_of_voter(s, folder);
}

/// --param ema_cross.fast=12, or fast=12 when there is one strategy.
Result<> apply_parameter(backtest::RunConfig& config, std::string_view text, const fs::path& folder) {
    const auto equals = text.find('='), dot = text.substr(0, equals).find('.');
    if (equals == text.npos)
        return fail(Errc::invalid_argument, fmt::format("--param {}: expected strategy.name=value", text));
    const auto owner = dot == text.npos ? std::string_view{} : text.substr(0, dot);
    const auto name = text.substr(dot == text.npos ? 0 : dot + 1, equals - (dot == text.npos ? 0 : dot + 1));
    std::size_t matched = 0;
    for (auto& book : config.books)
        for (auto& s : book.strategies)
            if (is_called(s, owner, folder)) {
                s.parameters[std::string(name)] = text.substr(equals + 1);
                ++matched;
            }
    if (matched > 0) return {};
    return fail(Errc::invalid_argument, fmt::format("--param {}: no strategy {} in this run", text, owner),
                "this run has " + voters_of(config, folder));
}

Result<> apply_market(backtest::RunConfig& config, const RunOptions& o) {
    if (!o.symbols.empty()) {
        std::vector<backtest::InstrumentConfig> chosen;
        for (const auto& symbol : o.symbols) {
            const auto known = std::ranges::find(config.instruments, symbol, &backtest::InstrumentConfig::symbol);
            chosen.push_back(known == config.instruments.end() ? backtest::InstrumentConfig{.symbol = symbol} : *known);
        }
        config.instruments = std::move(chosen);
    }
    for (auto& i : config.instruments)
        if (!o.venue.empty()) i.venue = o.venue;
    if (!o.from.empty()) {
        ARGOSY_LET(config.from, argument("--from", parse_iso8601(o.from)), "");
    }
    if (!o.to.empty()) {
        ARGOSY_LET(config.to, argument("--to", parse_iso8601(o.to)), "");
    }
    if (config.from && config.to && *config.to <= *config.from)
        return fail(
            Errc::invalid_argument,
            fmt::format("the run ends ({}) before it begins ({})", to_iso8601(*config.to), to_iso8601(*config.from)),
            "give --to a later time than --from; it is exclusive");
    return {};
}

bool is_same_voter(const engine::StrategySettings& s, const std::string& named) {
    return is_rule_file(named) ? s.rules == named : s.rules.empty() && s.name == named;
}

/// The voter that the command line names: as the book has it, else a new one on the bars that the book's voters see.
engine::StrategySettings voter_named(const engine::BookSettings& book, const std::string& named) {
    const auto known = std::ranges::find_if(book.strategies, [&](const auto& s) { return is_same_voter(s, named); });
    if (known != book.strategies.end()) return *known;
    engine::StrategySettings out;
    (is_rule_file(named) ? out.rules : out.name) = named;
    const auto sees_other = [&](const auto& s) { return s.timeframe != book.strategies.front().timeframe; };
    if (!book.strategies.empty() && std::ranges::none_of(book.strategies, sees_other))
        out.timeframe = book.strategies.front().timeframe;
    return out;
}

/// --strategy replaces the voters of the first book; everything else of the book stays.
void choose_voters(engine::BookSettings& book, const std::vector<std::string>& named) {
    if (std::ranges::equal(book.strategies, named, is_same_voter)) return;
    std::vector<engine::StrategySettings> chosen;
    for (const auto& name : named) chosen.push_back(voter_named(book, name));
    book.strategies = std::move(chosen);
    if (book.strategies.size() > 1 && book.consensus.quorum == 1) book.consensus = {.quorum = 2, .agreement = 0.6};
    book.consensus.quorum = std::min(book.consensus.quorum, book.strategies.size());
}

/// What --strategy leaves of the file's first book, for the report.
std::vector<std::string> replaced_voters(const backtest::RunConfig& config, const RunOptions& o,
                                         const fs::path& folder) {
    if (o.file.empty() || o.strategies.empty() || config.books.empty()) return {};
    auto book = config.books.front();
    const auto quorum = book.consensus.quorum;
    if (std::ranges::equal(book.strategies, o.strategies, is_same_voter)) return {};
    std::vector<std::string> before;
    for (const auto& s : book.strategies) before.push_back(name_of_voter(s, folder));
    choose_voters(book, o.strategies);
    std::string note = fmt::format("--strategy replaces {} in book {}; sizing, exits and the rest are the file's",
                                   join(before, 24), book.name);
    if (book.consensus.quorum != quorum)
        note += fmt::format(", the quorum is {} instead of {}", book.consensus.quorum, quorum);
    return {std::move(note)};
}

Result<> apply_strategies(backtest::RunConfig& config, const RunOptions& o) {
    if (!o.strategies.empty()) {
        if (config.books.empty()) config.books.emplace_back();
        choose_voters(config.books.front(), o.strategies);
    }
    for (auto& book : config.books)
        for (auto& s : book.strategies)
            if (!o.timeframe.empty()) {
                ARGOSY_LET(s.timeframe, argument("--timeframe", parse_duration(o.timeframe)), "");
            }
    for (const auto& p : o.parameters) ARGOSY_TRY(apply_parameter(config, p, fs::path(o.file).parent_path()), "");
    return {};
}

/// The number of a flag, within the bounds of the key that it stands for. NaN is within none.
struct Bounds {
    double above, max;
    const char* expected;
};
Result<Ratio> number_of(std::string_view flag, double value, const Bounds& bounds) {
    if (!(value > bounds.above) || !(value <= bounds.max))
        return fail(Errc::invalid_argument, fmt::format("{} {}: expected {}", flag, value, bounds.expected));
    ARGOSY_LET(const auto ratio, from_double<Ratio>(value, Rounding::half_even), std::string(flag));
    return ratio;
}

Result<> apply_account(backtest::RunConfig& config, const RunOptions& o) {
    if (!o.balance.empty()) {
        ARGOSY_LET(config.account.balance, argument("--balance", parse_decimal<Money>(o.balance)), "");
        if (!config.account.balance.is_positive() || config.account.balance > backtest::balance_max)
            return fail(Errc::invalid_argument, fmt::format("--balance {}: expected more than 0 and at most {}",
                                                            o.balance, to_string(backtest::balance_max)));
    }
    if (!o.currency.empty()) {
        ARGOSY_LET(config.account.currency, argument("--currency", domain::parse_currency(o.currency)), "");
    }
    if (o.leverage) {
        ARGOSY_LET(config.account.leverage,
                   number_of("--leverage", *o.leverage, {.above = 0.999'999'999, .max = 125, .expected = "1 to 125"}),
                   "");
    }
    for (auto& book : config.books) {
        if (o.fraction) {
            ARGOSY_LET(const auto fraction,
                       number_of("--fraction", *o.fraction, {.above = 0, .max = 1000, .expected = "above 0 to 1000"}),
                       "");
            if (fraction > config.account.leverage)
                return fail(Errc::invalid_argument,
                            fmt::format("--fraction {}: {} times the equity, with a leverage of {}", *o.fraction,
                                        *o.fraction, to_string(config.account.leverage)),
                            "a fraction of 0.5 is half of the equity; for more than all of it give --leverage");
            book.sizing.method = risk::FixedFraction{fraction};
        }
        if (o.stop_percent) {
            ARGOSY_LET(const auto percent,
                       number_of("--stop", *o.stop_percent,
                                 {.above = 0, .max = 99.999, .expected = "percent above 0 and below 100"}),
                       "");
            book.exits.stop = {.kind = execution::Distance::Kind::rate, .value = scale(percent, "0.01"_ratio)};
        }
    }
    return {};
}

/// Stocks are quoted in USD: without a word about the currency, the account follows the instruments.
void follow_settlement(backtest::RunConfig& config) {
    if (config.instruments.empty() || config.account.currency != domain::Currency("USDT") ||
        !config.account.rates.empty())
        return;
    if (const auto first = domain::parse_symbol(config.instruments.front().symbol))
        config.account.currency = first->settlement;
}

}  // namespace

void add_run_options(CLI::App& command, RunOptions& o) {
    command.add_option("config,--config", o.file, "YAML file (argosy config example run); flags override it");
    command.add_option("-s,--symbol", o.symbols, "Instruments: BTC/USDT, BTC/USDT:USDT, AAPL")->delimiter(',');
    command.add_option("--venue", o.venue, "Venue of the recorded data");
    command
        .add_option("-S,--strategy", o.strategies, "Strategies that vote (argosy strategies), or rule files: dip.yaml")
        ->delimiter(',');
    command.add_option("-t,--timeframe,--interval", o.timeframe, "Bars that they see: 1h");
    command.add_option("-p,--param", o.parameters, "A strategy's parameter: ema_cross.fast=12");
    command.add_option("--from", o.from, "First bar: 2022-01-01");
    command.add_option("--to", o.to, "End, exclusive");
    command.add_option("--balance", o.balance, "Money at the start");
    command.add_option("--currency", o.currency, "Of the balance");
    command.add_option("--leverage", o.leverage, "Of perpetuals");
    command.add_option("--fraction", o.fraction, "A position is worth this fraction of equity: 0.1 is a tenth");
    command.add_option("--stop", o.stop_percent,
                       "Stop loss in percent of the price: 5; a strategy's own counts where it is nearer");
    command.add_option("--set", o.sets,
                       "Any key of the settings: limits.daily_trades_max=20, books[0].allow_short=false");
}

Result<> apply_run_options(backtest::RunConfig& config, const RunOptions& o) {
    ARGOSY_TRY(apply_market(config, o), "command line");
    ARGOSY_TRY(apply_strategies(config, o), "command line");
    follow_settlement(config);
    ARGOSY_TRY(apply_account(config, o), "command line");
    return {};
}

Result<> check_run(backtest::RunConfig config, const strategy::Catalogue& strategies) {
    if (config.instruments.empty()) {  // flags may name them; what the voters say can be wrong without them
        config.instruments = {{.symbol = "BTC/USDT:USDT"}};
        config.account.currency = domain::Currency("USDT");
        for (auto& book : config.books) {
            book.instruments.clear();
            for (auto& s : book.strategies) s.instruments.clear();
        }
    }
    ARGOSY_LET(const auto table, backtest::make_instruments(config), "");
    ARGOSY_TRY(sim::validate(backtest::venue_settings(config)), "venue");
    ARGOSY_LET(const auto engine,
               engine::Engine::make({.instruments = table,
                                     .catalogue = strategies,
                                     .settings = backtest::engine_settings(config),
                                     .account = backtest::account_settings(config),
                                     .observer = nullptr}),
               "");
    return {};
}

Result<Run> read_search(const RunOptions& o) {
    const fs::path folder = fs::path(o.file).parent_path();
    backtest::RunConfig config;
    // The flags' instruments and voters are what --set finds where the file names none.
    RunOptions named{.file = o.file, .symbols = o.symbols, .strategies = o.strategies};
    ARGOSY_TRY(wrong_use(apply_run_options(config, named)), "");
    const config::Sources sources{.file = o.file, .environment = config::process_environment(), .sets = o.sets};
    ARGOSY_TRY(
        wrong_use(with_kind_hint(config::load_into(sources, type_of<backtest::RunConfig>(), &config), o.file, "run")),
        "");
    std::vector<std::string> notes = replaced_voters(config, o, folder);
    ARGOSY_TRY(wrong_use(apply_run_options(config, o)), "");
    if (config.books.empty())
        return fail(Errc::invalid_argument, "no strategy is named",
                    "add --strategy ema_cross, or `books:` in the file; argosy strategies lists them");
    ARGOSY_LET(auto strategies, wrong_use(settle_strategies(config.books, folder)), "");
    return Run{.config = std::move(config), .strategies = std::move(strategies), .notes = std::move(notes)};
}

Result<Run> read_run(const RunOptions& o) {
    auto run = read_search(o);
    if (run) ARGOSY_TRY(wrong_use(check_run(run->config, run->strategies)), "");
    return run;
}

}  // namespace argosy::app
