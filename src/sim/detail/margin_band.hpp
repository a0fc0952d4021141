#pragma once

#include <vector>

#include "domain/instrument.hpp"
#include "sim/account.hpp"
#include "sim/detail/working_order.hpp"

namespace argosy::sim::detail {

/// How far a price may go before the margin has to be looked at exactly. In doubles, for speed, and always on the safe
/// side: what it decides is when to look, never what comes of it.
class MarginBand {
public:
    explicit MarginBand(const domain::Instrument& instrument);

    struct Standing {
        double surplus = 0;      ///< unrealised result less maintenance margin
        double uncertainty = 0;  ///< how wrong it may be
    };
    [[nodiscard]] Standing standing(const Account::Position& position, Price price) const noexcept;
    /// Where the position has lost `allowance` since `price`. Everywhere when that is not positive.
    [[nodiscard]] Reach reach(const Account::Position& position, Price price, double allowance) const noexcept;

private:
    struct Line {
        double upper, rate, offset;  // maintenance = rate × notional - offset up to `upper`
    };
    [[nodiscard]] double notional(double price, double qty) const noexcept {
        return is_inverse_ ? qty * multiplier_ / price : qty * multiplier_ * price;
    }

    double multiplier_;
    bool is_inverse_;
    double rate_max_ = 0;
    std::vector<Line> lines_;
};

}  // namespace argosy::sim::detail
