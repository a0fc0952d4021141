#pragma once

#include "portfolio/portfolio.hpp"

// What the tests of this library say over and over.
namespace argosy::portfolio::testing {

using domain::Currency;
using domain::Fill;
using domain::OrderPurpose;
using domain::Side;

inline const InstrumentId first{0}, second{1};
inline const StrategyId alpha{0}, beta{1}, nobody{};

/// Instruments in this order; perpetuals get one margin tier of 1 % initial and 0.5 % maintenance.
inline domain::InstrumentTable table(std::initializer_list<const char*> symbols) {
    domain::InstrumentTable out;
    for (const char* symbol : symbols) {
        auto i = *domain::parse_symbol(symbol);
        if (i.is_perpetual()) i.margin = {{Money::from_int(1'000'000), "0.01"_ratio, "0.005"_ratio}};
        if (i.is_inverse()) i.multiplier = "100"_ratio;
        ARGOSY_ASSERT(out.add(i).has_value(), "a test's instruments are sound");
    }
    return out;
}

inline Portfolio::Settings cash(Money usdt) {
    Portfolio::Settings s;
    s.deposits = {{Currency("USDT"), usdt}};
    return s;
}

struct Terms {
    StrategyId strategy = alpha;
    InstrumentId instrument = first;
    OrderPurpose purpose = OrderPurpose::entry;
    Money fee{};
    const char* fee_currency = "USDT";
    Price decision{};
    int hour = 0;
};
inline Fill fill(Side side, Qty qty, Price price, Terms t = {}) {
    Fill f;
    f.instrument = t.instrument;
    f.strategy = t.strategy;
    f.side = side;
    f.purpose = t.purpose;
    f.qty = qty;
    f.price = price;
    f.decision_price = t.decision;
    f.fee = t.fee;
    f.fee_currency = Currency(t.fee_currency);
    f.time = time_from_ns(1'700'000'000'000'000'000) + t.hour * 1h;
    return f;
}
inline Fill buy(Qty qty, Price price, Terms t = {}) { return fill(Side::buy, qty, price, t); }
inline Fill sell(Qty qty, Price price, Terms t = {}) { return fill(Side::sell, qty, price, t); }

}  // namespace argosy::portfolio::testing
