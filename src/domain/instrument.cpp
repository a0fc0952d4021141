#include "domain/instrument.hpp"

#include <algorithm>
#include <utility>

namespace argosy::domain {
namespace {

/// contracts × multiplier / price in base units, at the 18 decimals of money.
Money inverse_value(Price price, Qty qty, Ratio multiplier) noexcept {
    ARGOSY_ASSERT(price.is_positive(), "the value of an inverse contract needs a positive price");
    // raw: (q·10^8 · m·10^10) · 10^10 / (p·10^10) = value · 10^18
    bool ok = false;
    const int128 contracts = multiply_divide(qty.raw(), multiplier.raw(), 1, Rounding::down, ok);
    ARGOSY_ASSERT(ok, "contracts × multiplier left its range");
    const int128 value = multiply_divide(contracts, 10'000'000'000, price.raw(), Rounding::half_even, ok);
    ARGOSY_ASSERT(ok, "the value of an inverse contract left the range of money");
    return Money::from_raw(value);
}

Money times(Money value, Ratio multiplier) noexcept {
    return multiplier == Ratio::from_int(1) ? value : scale(value, multiplier);
}

template <class Tiers, class Key>
bool ascending(const Tiers& tiers, Key key) {
    return std::ranges::adjacent_find(tiers, [&](const auto& a, const auto& b) { return !(key(a) < key(b)); }) ==
           tiers.end();
}

}  // namespace

Money Instrument::scaled_notional(Price price, Qty qty) const noexcept {
    return is_inverse() ? inverse_value(price, qty, multiplier) : times(price * qty, multiplier);
}

Money Instrument::pnl(Price from, Price to, Qty qty) const noexcept {
    if (!is_inverse()) return times((to - from) * qty, multiplier);
    return inverse_value(from, qty, multiplier) - inverse_value(to, qty, multiplier);
}

Result<> validate(const Instrument& i) {
    std::string wrong;
    const auto rule = [&](bool holds, const char* text) {
        if (!holds) wrong += (wrong.empty() ? "" : "; ") + std::string(text);
    };
    rule(!i.symbol.empty(), "symbol is empty");
    rule(!i.base.empty() && !i.quote.empty() && !i.settlement.empty(), "a currency is missing");
    rule(i.tick_size.is_positive(), "tick_size must be positive");
    rule(i.lot_size.is_positive(), "lot_size must be positive");
    rule(!i.qty_min.is_negative() && !i.qty_max.is_negative() && !i.notional_min.is_negative(),
         "minimum and maximum must not be negative");
    rule(i.qty_max.is_zero() || i.qty_max >= i.qty_min, "qty_max is below qty_min");
    rule(i.multiplier.is_positive() && i.multiplier <= Ratio::from_int(1'000'000),
         "multiplier must be positive and at most 1,000,000");
    const Ratio whole = Ratio::from_int(1);
    rule(
        std::ranges::all_of(i.fees, [&](const FeeTier& t) { return t.maker.abs() <= whole && t.taker.abs() <= whole; }),
        "a fee is a fraction of the notional, from -1 to 1");
    rule(!i.fees.empty() && i.fees.front().volume_min.is_zero(), "the first fee tier must start at 0");
    rule(ascending(i.fees, [](const FeeTier& t) { return t.volume_min; }), "fee tiers must ascend");
    rule(ascending(i.margin, [](const MarginTier& t) { return t.notional_max; }), "margin tiers must ascend");
    for (const auto& t : i.margin)
        rule(t.maintenance.is_positive() && t.maintenance <= t.initial && t.initial <= Ratio::from_int(1),
             "a margin tier needs 0 < maintenance <= initial <= 1");
    if (wrong.empty()) return {};
    return fail(Errc::invalid_argument, "instrument " + i.symbol + ": " + wrong);
}

namespace {

/// BTC of BTCUSDT, which venues write without a slash and which is no stock. Empty: nothing of that kind.
std::string_view pair_without_slash(std::string_view symbol) {
    for (const std::string_view quote : {"FDUSD", "USDT", "USDC", "BUSD", "TUSD"})
        if (symbol.size() > quote.size() + 1 && symbol.ends_with(quote))
            return symbol.substr(0, symbol.size() - quote.size());
    return {};
}

}  // namespace

Result<Instrument> parse_symbol(std::string_view symbol) {
    Instrument out;
    out.symbol = symbol;
    const auto slash = symbol.find('/');
    if (slash == symbol.npos) {
        ARGOSY_LET(out.base, parse_currency(symbol), "symbol \"" + out.symbol + "\"");
        if (const auto base = pair_without_slash(symbol); !base.empty()) {
            const std::string quote(symbol.substr(base.size())), pair = std::string(base) + "/" + quote;
            return fail(Errc::parse, "symbol \"" + out.symbol + "\": a pair needs a slash",
                        "write " + pair + " (spot) or " + pair + ":" + quote + " (perpetual)");
        }
        out.kind = InstrumentKind::equity;
        out.quote = out.settlement = Currency("USD");
        out.hours = TradingHours::us_equity;
        return out;
    }
    const auto rest = symbol.substr(slash + 1);
    const auto colon = rest.find(':');
    ARGOSY_LET(out.base, parse_currency(symbol.substr(0, slash)), "symbol \"" + out.symbol + "\"");
    ARGOSY_LET(out.quote, parse_currency(rest.substr(0, colon)), "symbol \"" + out.symbol + "\"");
    out.settlement = out.quote;
    if (colon == rest.npos) return out;
    ARGOSY_LET(out.settlement, parse_currency(rest.substr(colon + 1)), "symbol \"" + out.symbol + "\"");
    if (out.settlement != out.quote && out.settlement != out.base)
        return fail(Errc::parse, "symbol \"" + out.symbol + "\": settles in neither base nor quote");
    out.kind = out.settlement == out.quote ? InstrumentKind::linear_perpetual : InstrumentKind::inverse_perpetual;
    return out;
}

Result<InstrumentId> InstrumentTable::add(Instrument instrument) {
    ARGOSY_TRY(validate(instrument), "add to the instrument table");
    if (!find(instrument.symbol, instrument.venue).is_none())
        return fail(Errc::invalid_argument, instrument.symbol + " on " + instrument.venue + " is there already");
    instruments_.push_back(std::move(instrument));
    return InstrumentId(static_cast<std::uint32_t>(instruments_.size() - 1));
}

InstrumentId InstrumentTable::find(std::string_view symbol, std::string_view venue) const noexcept {
    const auto it = std::ranges::find_if(
        instruments_, [&](const Instrument& i) { return i.symbol == symbol && (venue.empty() || i.venue == venue); });
    if (it == instruments_.end()) return {};
    return InstrumentId(static_cast<std::uint32_t>(it - instruments_.begin()));
}

std::string_view to_string(InstrumentKind k) noexcept {
    switch (k) {
        case InstrumentKind::spot: return "spot";
        case InstrumentKind::linear_perpetual: return "linear_perpetual";
        case InstrumentKind::inverse_perpetual: return "inverse_perpetual";
        case InstrumentKind::equity: return "equity";
    }
    std::unreachable();
}

std::string_view to_string(TradingHours h) noexcept {
    switch (h) {
        case TradingHours::always: return "always";
        case TradingHours::us_equity: return "us_equity";
        case TradingHours::us_equity_extended: return "us_equity_extended";
    }
    std::unreachable();
}

}  // namespace argosy::domain
