#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/describe_fwd.hpp"
#include "runtime/simulation.hpp"

/// Which instruments are worth trading: by volume and volatility of the last 24 hours.
namespace argosy::services::orchestrator {

struct PairCriteria {
    std::optional<double> min_volume_24h;  ///< in the quote currency
    std::optional<double> min_volatility;  ///< standard deviation of returns, scaled to a day
    std::optional<std::int64_t> max_pairs;
    std::string exchange;
};
void describe(Described<PairCriteria>& d);

struct Candidate {
    std::string pair, exchange;
    Money volume_24h;
    double volatility = 0, change_24h = 0;
    Price price;
    bool fits = false, selected = false;
};
void describe(Described<Candidate>& d);

/// Every instrument, the greatest volume first; `fits`: it meets the criteria, and no more than max_pairs do.
/// Errors: not_found for an unknown exchange.
[[nodiscard]] Result<std::vector<Candidate>> candidates(const runtime::Simulation& core, const PairCriteria& criteria);

}  // namespace argosy::services::orchestrator
