#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.hpp"
#include "base/error.hpp"
#include "base/id.hpp"
#include "domain/currency.hpp"

namespace argosy::domain {

enum class InstrumentKind : std::uint8_t {
    spot,
    linear_perpetual,   ///< quantity in base units, profit and margin in the quote currency
    inverse_perpetual,  ///< quantity in contracts of `multiplier` quote units, profit and margin in base
    equity,
};

/// When the instrument trades: market/calendar.hpp knows the hours.
enum class TradingHours : std::uint8_t { always, us_equity, us_equity_extended };

[[nodiscard]] std::string_view to_string(InstrumentKind) noexcept;
[[nodiscard]] std::string_view to_string(TradingHours) noexcept;

/// Fees from this traded volume (quote currency, last 30 days) upward.
struct FeeTier {
    Money volume_min;
    Ratio maker;  ///< fraction of notional; negative is a rebate
    Ratio taker;
};

/// Margin for the part of a position's notional above the previous tier's notional_max.
struct MarginTier {
    Money notional_max;
    Ratio initial;
    Ratio maintenance;
};

/// What is traded, and the venue's rules for it. Immutable within a run.
///
/// Invariants: those of validate(); every instrument in an InstrumentTable holds them.
struct Instrument {
    std::string symbol;        ///< ours: "BTC/USDT", "BTC/USDT:USDT" (perpetual), "AAPL"
    std::string venue;         ///< "binance", "sim"
    std::string venue_symbol;  ///< the venue's own name, "BTCUSDT"
    InstrumentKind kind = InstrumentKind::spot;
    Currency base, quote, settlement;
    Price tick_size = Price::from_raw(1);
    Qty lot_size = Qty::from_raw(1);
    Qty qty_min;
    Qty qty_max;  ///< zero: no limit
    Money notional_min;
    Ratio multiplier = Ratio::from_int(1);  ///< contract size, see InstrumentKind
    std::vector<FeeTier> fees{FeeTier{}};   ///< ascending volume_min, the first is zero
    std::vector<MarginTier> margin;         ///< ascending notional_max; empty: no leverage
    TradingHours hours = TradingHours::always;

    [[nodiscard]] bool is_perpetual() const noexcept {
        return kind == InstrumentKind::linear_perpetual || kind == InstrumentKind::inverse_perpetual;
    }
    [[nodiscard]] bool is_inverse() const noexcept { return kind == InstrumentKind::inverse_perpetual; }
    /// A position may be opened on the sell side without owning the base.
    [[nodiscard]] bool can_short() const noexcept { return is_perpetual(); }
    /// The value of qty at price, in the settlement currency: price × qty × multiplier, or for inverse
    /// contracts qty × multiplier / price. Requires: in range (asserted), price > 0 for inverse.
    [[nodiscard]] Money notional(Price price, Qty qty) const noexcept {
        return is_plain() ? price * qty : scaled_notional(price, qty);
    }
    /// Gain of holding the signed qty while the price goes from -> to, in the settlement currency.
    [[nodiscard]] Money pnl(Price from, Price to, Qty qty) const noexcept;
    /// What the signed qty adds to the account at this price, in the settlement currency: price × qty × multiplier,
    /// or for inverse contracts -qty × multiplier / price (a long one owes base). The gain of a position is its
    /// worth now minus its worth when it was opened, whatever the kind.
    [[nodiscard]] Money worth(Price price, Qty qty) const noexcept {
        return is_inverse() ? -notional(price, qty) : notional(price, qty);
    }
    /// The notional is price × qty.
    [[nodiscard]] bool is_plain() const noexcept { return !is_inverse() && multiplier == Ratio::from_int(1); }

private:
    [[nodiscard]] Money scaled_notional(Price price, Qty qty) const noexcept;
};

/// All broken rules of an instrument at once (tick > 0, lot > 0, tiers ascending, currencies set ...).
[[nodiscard]] Result<> validate(const Instrument& instrument);

/// Splits "BTC/USDT:USDT", "BTC/USDT" or "AAPL" into kind and currencies (stocks are quoted in USD);
/// venue, rules and fees stay at their defaults. Errors: parse.
[[nodiscard]] Result<Instrument> parse_symbol(std::string_view symbol);

/// The instruments of one run; InstrumentId is the index.
class InstrumentTable {
public:
    /// Errors: invalid_argument when a rule is broken or venue and symbol are there already.
    [[nodiscard]] Result<InstrumentId> add(Instrument instrument);
    [[nodiscard]] const Instrument& operator[](InstrumentId id) const noexcept { return instruments_[id.value()]; }
    /// By our symbol; on several venues the first added. None when absent.
    [[nodiscard]] InstrumentId find(std::string_view symbol, std::string_view venue = {}) const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return instruments_.size(); }
    [[nodiscard]] auto begin() const noexcept { return instruments_.begin(); }
    [[nodiscard]] auto end() const noexcept { return instruments_.end(); }

private:
    std::vector<Instrument> instruments_;
};

}  // namespace argosy::domain
