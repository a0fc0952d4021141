#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "backtest/detail/sweep_columns.hpp"
#include "backtest/sweep.hpp"

/// The account of one candidate, in doubles: fills at the next open, equity at the end of each day.
namespace argosy::backtest::detail {

/// What all candidates pay and may do.
struct SweepTerms {
    double balance = 0, multiplier = 1;
    double fraction_lots = 0;  ///< fraction of equity / (multiplier × lot)
    double lot_worth = 0;      ///< lot × multiplier
    double lots_max = 0, qty_min = 0, notional_min = 0;
    double taker = 0, slip = 0, tick = 0;
    double initial_margin = 1, maintenance_margin = 0.5;
    double margin = 1;  ///< of a new position's notional that must be free, with fees and a reserve
    bool can_short = true;
};

/// The bars of a span: decisions fall at the closes of [first, last), equity is sampled at the closes of `samples`.
struct SweepSpan {
    std::size_t first = 0, last = 0;
    std::vector<std::size_t> samples;  ///< ascending; the last one is the end of the span
    double days = 0;
};

class SweepAccount {
public:
    explicit SweepAccount(double balance) : cash_(balance), equity_before_(balance) {}

    /// The strategy stands on `direction` since the close of this bar.
    [[gnu::always_inline]] void turn(std::size_t bar, int direction, const SweepPrices& p, const SweepTerms& t,
                                     const SweepSpan& span, std::vector<SweepTrade>* trades) {
        sample_before(bar + 1, p, span);
        if (bar + 1 >= span.last) return;  // the order is still under way at the end
        const double equity = equity_at(p.close[bar]);
        const double available = equity - std::fabs(qty_) * p.close[bar] * t.initial_margin;
        const int wanted = direction < 0 && !t.can_short ? 0 : direction;
        const int held = qty_ > 0 ? 1 : qty_ < 0 ? -1 : 0;
        if (held == wanted) return;
        if (held != 0) leave(bar + 1, p, t, trades);
        if (wanted != 0) enter(bar, wanted, equity, available, p, t);
    }
    /// Takes the samples of all bars below `bar`.
    void sample_before(std::size_t bar, const SweepPrices& p, const SweepSpan& span) {
        for (; sampled_ < span.samples.size() && span.samples[sampled_] < bar; ++sampled_)
            sample(equity_at(p.close[span.samples[sampled_]]));
    }
    /// At the end: a short that is still open may have been liquidated too.
    void finish(const SweepPrices& p, const SweepTerms& t, const SweepSpan& span) {
        sample_before(span.last, p, span);
        if (qty_ < 0) check_liquidation(span.last - 1, p, t);
    }

    /// Something happened that only the engine can tell: the figures mean nothing.
    [[nodiscard]] bool is_doubtful() const noexcept { return doubtful_; }
    [[nodiscard]] std::uint64_t trades() const noexcept { return trades_; }
    [[nodiscard]] double objective(performance::MetricId id, const SweepTerms& t, const SweepSpan& span,
                                   const performance::Assumptions& a) const noexcept;
    [[nodiscard]] double daily_sharpe(const performance::Assumptions& a) const noexcept;

private:
    [[nodiscard]] double equity_at(double price) const noexcept { return cash_ + qty_ * (price - entry_); }
    void sample(double equity) noexcept {
        const double r = equity_before_ > 0 ? (equity - equity_before_) / equity_before_ : 0;
        returns_ += r;
        squares_ += r * r;
        ++days_;
        equity_before_ = equity;
        doubtful_ |= !(equity > 0);
    }
    [[gnu::always_inline]] void leave(std::size_t bar, const SweepPrices& p, const SweepTerms& t,
                                      std::vector<SweepTrade>* trades) {
        const double price = p.open[bar] - std::copysign(t.slip, qty_);
        if (qty_ < 0) check_liquidation(bar, p, t);
        const double gross = qty_ * (price - entry_);
        const double fee = std::fabs(qty_) * (price * t.taker);
        const double net = gross - fee - entry_fee_;
        cash_ += gross - fee;
        ++trades_;
        wins_ += net > 0;
        profit_ += std::max(net, 0.0);
        loss_ += std::max(-net, 0.0);
        doubtful_ |= price <= t.tick;
        if (trades) [[unlikely]]
            trades->push_back({.entry_bar = entry_bar_,
                               .exit_bar = bar,
                               .is_long = qty_ > 0,
                               .qty = std::fabs(qty_) / t.multiplier,
                               .entry_price = entry_,
                               .exit_price = price,
                               .net = net});
        qty_ = entry_ = 0;
    }
    [[gnu::always_inline]] void enter(std::size_t bar, int side, double equity, double available, const SweepPrices& p,
                                      const SweepTerms& t) {
        // Down to the lot. A quotient that is whole in decimals may fall short by a bit in doubles; adding 2^52 rounds
        // to the nearest whole number, which is the quickest way down to it.
        const double lots = equity * (t.fraction_lots * p.inverse_close[bar]) - (0.5 - 1e-9);
        const double qty = std::min(lots + 0x1p52 - 0x1p52, t.lots_max) * t.lot_worth;
        const double price = p.open[bar + 1] + side * t.slip;
        const double now = qty * p.close[bar], then = qty * price;
        entry_fee_ = then * t.taker;
        doubtful_ |= !(lots < 0x1p50) | (qty < t.qty_min) | (now <= t.notional_min * bound) | (price <= t.tick) |
                     (now * t.margin > available) | (then * t.margin > cash_);
        cash_ -= entry_fee_;
        qty_ = side * qty;
        entry_ = price;
        entry_bar_ = bar + 1;
        has_traded_ = true;
    }
    /// A long of less than the equity can never be liquidated; a short is where its loss reaches the maintenance
    /// margin.
    [[gnu::always_inline]] void check_liquidation(std::size_t bar, const SweepPrices& p, const SweepTerms& t) {
        const auto is_gone_at = [&](double price) {
            return price * bound * -qty_ * (1 + t.maintenance_margin) >= cash_ - qty_ * entry_;
        };
        if (is_gone_at(p.highest_of_all)) [[unlikely]]
            doubtful_ |= is_gone_at(p.highest(entry_bar_, bar));
    }
    /// The engine counts to the last digit, we do not: whatever comes this near to a bound is left to it.
    static constexpr double bound = 1.01;

    // Quantities are signed and times the multiplier: what one unit of price is worth.
    double cash_, qty_ = 0, entry_ = 0, entry_fee_ = 0;
    double equity_before_, returns_ = 0, squares_ = 0;
    double profit_ = 0, loss_ = 0;
    std::size_t entry_bar_ = 0, sampled_ = 0;
    std::uint32_t days_ = 0, trades_ = 0, wins_ = 0;
    bool doubtful_ = false, has_traded_ = false;
};

}  // namespace argosy::backtest::detail
