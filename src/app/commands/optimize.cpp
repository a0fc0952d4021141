#include "app/commands/optimize.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>

#include "app/arguments.hpp"
#include "app/optimize_options.hpp"
#include "app/output.hpp"
#include "app/trial_file.hpp"
#include "app/version.hpp"
#include "app/workers.hpp"
#include "backtest/search_space.hpp"
#include "config/write.hpp"
#include "report/optimize.hpp"
#include "report/report.hpp"

namespace argosy::app {
namespace {

Result<> write_file(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << bytes;
    file.close();
    if (file) return {};
    return fail(Errc::unavailable, "cannot write " + path.string(), "check the folder's rights and free space");
}

Result<> make_folder(const std::string& dir) {
    std::error_code ec;
    if (!dir.empty()) std::filesystem::create_directories(dir, ec);
    if (ec) return fail(Errc::unavailable, "cannot make " + dir + ": " + ec.message());
    return {};
}

/// What the user sees and can do while it runs: progress, ^C, the ceiling of memory.
class Watch {
public:
    Watch(const OptimizeOptions& o, const backtest::RunConfig& config, const std::vector<backtest::Dimension>& space,
          std::uint64_t memory_max)
        : options_(o), objective_(config.optimize->objective), space_(space), memory_max_(memory_max) {}

    /// Errors: unavailable when the memory is used up.
    Result<bool> operator()(const backtest::OptimizeProgress& p) {
        std::string note = p.step == 0 ? "" : fmt::format("window {} of {}, ", p.step, p.steps - 1);
        if (p.best)
            note += fmt::format("best {} {:.4g} ({})", objective_, p.best->outcome.objective,
                                backtest::describe_candidate(space_, p.best->candidate));
        bar_.update(p.done, p.total, note);
        ARGOSY_TRY(check_memory(), "optimize");
        return !stop_.is_raised();
    }
    Result<> check_memory() const {
        const auto used = resident_bytes();
        if (used <= memory_max_) return {};
        return fail(Errc::unavailable,
                    fmt::format("it uses {} MB of memory, the ceiling is {} MB", used >> 20, memory_max_ >> 20),
                    fmt::format("raise --memory-max, use fewer --threads, or shorten the data; {}", how_to_resume()));
    }
    [[nodiscard]] std::string how_to_resume() const {
        const std::string file = !options_.resume.empty() ? options_.resume
                                 : !options_.out.empty()
                                     ? (std::filesystem::path(options_.out) / "trials.jsonl").string()
                                     : std::string{};
        return file.empty() ? "with --out DIR the trials would be kept and could be resumed"
                            : "go on with the same command and --resume " + file;
    }

private:
    const OptimizeOptions& options_;
    std::string objective_;
    const std::vector<backtest::Dimension>& space_;
    std::uint64_t memory_max_;
    Progress bar_{"optimize", Progress::Elsewhere::lines};
    StopSignal stop_;
};

Result<std::unique_ptr<TrialFile>> open_trials(const OptimizeOptions& o, const TrialFileHead& head) {
    if (!o.resume.empty()) return TrialFile::resume(o.resume, head);
    if (o.out.empty()) return nullptr;
    return TrialFile::create(std::filesystem::path(o.out) / "trials.jsonl", head);
}

Result<> write_files(const std::filesystem::path& dir, const report::Optimization& r) {
    ARGOSY_TRY(write_file(dir / "optimize.json", report::json(r)), "report");
    ARGOSY_TRY(write_file(dir / "candidates.csv", report::candidates_csv(r)), "report");
    ARGOSY_TRY(write_file(dir / "heat_map.csv", report::heat_map_csv(r)), "report");
    if (r.result.walk_forward) {
        ARGOSY_TRY(write_file(dir / "windows.csv", report::windows_csv(r)), "report");
        ARGOSY_TRY(write_file(dir / "out_of_sample.csv", report::out_of_sample_csv(r)), "report");
    }
    if (!r.result.winner) return {};
    return write_file(dir / "winner.yaml", config::to_yaml(r.result.winner_config));
}

TrialFileHead head_of(const report::Optimization& r) {
    TrialFileHead head{.config = r.config_hash, .data = {}, .program = r.version};
    for (const auto& s : r.sources) head.data.push_back(fmt::format("{} {} {} rows", s.series, s.checksum, s.rows));
    return head;
}

Result<Exit> optimize_command(const OptimizeOptions& o, const Session& session) {
    ARGOSY_LET(const auto memory_max, argument("--memory-max", parse_bytes(o.memory_max)), "");
    if (memory_max < 1 << 20)
        return fail(Errc::invalid_argument, "--memory-max " + o.memory_max + ": less than a megabyte",
                    "write it like 512M or 4G");
    report::Optimization r;
    ARGOSY_LET(auto given, read_optimization(o), "");
    const auto& strategies = given.strategies;
    r.config = std::move(given.config);
    ARGOSY_LET(const auto table, backtest::make_instruments(r.config), "");
    ARGOSY_LET(const auto space, backtest::make_space(r.config, strategies), "");
    r.config_hash = config::config_hash(r.config);
    r.version = fmt::format("{} ({})", version(), revision());

    ARGOSY_LET(const auto stored, data::Catalogue::open(data::data_dir(session.data_dir)), "");
    ARGOSY_LET(auto loaded, backtest::load_market(r.config, table, stored, &strategies), "");
    r.sources = std::move(loaded->sources);
    r.notes = std::move(given.notes);
    r.notes.insert(r.notes.end(), loaded->notes.begin(), loaded->notes.end());
    ARGOSY_TRY(make_folder(o.out), "");
    ARGOSY_LET(const auto trials, open_trials(o, head_of(r)), "");
    Watch watch(o, r.config, space, memory_max);
    ARGOSY_TRY(watch.check_memory(), "");
    ARGOSY_LET(r.result,
               backtest::optimize({.config = r.config,
                                   .instruments = table,
                                   .catalogue = strategies,
                                   .market = loaded->market,
                                   .executor = make_executor(o.threads == 0 ? default_threads() : o.threads),
                                   .log = trials.get(),
                                   .progress = std::ref(watch)}),
               "optimize");
    if (!o.out.empty()) ARGOSY_TRY(write_files(o.out, r), "optimize");
    std::string text = session.json ? report::json(r) : report::text(r);
    if (text.ends_with('\n')) text.pop_back();
    print_line(text);
    if (r.result.is_complete) return Exit::ok;
    print_warning("stopped before the end; " + watch.how_to_resume());
    return Exit::failed;
}

}  // namespace

void add_optimize(CLI::App& app, Session& session) {
    auto* command = app.add_subcommand("optimize", "Search the parameters of a run, and doubt what was found");
    const auto o = std::make_shared<OptimizeOptions>();
    add_optimize_options(*command, *o);
    command->footer(
        "example: argosy optimize -s BTC/USDT:USDT -S ema_cross -t 1h -p ema_cross.fast=5:50:5 -p "
        "ema_cross.slow=60:240:20 --walk-forward train=365d,test=90d -o study");
    on_command(*command, session, [o, &session] { return optimize_command(*o, session); });
}

}  // namespace argosy::app
