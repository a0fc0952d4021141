#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backtest/config.hpp"
#include "base/describe_fwd.hpp"
#include "base/uuid.hpp"

/// A backtest or an optimisation as a job: what was asked for, where it stands, and what came out.
namespace argosy::services::backtest {

/// Where the market of a job comes from.
enum class Source : std::uint8_t {
    automatic,  ///< recorded when every instrument is; synthetic when no instruments were named; else as catalogue
    catalogue,  ///< recorded data
    synthetic,  ///< a seeded random market
};
[[nodiscard]] std::string_view to_string(Source) noexcept;

/// What a client posts; everything may be left out: then the run of the platform itself on a synthetic market.
struct JobRequest {
    std::string name;
    Source source = Source::automatic;
    std::vector<std::string> symbols, strategies;
    std::string venue;
    std::optional<Duration> timeframe;
    std::optional<Time> from, to;
    std::optional<Money> balance;
    std::int64_t bars = 5000;
    std::int64_t seed = 42;
    std::map<std::string, std::map<std::string, double>> parameters;
    bool quick = false;
    std::optional<argosy::backtest::OptimizeSettings> optimize;
    std::optional<argosy::backtest::RunConfig> run;
};

enum class JobStatus : std::uint8_t { queued, running, completed, failed, cancelled };
[[nodiscard]] std::string_view to_string(JobStatus) noexcept;
[[nodiscard]] constexpr bool has_ended(JobStatus s) noexcept { return s >= JobStatus::completed; }

struct Job {
    std::string job_id;
    std::string kind;  ///< "backtest" or "optimize"
    std::string name;
    JobStatus status = JobStatus::queued;
    std::string owner;
    Time created_at{};
    std::optional<Time> started_at, finished_at;
    double progress = 0;
    std::optional<double> eta_s;
    std::optional<std::string> best;
    std::string source, timeframe;
    std::vector<std::string> symbols, strategies;
    std::optional<std::string> error, hint;
    std::int64_t attempts = 0;
    std::map<std::string, double> metrics;
    std::vector<std::string> warnings, files;
    std::string digest;
    JobRequest request;
};

void describe(Described<JobRequest>& d);
void describe(Described<Job>& d);

[[nodiscard]] std::string to_text(const Job& job);
/// Errors: corrupt.
[[nodiscard]] Result<Job> parse_job(std::string_view text);

/// The key under which a job is stored: its id with all bits turned, so that the newest comes first.
/// Errors: not_found for a text that is no id.
[[nodiscard]] Result<std::string> key_of(std::string_view job_id);

}  // namespace argosy::services::backtest
