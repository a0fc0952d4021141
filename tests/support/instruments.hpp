#pragma once

#include "domain/instrument.hpp"

/// Instruments that many tests need, with round rules.
namespace argosy::test {

inline domain::Instrument instrument(std::string_view symbol, Price tick, Qty lot) {
    auto i = *domain::parse_symbol(symbol);
    i.venue = "test";
    i.venue_symbol = i.symbol;
    i.tick_size = tick;
    i.lot_size = lot;
    i.qty_min = lot;
    return i;
}

/// 0: BTC/USDT:USDT perpetual (tick 0.1, lot 0.001, at least 5 USDT), 1: ETH/USDT spot (0.01, 0.001),
/// 2: BTC/USD:BTC inverse (tick 0.5, 1 contract of 100 USD).
inline domain::InstrumentTable instruments() {
    domain::InstrumentTable table;
    auto perpetual = instrument("BTC/USDT:USDT", "0.1"_px, "0.001"_qty);
    perpetual.notional_min = "5"_money;
    auto inverse = instrument("BTC/USD:BTC", "0.5"_px, "1"_qty);
    inverse.multiplier = Ratio::from_int(100);
    (void)table.add(perpetual);
    (void)table.add(instrument("ETH/USDT", "0.01"_px, "0.001"_qty));
    (void)table.add(inverse);
    return table;
}

inline constexpr InstrumentId btc{0}, eth{1}, inverse_btc{2};

}  // namespace argosy::test
