#pragma once

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/decimal.hpp"
#include "base/error.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "domain/event.hpp"
#include "domain/fill.hpp"
#include "domain/instrument.hpp"
#include "portfolio/account.hpp"
#include "portfolio/position.hpp"
#include "portfolio/rates.hpp"
#include "portfolio/state.hpp"

namespace argosy::portfolio {

/// One strategy's part of a fill. An order of a strategy has one; a liquidation or a flattening may close several.
struct FillPart {
    StrategyId strategy;
    Qty qty;            ///< signed
    Qty before, after;  ///< the strategy's position, signed
    Money cost_after;   ///< of that position
    Change change;
    Money fee;  ///< signed for us (negative was paid), in the settlement currency, converted if need be
};

struct FillOutcome {
    Change change;  ///< of the account's position (hedging: of its legs)
    Qty before, after;
    Money fee;                        ///< signed for us, in the settlement currency
    bool fee_converted = true;        ///< false: the fee's currency had no rate; the account is right, `fee` is zero
    std::span<const FillPart> parts;  ///< valid until the next call of on_fill
};

struct FundingPart {
    StrategyId strategy;
    Money amount;
};

struct Exposure {
    Money gross, net;
};

struct Totals {
    Money realised, unrealised, fees, funding;
    [[nodiscard]] Money pnl() const noexcept { return realised + unrealised + fees + funding; }
};

/// The equity of the books as a function of one price while nothing else moves.
struct EquityLine {
    Money base;            ///< at a price of zero
    std::int64_t qty = 0;  ///< raw
    [[nodiscard]] Money at(Price price) const noexcept { return base + Money::from_raw(int128{price.raw()} * qty); }
    /// It lies from low to high at all prices from first to second, and at hardly others; at none when first > second.
    [[nodiscard]] std::pair<Price, Price> between(Money low, Money high) const noexcept;
};

/// The books: positions, accounts, equity and margin as a fold over fills, funding and marks.
///
/// Spot and equities exchange cash for the asset; perpetuals move profit and loss only. One account a currency; the
/// equity in the reporting currency needs a rate for every other currency that holds something. Each strategy has its
/// own book too. Realised P&L of strategies that hold against each other differs from that of the account, which nets
/// them; the total of realised and unrealised is the same to the last digit.
///
/// Thread safety: one owner thread.
/// Invariants: for every currency, deposits + realised + fees + funding + unrealised == equity, to the last digit,
///             after every call; the sum over strategies equals the account.
/// Known limits: margin is per settlement currency, other currencies are no collateral; a deposit of a spot base is
///               inventory valued at its rate, not a position.
class Portfolio {
public:
    struct Settings {
        PositionMode position_mode = PositionMode::netting;
        MarginMode margin_mode = MarginMode::cross;
        domain::Currency reporting{"USDT"};
        std::vector<Balance> deposits;        ///< what is there at the start
        Ratio leverage = Ratio::from_int(1);  ///< for perpetuals, unless set per instrument; at least 1
    };

    /// The table must outlive the portfolio and not grow.
    Portfolio(const domain::InstrumentTable& instruments, Settings settings);

    // Events.

    /// Books an execution. A fee in the base of a spot position is taken from the position, rounded up to the eighth
    /// decimal; the rest stays in the base account. In hedging mode an entry goes to the leg of its side, everything
    /// else to the opposite leg. A fill without a strategy that is neither an entry nor by hand closes what belongs to
    /// nobody, then the strategies' positions in order of their number; a flattening or liquidation that leaves the
    /// account flat also crosses at its price what strategies hold against each other.
    /// Requires: qty > 0, price > 0, a known instrument (asserted: bytes from a venue are checked before).
    FillOutcome on_fill(const domain::Fill& fill);
    /// Books funding and says whose it was, in proportion to the strategies' quantities. Valid until the next call.
    std::span<const FundingPart> on_funding(const domain::FundingPaid& funding);
    /// The price to value the position at: the venue's mark, or the last price. Requires: price > 0.
    [[gnu::always_inline]] void on_mark(InstrumentId id, Price price, Time now) noexcept {
        Position& p = positions_[id.value()];
        p.mark = price;
        p.marked_at = now;
        if (p.qty.is_zero() && !hedging_) return;
        const Route route = routes_[id.value()];
        if (!route.is_simple || !fits64(p.qty.raw())) return revalue_position(id);
        const Money value = price * p.qty;
        const Money delta = value - p.value;
        p.value = value;
        Account& account = accounts_[route.account];
        account.unrealised += delta;
        account.net += delta;
        account.gross += p.qty.is_negative() ? -delta : delta;
    }
    /// A deposit, or a withdrawal when negative.
    void deposit(const domain::Currency& currency, Money amount);
    /// Requires: rate > 0.
    void set_rate(const domain::Currency& from, const domain::Currency& to, Price rate, Time at);
    /// Isolated positions keep the margin they have. Requires: leverage >= 1.
    void set_leverage(InstrumentId id, Ratio leverage);
    /// Isolated mode: moves cash into the position's margin, or back when negative. Errors: invalid_argument when the
    /// cash or the margin is not there.
    [[nodiscard]] Result<> move_margin(InstrumentId id, Money amount);

    // Positions.

    /// The account's position; in hedging mode the sum of both legs (no average price then).
    [[nodiscard]] const Position& position(InstrumentId id) const noexcept { return positions_[id.value()]; }
    /// Requires: hedging mode.
    [[nodiscard]] const Position& position(InstrumentId id, Leg leg) const noexcept;
    /// All positions by InstrumentId, flat ones included.
    [[nodiscard]] std::span<const Position> positions() const noexcept { return positions_; }
    /// A strategy's own position (none: by hand), valued at the instrument's mark.
    [[nodiscard]] Position strategy_position(StrategyId strategy, InstrumentId id) const;
    /// A strategy's signed quantity.
    [[nodiscard]] Qty strategy_qty(StrategyId strategy, InstrumentId id) const noexcept;
    /// Strategies that ever had a fill or funding, ascending; none (by hand) last.
    [[nodiscard]] std::vector<StrategyId> strategies() const;

    // Money.

    /// In the reporting currency. Errors: not_found when a currency that holds something has no rate.
    [[nodiscard]] Result<Money> equity() const {
        if (accounts_.size() == 1) [[likely]]
            return settled_ + accounts_.front().unrealised;
        return converted_equity();
    }
    /// None when equity depends on more than price × quantity of this instrument.
    [[nodiscard]] std::optional<EquityLine> equity_line(InstrumentId id) const noexcept {
        const Position& p = positions_[id.value()];
        if (accounts_.size() != 1 || !routes_[id.value()].is_simple || !fits64(p.qty.raw())) return {};
        return EquityLine{.base = settled_ + accounts_.front().unrealised - p.value,
                          .qty = static_cast<std::int64_t>(p.qty.raw())};
    }
    [[nodiscard]] const domain::Currency& reporting() const noexcept { return settings_.reporting; }
    /// The reporting currency first.
    [[nodiscard]] std::span<const Account> accounts() const noexcept { return accounts_; }
    /// None when nothing ever touched the currency.
    [[nodiscard]] const Account* account(const domain::Currency& currency) const noexcept;
    /// Cash plus what spot positions hold of the currency: what the venue shows as its balance.
    [[nodiscard]] Money balance(const domain::Currency& currency) const noexcept;
    /// Errors: not_found without a rate.
    [[nodiscard]] Result<Money> convert(Money amount, const domain::Currency& from, const domain::Currency& to) const;

    /// Notional at the marks in the reporting currency. Errors: not_found without a rate.
    [[nodiscard]] Result<Exposure> exposure() const;
    [[nodiscard]] Result<Exposure> exposure(StrategyId strategy) const;
    /// P&L since the start in the reporting currency at present rates. Errors: not_found without a rate.
    [[nodiscard]] Result<Totals> totals() const;
    [[nodiscard]] Result<Totals> totals(StrategyId strategy) const;
    /// One strategy's part of the books of one currency (deposits stay zero).
    [[nodiscard]] Account strategy_account(StrategyId strategy, const domain::Currency& currency) const;

    // Margin, in the settlement currency of the instrument.

    [[nodiscard]] Ratio leverage(InstrumentId id) const noexcept { return leverages_[id.value()]; }
    /// Held for the position: its own in isolated mode, initial margin at the mark in cross mode; spot: zero.
    [[nodiscard]] Money initial_margin(InstrumentId id) const noexcept;
    [[nodiscard]] Money maintenance_margin(InstrumentId id) const noexcept;
    /// What can be used for new positions: cash plus, in cross mode, unrealised P&L of perpetuals, less margin held.
    /// Never negative.
    [[nodiscard]] Money available(const domain::Currency& currency) const noexcept;
    /// The largest notional that an order of this side may have: what closes the position, plus what the margin then
    /// available opens, taker fee included. Selling spot: the value of what is held.
    [[nodiscard]] Money buying_power(InstrumentId id, domain::Side side) const noexcept;
    /// Maintenance margin / margin balance of what backs the position: at 1 it is liquidated. None when flat or when
    /// nothing backs it any more. Cross: of all positions that settle in the currency.
    [[nodiscard]] std::optional<double> margin_ratio(InstrumentId id) const noexcept;
    /// The margin balance has fallen to the maintenance margin.
    [[nodiscard]] bool is_liquidatable(InstrumentId id) const noexcept;
    /// Cross: all else unchanged. None when flat, spot, or when no positive price liquidates it. In hedging mode with
    /// isolated margin: the leg nearer to its liquidation.
    [[nodiscard]] std::optional<Price> liquidation_price(InstrumentId id) const;

    // Journal.

    [[nodiscard]] State snapshot() const;
    /// Takes over a state of the same instrument table. Errors: corrupt when its sums do not agree; nothing changes.
    [[nodiscard]] Result<> restore(const State& state);
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) {
        archive(self.positions_, self.accounts_, self.settled_, self.legs_, self.books_, self.foreign_fees_,
                self.leverages_, self.rates_);
    }

private:
    struct Route {
        std::uint16_t account = 0;  // index of the settlement currency
        bool is_simple = false;     // worth is price × qty and there is one leg
        bool is_cash = false;       // spot or equity
    };
    struct Legs {
        Position long_leg, short_leg;
    };
    struct Book {
        StrategyId strategy;
        std::vector<Position> positions;  // by InstrumentId
    };

    [[nodiscard]] const domain::Instrument& instrument(InstrumentId id) const noexcept { return (*instruments_)[id]; }
    std::uint16_t account_index(const domain::Currency& currency);
    [[nodiscard]] Account& account_of(InstrumentId id) noexcept { return accounts_[routes_[id.value()].account]; }
    Book& book(StrategyId strategy);
    [[nodiscard]] const Book* find_book(StrategyId strategy) const noexcept;
    void revalue_position(InstrumentId id) noexcept;
    /// After every change of deposits, realised, fees and funding: they seldom change between two questions for equity.
    void note_settled() noexcept { settled_ = accounts_.front().settled(); }
    [[nodiscard]] Result<Money> converted_equity() const;

    Change book_account(const domain::Fill& fill, Qty qty, Money worth);
    Change book_legs(const domain::Fill& fill, Qty qty, Money worth);
    Change book_position(Position& position, const domain::Fill& fill, Qty qty, Money worth);
    void move_isolated_margin(Position& position, Money cost_before, Qty qty, const Change& change) const noexcept;
    /// Books a fill that belongs to no strategy alone.
    void book_for_all(const domain::Fill& fill, Qty qty, Money worth);
    void book_part(StrategyId strategy, const domain::Fill& fill, Qty qty, Money worth);
    void cross_strategies(const domain::Fill& fill);
    void book_fee(const domain::Fill& fill, FillOutcome& outcome);
    /// A fee of another currency, or of several parts.
    void share_fee(const domain::Fill& fill, FillOutcome& outcome, const Result<Money>& converted);
    bool book_base_fee(const domain::Fill& fill, FillOutcome& outcome);
    void add_foreign_fee(StrategyId strategy, InstrumentId id, const domain::Currency& currency, Money amount);
    /// Moves what changed in the position into its account.
    void settle(InstrumentId id, Money cost_before, Money realised_before) noexcept;
    [[nodiscard]] Money strategy_value(const Book& book, InstrumentId id) const noexcept;

    template <class Visit>
    void for_each_margined(std::uint16_t account, Visit visit) const;
    [[nodiscard]] Money perpetual_unrealised(std::uint16_t account) const noexcept;
    [[nodiscard]] Money cross_collateral(InstrumentId id) const noexcept;
    [[nodiscard]] std::optional<Price> hedged_liquidation_price(InstrumentId id) const noexcept;
    [[nodiscard]] bool agrees(const State& state) const;

    const domain::InstrumentTable* instruments_;
    Settings settings_;
    bool hedging_ = false;
    std::vector<Position> positions_;
    std::vector<Route> routes_;
    std::vector<Account> accounts_;
    Money settled_;            // of the first account
    std::vector<Legs> legs_;   // hedging only
    std::vector<Book> books_;  // ascending strategy, none last
    std::vector<ForeignFee> foreign_fees_;
    std::vector<Ratio> leverages_;
    Rates rates_;
    std::vector<FillPart> parts_;
    std::vector<FundingPart> funding_parts_;
};

}  // namespace argosy::portfolio
