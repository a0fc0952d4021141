#include "risk/loosening.hpp"

namespace argosy::risk {
namespace {

template <class T>
bool higher(const T& from, const T& to) {  // zero is no limit
    return to == T{} ? from != T{} : from != T{} && to > from;
}
bool higher(const Cap& from, const Cap& to) {
    return higher(from.amount, to.amount) || higher(from.of_base, to.of_base);
}

}  // namespace

bool loosens(const Limits& a, const Limits& b) {
    const auto any_higher = [&](auto... members) { return (higher(a.*members, b.*members) || ...); };
    return any_higher(&Limits::order_notional_max, &Limits::price_band, &Limits::gross_exposure, &Limits::net_exposure,
                      &Limits::instrument_exposure, &Limits::strategy_exposure, &Limits::open_orders_max,
                      &Limits::open_orders_per_instrument_max, &Limits::order_rate_max, &Limits::concurrent_trades_max,
                      &Limits::daily_trades_max, &Limits::daily_loss, &Limits::total_loss, &Limits::data_age_max) ||
           b.order_rate_window < a.order_rate_window || b.order_rate_reserve < a.order_rate_reserve ||
           (a.check_margin && !b.check_margin);
}

}  // namespace argosy::risk
