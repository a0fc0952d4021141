#include "services/backtest/runner.hpp"

#include <cmath>
#include <fmt/format.h>
#include <fstream>
#include <sys/resource.h>
#include <unistd.h>

#include "backtest/optimize.hpp"
#include "backtest/search_space.hpp"
#include "base/json_writer.hpp"
#include "config/write.hpp"
#include "report/optimize.hpp"
#include "report/report.hpp"

namespace argosy::services::backtest {
namespace {

namespace bt = argosy::backtest;
namespace fs = std::filesystem;

/// Writes files and remembers their names.
class Folder {
public:
    explicit Folder(fs::path dir) : dir_(std::move(dir)) {}
    Result<> make() const {
        std::error_code ec;
        fs::create_directories(dir_, ec);
        if (!ec) return {};
        return fail(Errc::unavailable, "cannot make " + dir_.string() + ": " + ec.message(), "check rights and space");
    }
    Result<> write(std::string name, const std::string& bytes) {
        std::ofstream file(dir_ / name, std::ios::binary | std::ios::trunc);
        file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        file.close();
        if (!file) return fail(Errc::unavailable, "cannot write " + (dir_ / name).string(), "check rights and space");
        names_.push_back(std::move(name));
        return {};
    }
    [[nodiscard]] std::vector<std::string> take() && { return std::move(names_); }

private:
    fs::path dir_;
    std::vector<std::string> names_;
};

/// Equity as a multiple of the start, thinned, for comparisons.
std::string curve_json(const bt::RunResult& result) {
    constexpr std::size_t points = 400;
    const auto& curve = result.curve;
    const double start = result.summary.start_equity.to_double();
    const std::size_t stride = std::max<std::size_t>(1, (curve.size() + points - 1) / points);
    JsonWriter w;
    w.begin_array();
    for (std::size_t i = curve.empty() ? 0 : (curve.size() - 1) % stride; i < curve.size(); i += stride)
        w.begin_array()
            .value(to_iso8601(curve[i].time))
            .value(fmt::format("{:.6f}", curve[i].equity.to_double() / start))
            .end_array();
    return std::move(w.end_array()).take();
}

Result<> write_report(Folder& folder, const report::Report& r) {
    ARGOSY_TRY(folder.write("result.json", report::json(r)), "report");
    ARGOSY_TRY(folder.write("report.html", report::html(r)), "report");
    ARGOSY_TRY(folder.write("trades.csv", report::trades_csv(r)), "report");
    ARGOSY_TRY(folder.write("equity.csv", report::equity_csv(r)), "report");
    ARGOSY_TRY(folder.write("fills.csv", report::fills_csv(r)), "report");
    return folder.write("curve.json", curve_json(r.result));
}

void take_figures(const bt::RunResult& result, Outcome& out) {
    for (const auto& m : result.summary.metrics)
        if (m.value && std::isfinite(*m.value)) out.metrics[std::string(m.definition().name)] = *m.value;
    for (const auto& l : result.lookahead) out.warnings.push_back("LOOKAHEAD: " + l.voter + " looks into the future");
    for (const auto& w : result.warnings) out.warnings.push_back(fmt::format("{}: {}", w.code, w.message));
    out.digest = result.digest;
}

class Run {
public:
    Run(const Plan& plan, const RunnerParts& parts, const fs::path& folder, const Watch& watch)
        : plan_(plan), parts_(parts), folder_(folder), watch_(watch) {}

    Result<Outcome> operator()() {
        ARGOSY_TRY(check_memory(bytes_needed(plan_, parts_.stored)), "");
        ARGOSY_LET(table_, bt::make_instruments(plan_.config), "");
        ARGOSY_LET(market_, make_market(plan_, table_, parts_.strategies, parts_.stored, watch_.goes_on), "");
        ARGOSY_TRY(folder_.make(), "");
        ARGOSY_TRY(plan_.is_optimization() ? optimize() : backtest(), "");
        out_.files = std::move(folder_).take();
        return std::move(out_);
    }

private:
    [[nodiscard]] Result<> check_memory(std::uint64_t more = 0) const {
        const auto used = resident_bytes() + more;
        if (used <= watch_.memory_max) return {};
        return fail(Errc::unavailable,
                    fmt::format("it needs {} MB of memory, the ceiling is {} MB", used >> 20, watch_.memory_max >> 20),
                    "shorten the data, use fewer instruments, or raise the ceiling");
    }

    Result<> backtest() {
        std::optional<Error> too_much;
        auto result = bt::run(
            plan_.config, table_, parts_.strategies, market_->market,
            {.truncation_checks = plan_.quick ? 0U : 3U, .leave_one_out = !plan_.quick, .progress = [&](double share) {
                 watch_.on_progress(share, {});
                 auto memory = check_memory();
                 if (!memory) too_much.emplace(std::move(memory).error());
                 return !too_much && watch_.goes_on();
             }});
        if (too_much) return std::unexpected(std::move(*too_much));
        if (!result) return std::unexpected(std::move(result).error());
        return finish(plan_.config, std::move(*result));
    }

    Result<> finish(const bt::RunConfig& config, bt::RunResult result) {
        take_figures(result, out_);
        report::Report r{.config = config,
                         .instruments = &table_,
                         .market = market_,
                         .sources = market_->sources,
                         .notes = market_->notes,
                         .result = std::move(result),
                         .version = parts_.version};
        r.config_text = config::to_yaml(config);
        r.config_hash = config::config_hash(config);
        return write_report(folder_, r);
    }

    Result<bool> on_trials(const std::vector<bt::Dimension>& space, const bt::OptimizeProgress& p) {
        std::string best;
        if (p.best)
            best = fmt::format("{} {:.4g} ({})", plan_.config.optimize->objective, p.best->outcome.objective,
                               bt::describe_candidate(space, p.best->candidate));
        watch_.on_progress(p.total == 0 ? 0.0 : static_cast<double>(p.done) / static_cast<double>(p.total), best);
        ARGOSY_TRY(check_memory(), "");
        return watch_.goes_on();
    }

    Result<> optimize() {
        ARGOSY_LET(const auto space, bt::make_space(plan_.config, parts_.strategies), "optimize");
        ARGOSY_LET(auto result,
                   bt::optimize({.config = plan_.config,
                                 .instruments = table_,
                                 .catalogue = parts_.strategies,
                                 .market = market_->market,
                                 .progress = [&](const bt::OptimizeProgress& p) { return on_trials(space, p); }}),
                   "");
        if (!result.is_complete) return fail(Errc::unavailable, "the optimisation was stopped");
        report::Optimization o{.config = plan_.config,
                               .sources = market_->sources,
                               .notes = market_->notes,
                               .result = std::move(result),
                               .version = parts_.version,
                               .config_hash = config::config_hash(plan_.config)};
        return finish(o);
    }

    Result<> finish(report::Optimization& o) {
        ARGOSY_TRY(folder_.write("optimize.json", report::json(o)), "report");
        ARGOSY_TRY(folder_.write("candidates.csv", report::candidates_csv(o)), "report");
        ARGOSY_TRY(folder_.write("heat_map.csv", report::heat_map_csv(o)), "report");
        if (o.result.walk_forward) {
            ARGOSY_TRY(folder_.write("windows.csv", report::windows_csv(o)), "report");
            ARGOSY_TRY(folder_.write("out_of_sample.csv", report::out_of_sample_csv(o)), "report");
        }
        std::vector<std::string> doubts;
        for (const auto& w : o.result.warnings) doubts.push_back(fmt::format("{}: {}", w.code, w.message));
        if (o.result.winner) {
            ARGOSY_TRY(folder_.write("winner.yaml", config::to_yaml(o.result.winner_config)), "report");
            ARGOSY_TRY(finish(o.result.winner_config, std::move(*o.result.winner)), "winner");
        }
        out_.warnings.insert(out_.warnings.begin(), doubts.begin(), doubts.end());
        return {};
    }

    const Plan& plan_;
    const RunnerParts& parts_;
    Folder folder_;
    const Watch& watch_;
    domain::InstrumentTable table_;
    std::shared_ptr<const bt::LoadedMarket> market_;
    Outcome out_;
};

}  // namespace

Result<Outcome> run_plan(const Plan& plan, const RunnerParts& parts, const fs::path& folder, const Watch& watch) {
    return Run(plan, parts, folder, watch)();
}

void set_niceness(int niceness) noexcept {
    // On Linux a niceness belongs to the thread. When it is refused, the job runs as any other thread.
    static_cast<void>(setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness));
}

std::uint64_t resident_bytes() {
    std::ifstream statm("/proc/self/statm");
    std::uint64_t size = 0, resident = 0;
    if (!(statm >> size >> resident)) return 0;
    return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace argosy::services::backtest
