#include "app/commands/data.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include "app/commands/data_commands.hpp"
#include "base/suggest.hpp"
#include "data/importer.hpp"

namespace argosy::app {
namespace {

void add_series(CLI::App& command, SeriesArguments& a) {
    command.add_option("--symbol", a.symbol, "Our symbol: BTC/USDT, BTC/USDT:USDT (perpetual) or AAPL")->required();
    command.add_option("--venue", a.venue, "Where it trades: binance, bybit, us ... [the only one that has it]");
    command.add_option("--kind", a.kind, "bars, bid_bars, ask_bars, mark_bars, trades, quotes or funding")
        ->capture_default_str();
    command.add_option("--interval", a.interval, "Length of the bars: 1m, 5m, 1h, 1d");
}

void add_range(CLI::App& command, SeriesArguments& a) {
    command.add_option("--start", a.start, "First time, UTC: 2021-01-01 or 2021-01-01T12:00:00Z");
    command.add_option("--end", a.end, "Time behind the last one, UTC");
}

void add_declarations(CLI::App& c, ImportArguments& a) {
    constexpr const char* group = "What the file means (never guessed)";
    c.add_option("--format", a.format, "One of " + join(data::file_format_names(), 20) + " [by the columns]")
        ->group(group);
    c.add_option("--time-is", a.time_is, "Times of bars are those of their open or close")->group(group);
    c.add_option("--zone", a.zone, "Zone of times written as text: UTC, America/New_York ...")->group(group);
    c.add_option("--unit", a.unit, "What numbers count since 1970 UTC: s, ms, us or ns")->group(group);
    c.add_option("--date-order", a.date_order, "Of dates with slashes: mdy or dmy")->group(group);
    c.add_option("--time-shift", a.shift, "Added to every time: 1d, -1h")->group(group);
    c.add_option("--round-to", a.round_to, "Times to the nearest multiple: 1m for jittering settlements")->group(group);
    c.add_option("--column", a.columns, "OURS=THEIRS: what a column means")->group(group);
    c.add_option("--ignore", a.ignore, "Columns to leave out")->delimiter(',')->group(group);
    c.add_option("--header", a.header, "Column names of a file without them")->delimiter(',')->group(group);
    c.add_option("--delimiter", a.delimiter, "Between columns: one character or tab")->group(group);
    c.add_option("--exchange", a.exchange, "Quotes of this exchange only")->group(group);
    c.add_flag("--best-quote", a.best_quote, "Quotes: the best of all exchanges")->group(group);
}

void add_import(CLI::App& data, Session& session) {
    auto a = std::make_shared<ImportArguments>();
    auto& c = *data.add_subcommand("import", "Store bars, trades, quotes or funding from files");
    c.add_option("files", a->files, "CSV or JSON files")->required();
    c.add_option("--symbol", a->series.symbol, "Our symbol: BTC/USDT, BTC/USDT:USDT (perpetual) or AAPL")->required();
    c.add_option("--venue", a->series.venue, "Where it trades: binance, bybit, us ...")->required();
    c.add_option("--interval", a->series.interval, "Length of the bars: 1m, 5m, 1h, 1d [by their closing times]");
    c.add_option("--kind", a->series.kind, "Of bars: bars, mark_bars, bid_bars or ask_bars")->capture_default_str();
    add_declarations(c, *a);
    c.add_option("--on-error", a->on_error, "A broken row ends the import (stop) or is left out (skip)")
        ->capture_default_str();
    c.add_flag("--replace", a->replace, "New rows take the place of stored ones that differ");
    c.add_flag("--round-prices", a->round_prices, "Round prices with more than 10 decimals instead of refusing them");
    c.add_option("--encoding", a->encoding, "packed (small) or raw (64-bit columns) [packed]");
    c.add_flag("--dry-run", a->dry_run, "Check everything, store nothing");
    c.footer(
        "Examples:\n"
        "  argosy data import BTCUSDT-1h-2024-01.csv --format binance-kline --symbol BTC/USDT --venue binance\n"
        "  argosy data import bars.csv --symbol ETH/USDT --venue binance --interval 5m --time-is open --unit ms\n"
        "  argosy data import funding.csv --symbol BTC/USDT:USDT --venue bybit\n"
        "Formats and conventions: docs/data.md");
    on_command(c, session, [a, &session] { return run_data_import(*a, session); });
}

void add_list(CLI::App& data, Session& session) {
    auto& c = *data.add_subcommand("list", "What is stored");
    c.footer("Example:\n  argosy data list --json");
    on_command(c, session, [&session] { return run_data_list(session); });
}

void add_verify(CLI::App& data, Session& session) {
    auto a = std::make_shared<VerifyArguments>();
    auto& c = *data.add_subcommand("verify", "Read every row: gaps, duplicates, order, OHLC rules, jumps");
    add_series(c, a->series);
    c.get_option("--symbol")->required(false)->description("Our symbol [every stored series]");
    c.add_option("--hours", a->hours, "Trading hours: always, us_equity or us_equity_extended [by the symbol]");
    c.add_option("--jump", a->jump, "List moves from row to row beyond this fraction")->capture_default_str();
    c.footer("Example:\n  argosy data verify --symbol BTC/USDT --venue binance --interval 5m");
    on_command(c, session, [a, &session] { return run_data_verify(*a, session); });
}

void add_resample(CLI::App& data, Session& session) {
    auto a = std::make_shared<ResampleArguments>();
    auto& c = *data.add_subcommand("resample", "Make longer bars from bars, or bars from trades, and store them");
    add_series(c, a->series);
    add_range(c, a->series);
    c.add_option("--to", a->to, "Length of the new bars")->required();
    c.add_option("--align", a->align, "Bars begin at multiples of UTC (utc) or with the session (session)")
        ->capture_default_str();
    c.add_option("--hours", a->hours, "Trading hours of sessions: us_equity, us_equity_extended [by the symbol]");
    c.add_flag("--carry", a->carry, "Fill intervals without trades with flat bars at the last close");
    c.add_flag("--keep-partial", a->keep_partial, "Keep the last bar although its interval is not over");
    c.add_flag("--replace", a->replace, "New bars take the place of stored ones that differ");
    c.footer(
        "Examples:\n"
        "  argosy data resample --symbol BTC/USDT --venue binance --interval 5m --to 1h\n"
        "  argosy data resample --symbol BTC/USDT --venue binance --kind trades --to 1m");
    on_command(c, session, [a, &session] { return run_data_resample(*a, session); });
}

void add_export(CLI::App& data, Session& session) {
    auto a = std::make_shared<ExportArguments>();
    auto& c = *data.add_subcommand("export", "Write a series as CSV or JSON; importing it again gives the same series");
    add_series(c, a->series);
    add_range(c, a->series);
    c.add_option("--format", a->format, "csv or json")->capture_default_str();
    c.add_option("--output", a->output, "File to write [standard output]");
    c.footer("Example:\n  argosy data export --symbol BTC/USDT --venue binance --interval 1h --output bars.csv");
    on_command(c, session, [a, &session] { return run_data_export(*a, session); });
}

}  // namespace

void add_data(CLI::App& app, Session& session) {
    auto& data = *app.add_subcommand("data", "Import, check, resample and export market data");
    data.require_subcommand(1);
    data.footer("Example:\n  argosy data import --help");
    add_import(data, session);
    add_list(data, session);
    add_verify(data, session);
    add_resample(data, session);
    add_export(data, session);
}

}  // namespace argosy::app
