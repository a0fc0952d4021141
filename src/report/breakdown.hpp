#pragma once

#include <functional>
#include <string>
#include <vector>

#include "report/report.hpp"

namespace argosy::report {

/// The trades of one kind, counted.
struct Share {
    std::string name;
    std::size_t trades = 0, wins = 0;
    double net = 0, costs = 0;

    [[nodiscard]] double win_rate() const noexcept { return static_cast<double>(wins) / static_cast<double>(trades); }
    [[nodiscard]] double average() const noexcept { return net / static_cast<double>(trades); }
};

/// Trades by the name that `kind` gives them; the kind with most trades first.
[[nodiscard]] std::vector<Share> shares_of(std::span<const domain::RoundTrip> trades,
                                           const std::function<std::string(const domain::RoundTrip&)>& kind);

/// The regime as the decisions saw it when the trade began.
[[nodiscard]] domain::Regime regime_of(const Report& report, const domain::RoundTrip& trade);

/// Falls of the equity curve from its running peak, the deepest fraction first, at most `count`.
/// Known limits: of the down-sampled curve, in which a fall within one of its stretches may be missing; the deepest
///               of all is always exact.
[[nodiscard]] std::vector<performance::Drawdown> worst_falls(std::span<const performance::CurvePoint> curve,
                                                             std::size_t count);

}  // namespace argosy::report
