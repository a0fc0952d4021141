#include "risk/limits.hpp"

#include <string>

namespace argosy::risk {
namespace {

/// Collects broken rules, so that all of them are shown together.
class Rules {
public:
    void hold(bool holds, std::string_view text) {
        if (!holds) wrong_ += (wrong_.empty() ? "" : "; ") + std::string(text);
    }
    void cap(const Cap& c, std::string_view name) {
        hold(!c.amount.is_negative() && !c.of_base.is_negative(), std::string(name) + " must not be negative");
    }
    [[nodiscard]] Result<> result() const {
        if (wrong_.empty()) return {};
        return fail(Errc::invalid_argument, "risk limits: " + wrong_);
    }

private:
    std::string wrong_;
};

}  // namespace

Result<> validate(const Limits& l) {
    Rules rules;
    rules.hold(!l.order_notional_max.is_negative(), "order_notional_max must not be negative");
    rules.hold(!l.price_band.is_negative(), "price_band must not be negative");
    rules.hold(l.order_rate_window > Duration{}, "order_rate_window must be positive");
    rules.hold(l.order_rate_max == 0 || l.order_rate_reserve < l.order_rate_max,
               "order_rate_reserve must be below order_rate_max, or no entry ever passes");
    rules.hold(l.order_rate_max == 0 || l.order_rate_window / l.order_rate_max > Duration{},
               "order_rate_max is more than one order a nanosecond");
    rules.hold(l.data_age_max >= Duration{}, "data_age_max must not be negative");
    rules.cap(l.gross_exposure, "gross_exposure");
    rules.cap(l.net_exposure, "net_exposure");
    rules.cap(l.instrument_exposure, "instrument_exposure");
    rules.cap(l.strategy_exposure, "strategy_exposure");
    rules.cap(l.daily_loss, "daily_loss");
    rules.cap(l.total_loss, "total_loss");
    for (const auto& i : l.instruments) {
        rules.hold(!i.order_qty_max.is_negative() && !i.position_max.is_negative(),
                   "quantities of instruments must not be negative");
        rules.cap(i.exposure_max, "exposure_max of instruments");
        rules.hold(i.initial_margin.is_positive() && i.initial_margin <= Ratio::from_int(1),
                   "initial_margin must be above 0 and at most 1");
    }
    return rules.result();
}

}  // namespace argosy::risk
