#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "base/describe_fwd.hpp"
#include "domain/instrument.hpp"
#include "domain/market_data.hpp"

namespace argosy::services::market_data {

/// Bars that should have come and did not.
struct FeedGap {
    std::string instrument;
    Duration interval{};
    Time after{}, before{};  ///< openings of the bars on both sides
    std::uint64_t missing = 0, filled = 0;
    std::string status;  ///< "open", "filling" or "filled"
};
void describe(Described<FeedGap>& d);

/// Notices gaps in the bars of a feed, and their refill when late bars come. Nights, weekends and holidays of a market
/// that closes are no gaps.
///
/// Known limits: the newest 1,000 gaps; bars in front of the first one seen are not missed.
class GapWatch {
public:
    static constexpr std::size_t gaps_kept = 1'000;

    /// Requires: the table outlives it.
    explicit GapWatch(const domain::InstrumentTable& table) : table_(table) {}

    void note(const domain::BarClosed& bar);
    /// The newest first.
    [[nodiscard]] std::vector<FeedGap> gaps() const { return {gaps_.rbegin(), gaps_.rend()}; }
    [[nodiscard]] std::uint64_t bars() const noexcept { return bars_; }
    /// Bars that are missing still.
    [[nodiscard]] std::uint64_t missing() const noexcept;

private:
    /// Openings after `after` and before `before` at which the market was open.
    [[nodiscard]] std::uint64_t expected(const domain::BarClosed& bar, Time after) const;
    void fill(const domain::BarClosed& bar);

    const domain::InstrumentTable& table_;
    std::map<std::pair<InstrumentId, Duration>, Time> last_;
    std::deque<FeedGap> gaps_;
    std::uint64_t bars_ = 0;
};

}  // namespace argosy::services::market_data
