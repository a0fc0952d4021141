#include "features/outlier.hpp"

#include <algorithm>
#include <cmath>

#include "base/assert.hpp"
#include "base/describe.hpp"

namespace argosy::features {
namespace {

constexpr double normal_scale = 1.4826;

/// The middle value, the higher of two. Reorders the values.
double median(std::vector<double>& values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

}  // namespace

std::string_view to_string(OutlierAction action) noexcept { return action == OutlierAction::mark ? "mark" : "drop"; }

void describe(Described<OutlierRules>& d) {
    using S = OutlierRules;
    d.name("outlier_rules").doc("Which prices do not fit the returns before them; docs/features.md.");
    d.field("window", &S::window, {.min = 5, .max = 10'000, .unit = "returns", .doc = "Returns looked at."});
    d.field("distance", &S::distance, {.above = 0.0, .unit = "deviations", .doc = "From the median, scaled."});
    d.field("move_min", &S::move_min, {.min = 0.0, .unit = "log return", .doc = "A smaller move is no outlier."});
    d.field("streak_max", &S::streak_max, {.min = 1, .max = 1000, .doc = "In a row, before it is a new level."});
    d.field("action", &S::action, {.doc = "Mark the row or drop it."});
}

OutlierFilter::OutlierFilter(const OutlierRules& rules) : rules_(rules) {
    ARGOSY_ASSERT(rules.window >= 1, "a window must hold a return");
    changes_.reserve(rules.window);
}

bool OutlierFilter::is_far(double change) {
    if (changes_.size() < rules_.window || std::fabs(change) <= rules_.move_min) return false;
    sorted_ = changes_;
    const double middle = median(sorted_);
    for (double& c : sorted_) c = std::fabs(c - middle);
    return std::fabs(change - middle) > rules_.distance * normal_scale * median(sorted_);
}

void OutlierFilter::accept(double price, double change) {
    last_ = price;
    streak_ = 0;
    if (changes_.size() < rules_.window)
        changes_.push_back(change);
    else
        changes_[next_++ % rules_.window] = change;
}

bool OutlierFilter::judge(double price) {
    if (last_ == 0) return last_ = price, false;
    const double change = std::log(price / last_);
    if (streak_ < rules_.streak_max && is_far(change)) return ++streak_, true;
    accept(price, change);
    return false;
}

}  // namespace argosy::features
