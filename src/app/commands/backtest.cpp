#include "app/commands/backtest.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>

#include "app/output.hpp"
#include "app/rule_files.hpp"
#include "app/run_options.hpp"
#include "app/version.hpp"
#include "app/workers.hpp"
#include "backtest/run.hpp"
#include "config/write.hpp"
#include "report/report.hpp"

namespace argosy::app {
namespace {

struct Options {
    RunOptions run;
    std::string out;
    bool quick = false;
    std::size_t checks = 3;
};

Result<> write_file(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file)
        return fail(Errc::unavailable, "cannot write " + path.string(), "check the folder's rights and free space");
    return {};
}

Result<> write_files(const std::filesystem::path& dir, const report::Report& r) {
    std::error_code ec;
    std::filesystem::create_directories(dir, ec);
    if (ec) return fail(Errc::unavailable, "cannot make " + dir.string() + ": " + ec.message());
    ARGOSY_TRY(write_file(dir / "report.html", report::html(r)), "report");
    ARGOSY_TRY(write_file(dir / "report.json", report::json(r)), "report");
    ARGOSY_TRY(write_file(dir / "trades.csv", report::trades_csv(r)), "report");
    ARGOSY_TRY(write_file(dir / "equity.csv", report::equity_csv(r)), "report");
    ARGOSY_TRY(write_file(dir / "fills.csv", report::fills_csv(r)), "report");
    return {};
}

Result<report::Report> make_report(const Options& o, const Session& session, const domain::InstrumentTable& table,
                                   const backtest::RunConfig& config, const strategy::Catalogue& strategies) {
    ARGOSY_LET(const auto stored, data::Catalogue::open(data::data_dir(session.data_dir)), "market data");
    ARGOSY_LET(auto loaded, backtest::load_market(config, table, stored, &strategies), config.name);
    Progress progress("backtest");
    ARGOSY_LET(auto result,
               backtest::run(config, table, strategies, loaded->market,
                             {.truncation_checks = o.quick ? 0 : o.checks,
                              .leave_one_out = !o.quick,
                              .executor = make_executor(default_threads()),
                              .progress =
                                  [&](double share) {
                                      progress.update(static_cast<std::uint64_t>(share * 1000), 1000);
                                      return true;
                                  }}),
               config.name);
    report::Report r{.config = config,
                     .instruments = &table,
                     .market = {},
                     .sources = std::move(loaded->sources),
                     .notes = std::move(loaded->notes),
                     .result = std::move(result),
                     .version = fmt::format("{} ({})", version(), revision())};
    r.market = std::move(loaded);
    r.config_text = config::to_yaml(config);
    r.config_hash = config::config_hash(config);
    return r;
}

Result<Exit> backtest_command(const Options& o, const Session& session) {
    ARGOSY_LET(const auto given, read_run(o.run), "backtest");
    const auto& [config, strategies] = given;
    ARGOSY_LET(const auto table, backtest::make_instruments(config), "backtest");
    ARGOSY_LET(const auto r, make_report(o, session, table, config, strategies), "backtest");
    if (!o.out.empty()) ARGOSY_TRY(write_files(o.out, r), "backtest");
    if (session.json)
        print_line(report::json(r));
    else
        print_line(report::text(r));
    if (!o.out.empty() && !session.json)
        print_line("  report: " + (std::filesystem::path(o.out) / "report.html").string());
    return r.result.lookahead.empty() ? Exit::ok : Exit::failed;
}

void write_parameter(JsonWriter& w, const strategy::ParameterSpec& p) {
    w.begin_object().field("name", p.name).field("default", p.default_value).field("min", p.min).field("max", p.max);
    w.field("unit", p.unit).field("doc", p.doc).end_object();
}

Result<Exit> strategies_command(const std::vector<std::string>& rules, const Session& session) {
    auto catalogue = built_in_strategies();
    for (const auto& file : rules) ARGOSY_TRY(add_rule_file(file, catalogue), "strategies");
    if (session.json) {
        JsonWriter w;
        w.begin_array();
        for (const auto& d : catalogue.all()) {
            w.begin_object()
                .field("name", d.name)
                .field("title", d.title)
                .field("summary", d.summary)
                .key("parameters")
                .begin_array();
            for (const auto& p : d.parameters) write_parameter(w, p);
            w.end_array().end_object();
        }
        print_json(w.end_array());
        return Exit::ok;
    }
    for (const auto& d : catalogue.all()) {
        print_line(fmt::format("{:<22}{}", d.name, d.summary));
        print_line(fmt::format("{:<22}{}", "", strategy::Parameters(d.parameters).to_string()));
    }
    return Exit::ok;
}

}  // namespace

void add_backtest(CLI::App& app, Session& session) {
    auto* command = app.add_subcommand("backtest", "Run strategies over recorded data");
    const auto o = std::make_shared<Options>();
    add_run_options(*command, o->run);
    command->add_option("-o,--out", o->out, "Folder for report.html, report.json, trades.csv, equity.csv, fills.csv");
    command->add_flag("--quick", o->quick, "Leave out the truncation check and leave-one-out");
    command->add_option("--checks", o->checks, "Cuts of the truncation check")->check(CLI::Range(0, 100));
    command->footer(
        "example: argosy backtest -s BTC/USDT:USDT -S stochrsi_ema,ema_cross,donchian_trend -t 1h -o report");
    on_command(*command, session, [o, &session] { return backtest_command(*o, session); });
}

void add_strategies(CLI::App& app, Session& session) {
    auto* command = app.add_subcommand("strategies", "List the strategies and their parameters; check rule files");
    const auto rules = std::make_shared<std::vector<std::string>>();
    command->add_option("rules", *rules, "Rule files to check and list as well");
    command->footer("example: argosy strategies my_rules.yaml");
    on_command(*command, session, [rules, &session] { return strategies_command(*rules, session); });
}

}  // namespace argosy::app
