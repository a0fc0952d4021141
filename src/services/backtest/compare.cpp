#include "services/backtest/compare.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "backtest/search.hpp"
#include "base/describe.hpp"
#include "config/json.hpp"
#include "config/read.hpp"

namespace argosy::services::backtest {
namespace {

/// What the runner wrote; no curve when the file is gone.
std::vector<CurvePoint> read_curve(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    const auto tree = config::json_tree(text.view(), "curve");
    if (!tree) return {};
    const auto rows = config::read<std::vector<std::vector<std::string>>>(*tree);
    std::vector<CurvePoint> out;
    if (!rows) return out;
    for (const auto& row : *rows) {
        if (row.size() != 2) return {};
        const auto time = parse_iso8601(row[0]);
        if (!time) return {};
        out.push_back({.time = *time, .value = std::strtod(row[1].c_str(), nullptr)});
    }
    return out;
}

Result<std::vector<Job>> find_all(const Queue& queue, std::span<const std::string> ids) {
    if (ids.size() < 2 || ids.size() > 6)
        return fail(Errc::invalid_argument, "?ids: expected 2 to 6 jobs, got " + std::to_string(ids.size()),
                    "write ?ids=first,second");
    std::vector<Job> out;
    for (const auto& id : ids) {
        ARGOSY_LET(auto job, queue.find(id), "");
        if (job.status != JobStatus::completed)
            return fail(Errc::rejected, "job " + id + " is " + std::string(to_string(job.status)),
                        "compare jobs that have completed");
        if (std::ranges::find(out, job.job_id, &Job::job_id) != out.end())
            return fail(Errc::invalid_argument, "?ids: " + id + " is named twice", "name different jobs");
        out.push_back(std::move(job));
    }
    return out;
}

MetricRow row_of(performance::MetricId id, const std::vector<Job>& jobs) {
    const auto& definition = performance::definition_of(id);
    MetricRow out{
        .metric = std::string(definition.name), .title = std::string(definition.title), .values = {}, .best = {}};
    const double sign = argosy::backtest::is_larger_better(id) ? 1 : -1;
    std::optional<double> best;
    for (const auto& job : jobs) {
        const auto found = job.metrics.find(out.metric);
        out.values.push_back(found == job.metrics.end() ? std::nullopt : std::optional(found->second));
        if (!out.values.back() || (best && sign * *out.values.back() <= sign * *best)) continue;
        best = out.values.back();
        out.best = job.job_id;
    }
    return out;
}

}  // namespace

Result<Comparison> compare(const Queue& queue, std::span<const std::string> ids) {
    ARGOSY_LET(const auto jobs, find_all(queue, ids), "");
    Comparison out;
    for (std::size_t m = 0; m < performance::metric_count; ++m)
        out.metrics.push_back(row_of(static_cast<performance::MetricId>(m), jobs));
    for (const auto& job : jobs) {
        out.jobs.push_back({.job_id = job.job_id,
                            .name = job.name,
                            .kind = job.kind,
                            .source = job.source,
                            .digest = job.digest,
                            .symbols = job.symbols,
                            .strategies = job.strategies,
                            .finished_at = job.finished_at.value_or(Time{}),
                            .warnings = job.warnings});
        out.curves.push_back(read_curve(queue.folder_of(job.job_id) / "curve.json"));
    }
    return out;
}

void describe(Described<Compared>& d) {
    using T = Compared;
    d.name("compared_job").field("job_id", &T::job_id).field("name", &T::name).field("kind", &T::kind);
    d.field("source", &T::source).field("digest", &T::digest).field("symbols", &T::symbols);
    d.field("strategies", &T::strategies).field("finished_at", &T::finished_at).field("warnings", &T::warnings);
}

void describe(Described<CurvePoint>& d) {
    d.name("curve_point").field("time", &CurvePoint::time);
    d.field("value", &CurvePoint::value, {.doc = "Equity as a multiple of the start."});
}

void describe(Described<MetricRow>& d) {
    using T = MetricRow;
    d.name("metric_row").field("metric", &T::metric, {.doc = "docs/metrics.md."}).field("title", &T::title);
    d.field("values", &T::values, {.doc = "In the order of the jobs; null where it is not defined."});
    d.field("best", &T::best, {.doc = "The job with the best value."});
}

void describe(Described<Comparison>& d) {
    using T = Comparison;
    d.name("backtest_comparison").field("jobs", &T::jobs).field("metrics", &T::metrics);
    d.field("curves", &T::curves, {.doc = "Equity of each job, thinned."});
}

}  // namespace argosy::services::backtest
