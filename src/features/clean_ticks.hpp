#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/describe_fwd.hpp"
#include "domain/market_data.hpp"
#include "features/outlier.hpp"

/// Raw trades of one instrument to trades that fit. By the first rule that a row breaks:
///
///  1. price or quantity is not positive: dropped;
///  2. the venue's number is that of the trade kept last, or, without numbers, the row is the same as the last:
///  dropped;
///  3. an earlier time, or a smaller number: dropped;
///  4. numbers skipped before it, or silence of at least `silence`: marked;
///  5. the price is an outlier (outlier.hpp): marked, or dropped where `outliers.action` says so.
namespace argosy::features {

struct TickRules {
    Duration silence{};  ///< zero: silence is no gap
    OutlierRules outliers;
};
void describe(Described<TickRules>& d);

struct CleanTick {
    domain::Trade trade;
    bool after_gap = false;
    bool outlier = false;

    friend bool operator==(const CleanTick&, const CleanTick&) = default;
};

struct TickCounts {
    std::uint64_t rows = 0, kept = 0;
    std::uint64_t not_positive = 0, repeated = 0, late = 0;  ///< dropped
    std::uint64_t gaps = 0, missing = 0;                     ///< missing: numbers skipped
    std::uint64_t outliers_marked = 0, outliers_dropped = 0;

    friend bool operator==(const TickCounts&, const TickCounts&) = default;
};

/// Thread safety: none needed; one owner. The rules look back only.
class TickCleaner {
public:
    explicit TickCleaner(const TickRules& rules) : rules_(rules), filter_(rules.outliers) {}
    /// The trade when it is kept.
    [[nodiscard]] std::optional<CleanTick> take(const domain::Trade& row);
    [[nodiscard]] const TickCounts& counts() const noexcept { return counts_; }

private:
    [[nodiscard]] std::uint64_t* fault_of(const domain::Trade& row) noexcept;
    [[nodiscard]] bool note_gap(const domain::Trade& row) noexcept;

    TickRules rules_;
    OutlierFilter filter_;
    std::optional<domain::Trade> last_;  ///< the one that was kept last
    TickCounts counts_;
};

struct CleanTicks {
    std::vector<CleanTick> ticks;
    TickCounts counts;
};
[[nodiscard]] CleanTicks clean(std::span<const domain::Trade> rows, const TickRules& rules = {});

}  // namespace argosy::features
