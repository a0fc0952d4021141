#pragma once

#include <array>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "domain/fill.hpp"
#include "domain/instrument.hpp"
#include "domain/market_data.hpp"
#include "strategy/bar_series.hpp"
#include "strategy/bar_view.hpp"
#include "strategy/context.hpp"
#include "strategy/parameters.hpp"

/// A strategy is a small class that turns market events into signals.
///
/// Invariants: it sees closed bars and past events only, in time order; it does no I/O, reads no clock, keeps
///             its state in members, and gives the same signals for the same events.
/// Known limits: it does not place orders: risk sizes what the consensus decides.
namespace argosy {
class ArchiveReader;
class ArchiveWriter;
}  // namespace argosy

namespace argosy::strategy {

class Strategy {
public:
    virtual ~Strategy() = default;
    /// Bars of each instrument after which the strategy may first emit; the engine drops earlier signals.
    [[nodiscard]] virtual std::size_t warm_up() const noexcept = 0;
    virtual void on_bar(const BarView& bar, Context& context) = 0;
    /// What it says follows from the bars of its instrument and nothing else, so it may be given bars that are yet to
    /// be played: what it says about one is heard when that bar is. BarStrategy answers yes.
    [[nodiscard]] virtual bool reads_ahead() const noexcept { return false; }
    /// on_bar for each of the bars. Called only when it reads ahead.
    virtual void on_bars(const BarSeries&, Context&) {}
    virtual void on_trade(const domain::Trade&, Context&) {}
    virtual void on_quote(const domain::Quote&, Context&) {}
    virtual void on_funding(const domain::Funding&, Context&) {}
    virtual void on_fill(const domain::Fill&, Context&) {}
    /// Called every `timer_interval()` when that is not zero.
    virtual void on_timer(Time, Context&) {}
    [[nodiscard]] virtual Duration timer_interval() const noexcept { return {}; }
    /// Writes down what it has seen so far (base/archive.hpp). False: it cannot; its engine has no snapshots then.
    [[nodiscard]] virtual bool save(ArchiveWriter&) const { return false; }
    /// Takes over what one with the same settings has written. False when save() is.
    [[nodiscard]] virtual bool load(ArchiveReader&) { return false; }
};

/// A strategy that looks at bars alone. It must not ask the context for a position or a regime (asserted when it reads
/// ahead).
///
///     class EmaCross final : public strategy::BarStrategy<EmaCross> { ... on_bar ... };
///
/// on_bar is called without a detour, so that the compiler makes one loop of both. A strategy whose indicators are
/// faster in a batch overrides on_bars: it computes them for all bars, then judges bar by bar with for_each_bar, by the
/// same words as in on_bar. Both give the same signals, as batches of indicators give the same bits.
template <class Own>
class BarStrategy : public Strategy {
public:
    [[nodiscard]] bool reads_ahead() const noexcept final { return true; }
    void on_bars(const BarSeries& series, Context& context) override {
        for_each_bar(series, context, [&](std::size_t, const BarView& bar) {
            [[clang::always_inline]] static_cast<Own&>(*this).on_bar(bar, context);
        });
    }
    void on_trade(const domain::Trade&, Context&) final {}
    void on_quote(const domain::Quote&, Context&) final {}
    void on_funding(const domain::Funding&, Context&) final {}
    void on_fill(const domain::Fill&, Context&) final {}
    void on_timer(Time, Context&) final {}
    [[nodiscard]] Duration timer_interval() const noexcept final { return {}; }
    // Of those that say what they consist of: parts(archive), see base/archive.hpp.
    [[nodiscard]] bool save(ArchiveWriter& archive) const override {
        return pass(static_cast<const Own&>(*this), archive);
    }
    [[nodiscard]] bool load(ArchiveReader& archive) override { return pass(static_cast<Own&>(*this), archive); }

protected:
    /// judge(i, bar) at the time of each bar.
    template <class Judge>
    static void for_each_bar(const BarSeries& series, Context& context, Judge&& judge) {
        for (std::size_t i = 0; i < series.size(); ++i) {
            const BarView bar = series[i];
            context.set_now(bar.close_time());
            judge(i, bar);
        }
    }
    [[nodiscard]] static bool pass(auto& own, auto& archive) {
        if constexpr (requires { own.parts(archive); }) return own.parts(archive), true;
        return false;
    }
    /// Room for one number a bar.
    using Numbers = std::array<double, BarSeries::most>;
};

/// What one instance works on.
struct Setup {
    const domain::InstrumentTable* table = nullptr;
    std::vector<InstrumentId> instruments;  ///< one for Scope::each, all of the strategy's for Scope::all
    Duration interval{};
};

/// each: an instance per instrument; all: one instance sees all instruments (pairs, rotation).
enum class Scope : std::uint8_t { each, all };

/// Makes an instance. Errors: invalid_argument when parameters contradict each other (fast >= slow).
using Factory = std::function<Result<std::unique_ptr<Strategy>>(const Parameters&, const Setup&)>;

/// How a strategy presents itself: lists, forms, sweeps and help are made from it.
struct Descriptor {
    std::string_view name;     ///< "ema_cross": file, config key, API and log use this word
    std::string_view title;    ///< "EMA cross"
    std::string_view summary;  ///< the idea in one sentence
    std::span<const ParameterSpec> parameters;
    Scope scope = Scope::each;
    std::size_t instruments_min = 1;  ///< pairs need 2
    Duration timeframe{};             ///< the bar interval it is written for; zero: any
    bool needs_funding = false;       ///< silent without funding settlements
    bool needs_trades = false;        ///< silent without single trades
    bool needs_quotes = false;        ///< silent without quotes
    Time not_before = Time::min();    ///< it knows the market up to here: a run must not start earlier
    bool scales = false;              ///< its strength is the wanted part of a full position: the book resizes
    Factory make;
};

}  // namespace argosy::strategy
