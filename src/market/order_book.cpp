#include "market/order_book.hpp"

namespace argosy::market {

Qty OrderBook::qty_at(Side side, Price price) const noexcept {
    const auto ticks = tick_.count(price);
    if (!ticks) return {};
    const std::int64_t* units = ladder(side).find(side == Side::buy ? *ticks : -*ticks);
    return units ? unit_.value(*units) : Qty{};
}

domain::Quote OrderBook::quote(InstrumentId instrument, Time time) const noexcept {
    const Level bid = best(Side::buy), ask = best(Side::sell);
    return {.instrument = instrument,
            .time = time,
            .bid = bid.price,
            .ask = ask.price,
            .bid_qty = bid.qty,
            .ask_qty = ask.qty};
}

}  // namespace argosy::market
