#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/decimal.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "domain/fill.hpp"
#include "domain/instrument.hpp"
#include "domain/order.hpp"
#include "sim/settings.hpp"
#include "sim/state.hpp"

namespace argosy::sim {

/// What the venue holds for us: balances, positions of perpetuals, fee tiers. The venue's own ledger, kept
/// apart from portfolio/ on purpose: that two ledgers agree is a test.
///
/// Spot and equities exchange quote for base; perpetuals keep a netted position and settle profit, fees and
/// funding in the settlement currency. Fees are taken in the settlement currency.
///
/// Thread safety: one owner thread.
/// Invariants: per settlement currency, balance = start + realised + funding - fees, to the last digit: the cost
///             of a closed part is taken out of the cost that is left, so rounding does not accumulate.
class Account {
public:
    using CurrencyIndex = std::uint32_t;

    /// The position of a perpetual.
    struct Position {
        Qty qty;       ///< signed
        Money cost;    ///< notional at the entry prices, ≥ 0
        Money margin;  ///< isolated mode: what it can lose at most
    };
    /// Where an instrument's money goes.
    struct Route {
        CurrencyIndex base = 0, quote = 0, settlement = 0;
        bool is_cash = false;            ///< spot or equity
        bool has_tiers = false;          ///< fees depend on the traded volume
        bool is_leverage_alone = false;  ///< the tiers never ask for more initial margin than the leverage
    };
    /// What an order must be backed by.
    struct Need {
        CurrencyIndex currency = 0;
        Money amount;
    };
    struct Execution {
        InstrumentId instrument;
        domain::Side side = domain::Side::buy;
        Qty qty;
        Money notional;
        Money fee;
        Time time{};
    };

    /// The table must outlive the account and not grow. Requires: valid settings.
    Account(const domain::InstrumentTable& instruments, const Settings& settings);

    // Looking.

    [[nodiscard]] const Route& route(InstrumentId id) const noexcept { return routes_[id.value()]; }
    [[nodiscard]] const Position& position(InstrumentId id) const noexcept { return positions_[id.value()]; }
    /// Signed; for spot and equities what is held of the base.
    [[nodiscard]] Qty position_qty(InstrumentId id) const noexcept {
        const Route& r = routes_[id.value()];
        return r.is_cash ? Qty::from_raw(cash_[r.base].raw() / base_digits) : positions_[id.value()].qty;
    }
    [[nodiscard]] std::span<const InstrumentId> open_positions() const noexcept { return open_; }
    [[nodiscard]] Money cash(CurrencyIndex c) const noexcept { return cash_[c]; }
    /// Cash that is not reserved for orders.
    [[nodiscard]] Money unreserved(CurrencyIndex c) const noexcept { return cash_[c] - reserved_[c]; }
    [[nodiscard]] const domain::Currency& currency(CurrencyIndex c) const noexcept { return currencies_[c]; }
    /// Zero for a currency nobody mentioned.
    [[nodiscard]] Money balance(const domain::Currency& currency) const noexcept;
    /// Gain of the open position at this price.
    [[nodiscard]] Money unrealised(InstrumentId id, Price mark) const noexcept;
    /// The fee of a fill at the present tier; negative is a rebate.
    [[nodiscard]] Money fee(InstrumentId id, Money notional, domain::Liquidity liquidity) const noexcept;
    /// What the order takes from the free balance: the price and taker fee of a purchase, the base of a sale, or the
    /// initial margin and taker fee of the part that opens a position.
    [[nodiscard]] Need need(const domain::OrderRequest& request, Qty qty, Price price) const noexcept;
    /// Margin held for the position: isolated its own, cross the initial margin at the mark.
    [[nodiscard]] Money margin_held(InstrumentId id, Price mark) const noexcept;

    // Changing.

    void reserve(CurrencyIndex c, Money amount) noexcept { reserved_[c] += amount; }
    void release(CurrencyIndex c, Money amount) noexcept { reserved_[c] -= amount; }
    /// Lets the traded volume of days long gone drop out of the fee tier. Before the fee of a fill is asked.
    void roll_volume(InstrumentId id, Time now) noexcept {
        if (routes_[id.value()].has_tiers) roll(volumes_[routes_[id.value()].quote], day_of(now));
    }
    void apply(const Execution& execution);
    /// Positive is paid to us.
    void apply_funding(InstrumentId id, Money amount);

    // Restart.

    void set_balance(const Balance& balance);
    void set_position(const PositionState& state);
    void set_volume(const DayVolume& volume);
    void clear();
    [[nodiscard]] std::vector<Balance> balances() const;
    [[nodiscard]] std::vector<PositionState> positions() const;
    [[nodiscard]] std::vector<DayVolume> volumes() const;
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) {
        archive(self.cash_, self.reserved_, self.volumes_, self.positions_, self.open_);
    }

private:
    static constexpr std::int64_t base_digits = 10'000'000'000;  // a Qty has 8 decimals, Money 18
    static constexpr std::int64_t volume_days = 30;

    /// Traded notional of the last 30 days, by day.
    struct Volume {
        std::vector<Money> days = std::vector<Money>(volume_days);
        Money sum;
        std::int64_t today = 0;
    };

    CurrencyIndex index_of(const domain::Currency& currency);
    void apply_cash(const Route& route, const Execution& e);
    void apply_perpetual(const domain::Instrument& instrument, const Execution& e);
    [[nodiscard]] Money initial(InstrumentId id, Money notional) const noexcept;
    void increase(InstrumentId id, Position& position, Qty delta, Money notional);
    void track_open(InstrumentId id, bool was_open);
    void add_volume(Volume& volume, Money amount, Time time) noexcept;
    [[nodiscard]] static std::int64_t day_of(Time time) noexcept {
        return std::chrono::floor<std::chrono::days>(time).time_since_epoch().count();
    }
    static void roll(Volume& volume, std::int64_t day) noexcept;

    const domain::InstrumentTable* instruments_;
    MarginMode margin_mode_;
    Ratio leverage_;
    std::int64_t whole_leverage_;  // zero: it is no whole number
    Money volume_before_;
    bool charge_fees_;
    std::vector<domain::Currency> currencies_;
    std::vector<Money> cash_, reserved_;  // by CurrencyIndex
    std::vector<Volume> volumes_;         // by CurrencyIndex; only those of tiered instruments are kept
    std::vector<Route> routes_;           // by InstrumentId
    std::vector<Position> positions_;     // by InstrumentId
    std::vector<InstrumentId> open_;      // perpetuals with a position, by id
};

}  // namespace argosy::sim
