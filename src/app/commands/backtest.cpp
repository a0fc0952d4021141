#include "app/commands/backtest.hpp"

#include <CLI/CLI.hpp>
#include <cerrno>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <system_error>

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

namespace fs = std::filesystem;

struct Options {
    RunOptions run;
    std::string out;
    bool quick = false;
    std::size_t checks = 3;
};

/// The files of a report, each with what writes it.
using Writer = std::string (*)(const report::Report&);
constexpr std::pair<const char*, Writer> report_files[] = {{"report.html", report::html},
                                                           {"report.json", report::json},
                                                           {"trades.csv", report::trades_csv},
                                                           {"equity.csv", report::equity_csv},
                                                           {"fills.csv", report::fills_csv}};

Result<> write_file(const fs::path& path, const std::string& bytes) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file)
        return fail(Errc::unavailable, "cannot write " + path.string() + ": " + std::generic_category().message(errno),
                    "check the folder's rights and free space");
    return {};
}

/// Finds out before the run whether its report can be written, and says whose place it takes.
Result<> check_folder(const fs::path& dir) {
    if (dir.empty()) return {};
    std::error_code ec;
    fs::create_directories(dir, ec);
    if (ec)
        return fail(Errc::unavailable, "cannot make " + dir.string() + ": " + ec.message(),
                    "name another folder with --out, or change the rights");
    const auto probe = dir / ".argosy-write-test";
    ARGOSY_TRY(write_file(probe, ""), "");
    fs::remove(probe, ec);
    if (fs::exists(dir / "report.json", ec))
        print_notice(fmt::format("note: the report that is in {} will be replaced", dir.string()));
    return {};
}

/// Where a file is written until all of them are whole, so that a full disk leaves the report before as it was.
fs::path unfinished(const fs::path& dir, std::string_view name) { return dir / fmt::format(".{}.part", name); }

Result<> write_unfinished(const fs::path& dir, const report::Report& r) {
    for (const auto& [name, write] : report_files) ARGOSY_TRY(write_file(unfinished(dir, name), write(r)), "");
    return {};
}

Result<> write_files(const fs::path& dir, const report::Report& r) {
    std::error_code ec;
    if (auto written = write_unfinished(dir, r); !written) {
        for (const auto& file : report_files) fs::remove(unfinished(dir, file.first), ec);
        return written;
    }
    for (const auto& [name, write] : report_files) {
        fs::rename(unfinished(dir, name), dir / name, ec);
        if (ec) return fail(Errc::unavailable, "cannot write " + (dir / name).string() + ": " + ec.message());
    }
    return {};
}

Result<report::Report> make_report(const Options& o, const Session& session, const domain::InstrumentTable& table,
                                   const Run& given) {
    const auto& [config, strategies, notes] = given;
    ARGOSY_LET(const auto stored, data::Catalogue::open(data::data_dir(session.data_dir)), "");
    ARGOSY_LET(auto loaded, backtest::load_market(config, table, stored, &strategies), "");
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
               "");
    report::Report r{.config = config,
                     .instruments = &table,
                     .market = {},
                     .sources = std::move(loaded->sources),
                     .notes = notes,
                     .result = std::move(result),
                     .version = fmt::format("{} ({})", version(), revision())};
    r.notes.insert(r.notes.end(), loaded->notes.begin(), loaded->notes.end());
    r.market = std::move(loaded);
    r.config_text = config::to_yaml(config);
    r.config_hash = config::config_hash(config);
    return r;
}

Result<Exit> backtest_command(const Options& o, const Session& session) {
    ARGOSY_LET(const auto given, read_run(o.run), "");
    ARGOSY_LET(const auto table, backtest::make_instruments(given.config), "");
    ARGOSY_TRY(check_folder(o.out), "");
    ARGOSY_LET(const auto r, make_report(o, session, table, given), "");
    if (session.json)
        print_line(report::json(r));
    else
        print_line(report::text(r));
    if (!o.out.empty()) ARGOSY_TRY(write_files(o.out, r), "");
    if (!o.out.empty() && !session.json) print_line("  report: " + (fs::path(o.out) / "report.html").string());
    return r.result.lookahead.empty() ? Exit::ok : Exit::failed;
}

void write_parameter(JsonWriter& w, const strategy::ParameterSpec& p) {
    w.begin_object().field("name", p.name).field("default", p.default_value).field("min", p.min).field("max", p.max);
    w.field("unit", p.unit).field("doc", p.doc).end_object();
}

void write_strategy(JsonWriter& w, const strategy::Descriptor& d) {
    w.begin_object().field("name", d.name).field("title", d.title).field("summary", d.summary);
    w.key("parameters").begin_array();
    for (const auto& p : d.parameters) write_parameter(w, p);
    w.end_array().end_object();
}

void print_parameters(const strategy::Descriptor& d) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& p : d.parameters)
        rows.push_back({"  " + std::string(p.name), fmt::format("{}", p.default_value),
                        p.type == strategy::ParameterType::boolean ? "0 or 1" : fmt::format("{} to {}", p.min, p.max),
                        std::string(p.unit), std::string(p.doc)});
    print_line(rows.empty() ? "  no parameters"
                            : format_table({"  parameter", "default", "range", "unit", "meaning"}, rows));
}

/// The strategies that the words name, as a name or a file; all when there is none.
Result<std::vector<strategy::Descriptor>> named_strategies(const std::vector<std::string>& words) {
    auto catalogue = built_in_strategies();
    if (words.empty()) return catalogue.all();
    std::vector<strategy::Descriptor> named;
    for (std::string word : words) {
        if (is_rule_file(word)) {
            ARGOSY_LET(const auto file, add_rule_file(word, catalogue), "");
            word = file.name;
        }
        ARGOSY_LET(const auto* found, wrong_use(catalogue.find(word)), "");
        named.push_back(*found);
    }
    return named;
}

Result<Exit> strategies_command(const std::vector<std::string>& words, const Session& session) {
    ARGOSY_LET(const auto shown, named_strategies(words), "strategies");
    if (session.json) {
        JsonWriter w;
        w.begin_array();
        for (const auto& d : shown) write_strategy(w, d);
        print_json(w.end_array());
        return Exit::ok;
    }
    for (const auto& d : shown) {
        print_line(fmt::format("{}: {}", d.name, d.summary));
        print_parameters(d);
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
    auto* command =
        app.add_subcommand("strategies", "List strategies with their parameters and ranges; check rule files");
    const auto rules = std::make_shared<std::vector<std::string>>();
    command->add_option("names", *rules, "Strategies to show, or rule files to check and show");
    command->footer("examples: argosy strategies ema_cross\n          argosy strategies my_rules.yaml");
    on_command(*command, session, [rules, &session] { return strategies_command(*rules, session); });
}

}  // namespace argosy::app
