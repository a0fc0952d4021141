#pragma once

#include <algorithm>

#include "sim/detail/working_order.hpp"

/// Where a resting order stands in the queue of its price level, in lots. Our own orders are not part of the data, so
/// a level's size is all in front of or behind us.
///
/// Source: the two models of hftbacktest (RiskAdverseQueueModel; ProbQueueModel with PowerProbQueueFunc); see
///         https://hftbacktest.readthedocs.io/en/latest/order_fill.html
namespace argosy::sim::detail {

[[nodiscard]] inline double to_power(double base, std::int64_t n) noexcept {
    double result = 1;
    for (; n > 0; --n) result *= base;
    return result;
}

/// The level's size went from `before` to `after` lots.
inline void move_queue(WorkingOrder& o, const FillRules& rules, double before, double after) noexcept {
    double shrunk = before - after - o.traded_ahead;  // trades have moved us up already
    o.traded_ahead = 0;
    if (rules.queue == QueueModel::risk_averse || shrunk < 0) {
        o.queue_ahead = std::min(o.queue_ahead, after);
        return;
    }
    const double ahead = o.queue_ahead, behind = before - ahead;
    const double back = to_power(std::max(0.0, behind), rules.queue_power);
    const double front = to_power(std::max(0.0, ahead), rules.queue_power);
    const double behind_share = back + front > 0 ? back / (back + front) : 1;
    // What leaves behind us beyond what stands there must have left in front.
    const double estimate = ahead - (1 - behind_share) * shrunk + std::min(0.0, behind - behind_share * shrunk);
    o.queue_ahead = std::max(0.0, std::min(estimate, after));
}

}  // namespace argosy::sim::detail
