#include "features/clean_bars.hpp"

#include "base/assert.hpp"
#include "base/describe.hpp"

namespace argosy::features {
namespace {

domain::Bar flat_bar(Time open_time, Price close) {
    return {.open_time = open_time, .open = close, .high = close, .low = close, .close = close, .volume = Qty{}};
}

bool is_positive(const domain::Bar& b) noexcept {
    return b.open.is_positive() && b.high.is_positive() && b.low.is_positive() && b.close.is_positive() &&
           !b.volume.is_negative();
}

}  // namespace

std::string_view to_string(GapAction action) noexcept { return action == GapAction::mark ? "mark" : "carry"; }

void describe(Described<BarRules>& d) {
    using S = BarRules;
    d.name("bar_rules").doc("How raw bars are cleaned; docs/features.md.");
    d.field("gaps", &S::gaps, {.doc = "Mark the bar after a gap, or also fill the gap with flat bars."});
    d.field("carry_max", &S::carry_max, {.max = 100'000, .unit = "bars", .doc = "Longer gaps are not filled."});
    d.field("outliers", &S::outliers, {.doc = "Closes that do not fit."});
}

BarCleaner::BarCleaner(Duration interval, const BarRules& rules)
    : interval_(interval), rules_(rules), filter_(rules.outliers) {
    ARGOSY_ASSERT(interval > Duration{0}, "an interval must be positive");
}

std::uint64_t* BarCleaner::fault_of(const domain::Bar& row) noexcept {
    if (!is_positive(row)) return &counts_.not_positive;
    if (!domain::broken_rule(row).empty()) return &counts_.broken;
    if (!last_ || row.open_time > last_->open_time) return nullptr;
    if (row.open_time < last_->open_time) return &counts_.late;
    return row == *last_ ? &counts_.repeated : &counts_.conflicts;
}

bool BarCleaner::note_gap(const domain::Bar& row, std::vector<CleanBar>& out) {
    if (!last_) return false;
    const auto steps = (row.open_time - last_->open_time) / interval_;
    if (steps <= 1) return false;
    const auto missing = static_cast<std::uint64_t>(steps - 1);
    ++counts_.gaps;
    counts_.missing += missing;
    if (rules_.gaps == GapAction::carry && missing <= rules_.carry_max)
        for (std::int64_t i = 1; i < steps; ++i, ++counts_.carried)
            out.push_back({.bar = flat_bar(last_->open_time + i * interval_, last_->close), .carried = true});
    return true;
}

void BarCleaner::take(const domain::Bar& row, std::vector<CleanBar>& out) {
    ++counts_.rows;
    if (std::uint64_t* fault = fault_of(row)) {
        ++*fault;
        return;
    }
    const bool outlier = filter_.judge(row.close.to_double());
    if (outlier && rules_.outliers.action == OutlierAction::drop) {
        ++counts_.outliers_dropped;
        return;
    }
    const bool after_gap = note_gap(row, out);
    counts_.outliers_marked += outlier;
    ++counts_.kept;
    last_ = row;
    out.push_back({.bar = row, .after_gap = after_gap, .outlier = outlier});
}

CleanBars clean(std::span<const domain::Bar> rows, Duration interval, const BarRules& rules) {
    BarCleaner cleaner(interval, rules);
    CleanBars result;
    for (const auto& row : rows) cleaner.take(row, result.bars);
    result.counts = cleaner.counts();
    return result;
}

}  // namespace argosy::features
