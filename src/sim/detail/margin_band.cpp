#include "sim/detail/margin_band.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/near_double.hpp"

namespace argosy::sim::detail {
namespace {

constexpr double relative_error = 1e-9;  // far above what a few double operations lose

double approximate(Money money) noexcept { return near_double(money.raw()) * 1e-18; }

}  // namespace

MarginBand::MarginBand(const domain::Instrument& instrument)
    : multiplier_(instrument.multiplier.to_double()), is_inverse_(instrument.is_inverse()) {
    double lower = 0, rate = 0, offset = 0;
    for (const auto& tier : instrument.margin) {
        const double next = tier.maintenance.to_double();
        offset += lower * (next - rate);
        rate = next;
        rate_max_ = std::max(rate_max_, rate);
        lower = approximate(tier.notional_max);
        lines_.push_back({lower, rate, offset});
    }
    if (!lines_.empty()) lines_.back().upper = std::numeric_limits<double>::infinity();
}

MarginBand::Standing MarginBand::standing(const Account::Position& p, Price price) const noexcept {
    const double value = notional(price.to_double(), p.qty.abs().to_double()), cost = approximate(p.cost);
    double maintenance = 0;
    for (const Line& line : lines_) {
        maintenance = line.rate * value - line.offset;
        if (value <= line.upper) break;
    }
    const bool gains_with_value = p.qty.is_positive() != is_inverse_;
    return {.surplus = (gains_with_value ? value - cost : cost - value) - maintenance,
            .uncertainty = relative_error * (value + cost)};
}

Reach MarginBand::reach(const Account::Position& p, Price price, double allowance) const noexcept {
    if (!(allowance > 0)) return Reach::anywhere();
    const bool is_long = p.qty.is_positive();
    const double size = p.qty.abs().to_double() * multiplier_, from = price.to_double();
    // Where the loss raises the value, it raises the maintenance margin too.
    const double growth = allowance / (1 + rate_max_);
    double to;
    if (is_inverse_) {
        const double value = size / from;
        if (!is_long && allowance >= value) return {};
        to = size / (is_long ? value + growth : value - allowance);
    } else {
        to = is_long ? from - allowance / size : from + growth / size;
    }
    // A little nearer than computed, in case the last bits are wrong.
    const double raw = (from + (to - from) * 0.999) * 1e10;
    Reach reach;
    if (is_long && raw > 0) reach.lo = Price::from_raw(static_cast<std::int64_t>(std::ceil(raw)) + 1);
    if (!is_long && raw < 9e18) reach.hi = Price::from_raw(static_cast<std::int64_t>(std::floor(raw)) - 1);
    return reach;
}

}  // namespace argosy::sim::detail
