#include "services/backtest/job.hpp"

#include "base/describe.hpp"
#include "config/read.hpp"
#include "config/write.hpp"

namespace argosy::services::backtest {

std::string_view to_string(Source s) noexcept {
    switch (s) {
        case Source::catalogue: return "catalogue";
        case Source::synthetic: return "synthetic";
        default: return "automatic";
    }
}

std::string_view to_string(JobStatus s) noexcept {
    switch (s) {
        case JobStatus::running: return "running";
        case JobStatus::completed: return "completed";
        case JobStatus::failed: return "failed";
        case JobStatus::cancelled: return "cancelled";
        default: return "queued";
    }
}

void describe(Described<JobRequest>& d) {
    using T = JobRequest;
    d.name("backtest_request").doc("What to run; what is left out is as the platform itself trades.");
    d.field("name", &T::name, {.doc = "For people."});
    d.field("source", &T::source, {.doc = "catalogue (recorded data), synthetic, or automatic: recorded if there is."});
    d.field("symbols", &T::symbols, {.items_max = 100, .doc = "Instruments."});
    d.field("strategies", &T::strategies, {.items_max = 50, .doc = "They vote in one book."});
    d.field("venue", &T::venue, {.doc = "Of the recorded data; empty: the only one that has it."});
    d.field("timeframe", &T::timeframe, {.above = Duration{}, .doc = "Bars that the strategies see."});
    d.field("from", &T::from).field("to", &T::to, {.doc = "Exclusive."});
    d.field("balance", &T::balance, {.max = argosy::backtest::balance_max, .above = Money{}, .doc = "At the start."});
    d.field("bars", &T::bars, {.min = 100, .max = 1'000'000, .unit = "bars", .doc = "Of a synthetic market."});
    d.field("seed", &T::seed, {.min = 0, .doc = "Of a synthetic market."});
    d.field("parameters", &T::parameters, {.doc = "By strategy and name."});
    d.field("quick", &T::quick, {.doc = "Leave out the truncation check and leave-one-out."});
    d.field("optimize", &T::optimize, {.doc = "Search these parameters instead of running once."});
    d.field("run", &T::run, {.doc = "A whole run (docs/backtest.md); the fields above change it."});
}

void describe(Described<Job>& d) {
    using T = Job;
    d.name("backtest_job").field("job_id", &T::job_id).field("kind", &T::kind, {.doc = "backtest or optimize."});
    d.field("name", &T::name).field("status", &T::status).field("owner", &T::owner);
    d.field("created_at", &T::created_at).field("started_at", &T::started_at).field("finished_at", &T::finished_at);
    d.field("progress", &T::progress, {.min = 0.0, .max = 1.0, .doc = "Share done."});
    d.field("eta_s", &T::eta_s, {.unit = "seconds", .doc = "Until it is done; null while nobody knows."});
    d.field("best", &T::best, {.doc = "Of an optimisation so far."});
    d.field("source", &T::source, {.doc = "catalogue or synthetic."}).field("timeframe", &T::timeframe);
    d.field("symbols", &T::symbols).field("strategies", &T::strategies);
    d.field("error", &T::error).field("hint", &T::hint, {.doc = "What to do about the error."});
    d.field("attempts", &T::attempts, {.doc = "Starts; more than one: the program had ended meanwhile."});
    d.field("metrics", &T::metrics, {.doc = "Of the run, or of the winner; what is not defined is left out."});
    d.field("warnings", &T::warnings).field("files", &T::files, {.doc = "Under /api/v1/backtests/{job_id}/."});
    d.field("digest", &T::digest, {.doc = "Equal digests: the same run to the last digit."});
    d.field("request", &T::request);
}

std::string to_text(const Job& job) { return config::json_line(job); }

Result<Job> parse_job(std::string_view text) {
    auto tree = config::json_tree(text, "job");
    if (!tree) return fail(Errc::corrupt, "a stored job is not JSON: " + std::string(tree.error().message()));
    auto job = config::read<Job>(*tree);
    if (!job) return fail(Errc::corrupt, "a stored job is not readable: " + std::string(job.error().message()));
    return job;
}

Result<std::string> key_of(std::string_view job_id) {
    const auto id = parse_uuid(job_id);
    if (!id)
        return fail(Errc::not_found, "there is no job \"" + std::string(job_id) + "\"",
                    "GET /api/v1/backtests lists them");
    return argosy::to_string(Uuid{.high = ~id->high, .low = ~id->low});
}

}  // namespace argosy::services::backtest
