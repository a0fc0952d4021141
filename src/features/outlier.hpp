#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/describe_fwd.hpp"

namespace argosy::features {

/// What happens to a row that does not fit.
enum class OutlierAction : std::uint8_t { mark, drop };
[[nodiscard]] std::string_view to_string(OutlierAction) noexcept;

/// A price is an outlier when its log return from the last price that was none lies farther from the median of the
/// last `window` returns than `distance` times their scaled median absolute deviation, and than `move_min`. After
/// `streak_max` outliers in a row the next price is the new level: the market moved and the rule was wrong.
struct OutlierRules {
    std::size_t window = 50;     ///< returns looked at; before there are so many, nothing is an outlier
    double distance = 12;        ///< in scaled deviations
    double move_min = 0.01;      ///< a smaller return is none
    std::size_t streak_max = 3;  ///< in a row
    OutlierAction action = OutlierAction::mark;
};
void describe(Described<OutlierRules>& d);

/// Looks back only, so that a live feed and a recorded one are judged alike.
///
/// Source: F.R. Hampel's identifier; 1.4826 makes the deviation that of a normal distribution.
class OutlierFilter {
public:
    /// Requires: window >= 1.
    explicit OutlierFilter(const OutlierRules& rules);
    /// Takes the next price. True when it is an outlier. Requires: price > 0.
    [[nodiscard]] bool judge(double price);

private:
    [[nodiscard]] bool is_far(double change);
    void accept(double price, double change);

    OutlierRules rules_;
    std::vector<double> changes_;  ///< ring of the last returns
    std::size_t next_ = 0;
    std::vector<double> sorted_;  ///< work space
    double last_ = 0;             ///< zero: no price yet
    std::size_t streak_ = 0;
};

}  // namespace argosy::features
