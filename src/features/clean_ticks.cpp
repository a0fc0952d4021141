#include "features/clean_ticks.hpp"

#include "base/describe.hpp"

namespace argosy::features {

void describe(Described<TickRules>& d) {
    using S = TickRules;
    d.name("tick_rules").doc("How raw trades are cleaned; docs/features.md.");
    d.field("silence", &S::silence, {.min = Duration{0}, .doc = "Without a trade, from which it is a gap; 0s: never."});
    d.field("outliers", &S::outliers, {.doc = "Prices that do not fit."});
}

std::uint64_t* TickCleaner::fault_of(const domain::Trade& row) noexcept {
    if (!row.price.is_positive() || !row.qty.is_positive()) return &counts_.not_positive;
    if (!last_) return nullptr;
    const bool numbered = row.venue_id != 0 && last_->venue_id != 0;
    if (numbered ? row.venue_id == last_->venue_id : row == *last_) return &counts_.repeated;
    if (row.time < last_->time || (numbered && row.venue_id < last_->venue_id)) return &counts_.late;
    return nullptr;
}

bool TickCleaner::note_gap(const domain::Trade& row) noexcept {
    if (!last_) return false;
    const bool numbered = row.venue_id != 0 && last_->venue_id != 0;
    const std::uint64_t skipped = numbered ? row.venue_id - last_->venue_id - 1 : 0;
    const bool silent = rules_.silence > Duration{0} && row.time - last_->time >= rules_.silence;
    counts_.missing += skipped;
    const bool is_gap = skipped > 0 || silent;
    counts_.gaps += is_gap;
    return is_gap;
}

std::optional<CleanTick> TickCleaner::take(const domain::Trade& row) {
    ++counts_.rows;
    if (std::uint64_t* fault = fault_of(row)) {
        ++*fault;
        return {};
    }
    const bool outlier = filter_.judge(row.price.to_double());
    if (outlier && rules_.outliers.action == OutlierAction::drop) {
        ++counts_.outliers_dropped;
        return {};
    }
    const bool after_gap = note_gap(row);
    counts_.outliers_marked += outlier;
    ++counts_.kept;
    last_ = row;
    return CleanTick{.trade = row, .after_gap = after_gap, .outlier = outlier};
}

CleanTicks clean(std::span<const domain::Trade> rows, const TickRules& rules) {
    TickCleaner cleaner(rules);
    CleanTicks result;
    for (const auto& row : rows)
        if (auto tick = cleaner.take(row)) result.ticks.push_back(*tick);
    result.counts = cleaner.counts();
    return result;
}

}  // namespace argosy::features
