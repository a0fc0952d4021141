#include "app/run_options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

#include "app/rule_files.hpp"
#include "config/load.hpp"

namespace argosy::app {
namespace {

/// What -p calls the strategy of a rule file before the file is read: dip for rules/dip.yaml.
std::string stem_of(const std::string& rules) { return std::filesystem::path(rules).stem().string(); }

/// --param ema_cross.fast=12, or fast=12 when there is one strategy.
Result<> apply_parameter(backtest::RunConfig& config, std::string_view text) {
    const auto equals = text.find('='), dot = text.substr(0, equals).find('.');
    if (equals == text.npos)
        return fail(Errc::invalid_argument, fmt::format("--param {}: expected strategy.name=value", text));
    const auto owner = dot == text.npos ? std::string_view{} : text.substr(0, dot);
    const auto name = text.substr(dot == text.npos ? 0 : dot + 1, equals - (dot == text.npos ? 0 : dot + 1));
    std::size_t matched = 0;
    for (auto& book : config.books)
        for (auto& s : book.strategies)
            if (owner.empty() || owner == s.name || owner == s.label || owner == stem_of(s.rules)) {
                s.parameters[std::string(name)] = text.substr(equals + 1);
                ++matched;
            }
    if (matched == 0) return fail(Errc::not_found, fmt::format("--param {}: no strategy {} in this run", text, owner));
    return {};
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
        ARGOSY_LET(config.from, parse_iso8601(o.from), "--from");
    }
    if (!o.to.empty()) {
        ARGOSY_LET(config.to, parse_iso8601(o.to), "--to");
    }
    return {};
}

Result<> apply_strategies(backtest::RunConfig& config, const RunOptions& o) {
    if (!o.strategies.empty()) {
        if (config.books.empty()) config.books.emplace_back();
        auto& book = config.books.front();
        book.strategies.clear();
        for (const auto& name : o.strategies)
            book.strategies.push_back(is_rule_file(name) ? engine::StrategySettings{.rules = name}
                                                         : engine::StrategySettings{.name = name});
        if (book.strategies.size() > 1 && book.consensus.quorum == 1) book.consensus = {.quorum = 2, .agreement = 0.6};
        book.consensus.quorum = std::min(book.consensus.quorum, book.strategies.size());
    }
    for (auto& book : config.books)
        for (auto& s : book.strategies)
            if (!o.timeframe.empty()) {
                ARGOSY_LET(s.timeframe, parse_duration(o.timeframe), "--timeframe");
            }
    for (const auto& p : o.parameters) ARGOSY_TRY(apply_parameter(config, p), "parameters");
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
        ARGOSY_LET(config.account.balance, parse_decimal<Money>(o.balance), "--balance");
        if (!config.account.balance.is_positive() || config.account.balance > backtest::balance_max)
            return fail(Errc::invalid_argument, fmt::format("--balance {}: expected more than 0 and at most {}",
                                                            o.balance, to_string(backtest::balance_max)));
    }
    if (!o.currency.empty()) {
        ARGOSY_LET(config.account.currency, domain::parse_currency(o.currency), "--currency");
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
    command.add_option("--fraction", o.fraction, "A position is worth this fraction of equity");
    command.add_option("--stop", o.stop_percent, "Stop loss in percent");
    command.add_option("--set", o.sets, "Any key of the configuration: limits.daily_trades_max=20");
}

Result<> apply_run_options(backtest::RunConfig& config, const RunOptions& o) {
    ARGOSY_TRY(apply_market(config, o), "command line");
    ARGOSY_TRY(apply_strategies(config, o), "command line");
    follow_settlement(config);
    ARGOSY_TRY(apply_account(config, o), "command line");
    return {};
}

Result<Run> read_run(const RunOptions& o) {
    ARGOSY_LET(auto config,
               (config::load<backtest::RunConfig>(
                   {.file = o.file, .environment = config::process_environment(), .sets = o.sets})),
               "configuration");
    ARGOSY_TRY(apply_run_options(config, o), "");
    if (config.books.empty())
        return fail(Errc::invalid_argument, "no strategy is named",
                    "add --strategy ema_cross, or `books:` in the file; argosy strategies lists them");
    ARGOSY_LET(auto strategies, settle_strategies(config.books, std::filesystem::path(o.file).parent_path()),
               "strategies");
    return Run{.config = std::move(config), .strategies = std::move(strategies)};
}

}  // namespace argosy::app
