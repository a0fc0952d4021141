#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/describe_fwd.hpp"
#include "domain/bar.hpp"
#include "features/outlier.hpp"

/// Raw bars to bars that indicators may be fed with. Every row is kept, marked or dropped by the first rule that it
/// breaks, and counted:
///
///  1. a price is not positive, a volume negative: dropped;
///  2. low above or high below another price: dropped;
///  3. the same time as the row kept last, and the same contents: dropped (a repetition);
///  4. the same time, other contents: dropped (a conflict: the first is believed, as a live feed must);
///  5. an earlier time: dropped;
///  6. bars missing before it: marked, and filled with flat bars where `gaps` says so;
///  7. the close is an outlier (outlier.hpp): marked, or dropped where `outliers.action` says so.
namespace argosy::features {

enum class GapAction : std::uint8_t { mark, carry };
[[nodiscard]] std::string_view to_string(GapAction) noexcept;

struct BarRules {
    GapAction gaps = GapAction::mark;
    std::size_t carry_max = 12;  ///< longer gaps are never filled
    OutlierRules outliers;
};
void describe(Described<BarRules>& d);

struct CleanBar {
    domain::Bar bar;
    bool after_gap = false;  ///< the bar before it in time is missing
    bool carried = false;    ///< made up: the last close, no volume
    bool outlier = false;

    friend bool operator==(const CleanBar&, const CleanBar&) = default;
};

struct BarCounts {
    std::uint64_t rows = 0, kept = 0;                     ///< kept: without carried ones
    std::uint64_t not_positive = 0, broken = 0;           ///< dropped
    std::uint64_t repeated = 0, conflicts = 0, late = 0;  ///< dropped
    std::uint64_t gaps = 0, missing = 0, carried = 0;     ///< missing and carried: in bars
    std::uint64_t outliers_marked = 0, outliers_dropped = 0;

    friend bool operator==(const BarCounts&, const BarCounts&) = default;
};

/// Thread safety: none needed; one owner. The rules look back only: cleaning a stream and a file gives the same.
class BarCleaner {
public:
    /// Requires: interval > 0 (asserted).
    BarCleaner(Duration interval, const BarRules& rules);
    /// Appends what comes of the row: nothing, the bar, or carried bars and the bar.
    void take(const domain::Bar& row, std::vector<CleanBar>& out);
    [[nodiscard]] const BarCounts& counts() const noexcept { return counts_; }

private:
    [[nodiscard]] std::uint64_t* fault_of(const domain::Bar& row) noexcept;
    [[nodiscard]] bool note_gap(const domain::Bar& row, std::vector<CleanBar>& out);

    Duration interval_;
    BarRules rules_;
    OutlierFilter filter_;
    std::optional<domain::Bar> last_;
    BarCounts counts_;
};

struct CleanBars {
    std::vector<CleanBar> bars;
    BarCounts counts;
};
[[nodiscard]] CleanBars clean(std::span<const domain::Bar> rows, Duration interval, const BarRules& rules = {});

}  // namespace argosy::features
