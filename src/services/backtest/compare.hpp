#pragma once

#include <span>

#include "services/backtest/queue.hpp"

/// Finished jobs side by side.
namespace argosy::services::backtest {

struct Compared {
    std::string job_id, name, kind, source, digest;
    std::vector<std::string> symbols, strategies;
    Time finished_at{};
    std::vector<std::string> warnings;
};
struct CurvePoint {
    Time time{};
    double value = 0;
};
struct MetricRow {
    std::string metric, title;
    std::vector<std::optional<double>> values;
    std::optional<std::string> best;
};
struct Comparison {
    std::vector<Compared> jobs;
    std::vector<MetricRow> metrics;
    std::vector<std::vector<CurvePoint>> curves;
};
void describe(Described<Compared>& d);
void describe(Described<CurvePoint>& d);
void describe(Described<MetricRow>& d);
void describe(Described<Comparison>& d);

/// Errors: invalid_argument unless two to six different jobs are named; not_found; rejected for one that has not
/// completed.
[[nodiscard]] Result<Comparison> compare(const Queue& queue, std::span<const std::string> ids);

}  // namespace argosy::services::backtest
