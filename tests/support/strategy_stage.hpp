#pragma once

#include <gtest/gtest.h>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "strategy/strategy.hpp"

namespace argosy::testing {

/// A strategy alone with a market: closed bars and settlements in, signals out.
///
///     StrategyStage stage(descriptor(), "fast=2 slow=3");
///     stage.closes({10, 11, 12, 9});
///     EXPECT_EQ(stage.heard(), "3:buy 4:sell");
///
/// Bars (and settlements, and trades) are counted from 1 for each instrument; signals before the strategy's warm-up
/// fail the test.
class StrategyStage : public strategy::SignalSink {
public:
    struct Heard {
        std::size_t bar;
        domain::Signal signal;
    };
    struct Scene {
        std::vector<std::string> symbols{"BTC/USDT:USDT"};
        Duration interval = 1h;
        Price tick = "0.01"_px;
        Time start = time_from_ns(0);
    };

    explicit StrategyStage(const strategy::Descriptor& d, std::string_view parameters = {})
        : StrategyStage(d, parameters, Scene{}) {}
    StrategyStage(const strategy::Descriptor& d, std::string_view parameters, const Scene& scene)
        : interval_(scene.interval), start_(scene.start), context_(table_, *this) {
        for (const auto& symbol : scene.symbols) {
            auto instrument = domain::parse_symbol(symbol);
            EXPECT_TRUE(instrument) << symbol;
            instrument->tick_size = scene.tick;
            EXPECT_TRUE(table_.add(std::move(*instrument)));
        }
        counts_.resize(table_.size());
        bars_.resize(table_.size());
        auto made = make(d, parameters, table_, scene.interval);
        EXPECT_TRUE(made) << made.error().message();
        if (made) strategy_ = std::move(*made);
    }

    /// An instance on all instruments of the table. parameters: "fast=2 slow=3".
    [[nodiscard]] static Result<std::unique_ptr<strategy::Strategy>> make(const strategy::Descriptor& d,
                                                                          std::string_view parameters,
                                                                          const domain::InstrumentTable& table,
                                                                          Duration interval = 1h) {
        strategy::Parameters values(d.parameters);
        std::istringstream words{std::string(parameters)};
        for (std::string word; words >> word;) {
            const auto equals = word.find('=');
            ARGOSY_TRY(values.set(word.substr(0, equals), std::string_view(word).substr(equals + 1)), "parameters");
        }
        strategy::Setup setup{.table = &table, .instruments = {}, .interval = interval};
        for (std::uint32_t i = 0; i < table.size(); ++i) setup.instruments.emplace_back(i);
        return d.make(values, setup);
    }

    void bar(const domain::Bar& bar, std::uint32_t instrument = 0) {
        ++counts_[instrument];
        const domain::BarClosed closed{InstrumentId(instrument), interval_, bar};
        context_.set(
            {.now = closed.close_time(), .strategy = StrategyId(0), .positions = nullptr, .regimes = regimes_});
        current_ = instrument;
        if (regimes_) (*regimes_)[instrument].update(bar.close.to_double());
        strategy_->on_bar(strategy::BarView(closed), context_);
    }
    struct Prices {
        double open, high, low, close, volume = 1;
    };
    /// The instrument's next bar; its first one opens at scene.start.
    void bar(const Prices& p, std::uint32_t instrument = 0) {
        const auto n = static_cast<std::int64_t>(bars_[instrument]++);
        bar({.open_time = start_ + interval_ * n,
             .open = px(p.open),
             .high = px(p.high),
             .low = px(p.low),
             .close = px(p.close),
             .volume = Qty::from_int(static_cast<std::int64_t>(p.volume))},
            instrument);
    }
    void close(double price, std::uint32_t instrument = 0) { bar({price, price, price, price}, instrument); }
    void closes(const std::vector<double>& prices) {
        for (const double p : prices) close(p);
    }
    void funding(Time time, Ratio rate, std::uint32_t instrument = 0) {
        context_.set({.now = time, .strategy = StrategyId(0), .positions = nullptr, .regimes = regimes_});
        current_ = instrument;
        ++counts_[instrument];
        strategy_->on_funding({.instrument = InstrumentId(instrument), .time = time, .rate = rate, .mark_price = {}},
                              context_);
    }
    /// A trade, a second after the one before.
    void trade(double price, double qty, domain::Side aggressor, std::uint32_t instrument = 0) {
        const Time time = start_ + std::chrono::seconds{counts_[instrument]};
        context_.set({.now = time, .strategy = StrategyId(0), .positions = nullptr, .regimes = regimes_});
        current_ = instrument;
        ++counts_[instrument];
        strategy_->on_trade({.instrument = InstrumentId(instrument),
                             .time = time,
                             .price = px(price),
                             .qty = *from_double<Qty>(qty, Rounding::half_even),
                             .aggressor = aggressor},
                            context_);
    }
    void with_regimes(std::vector<strategy::RegimeDetector>& regimes) { regimes_ = &regimes; }

    void on_signal(const domain::Signal& signal) override {
        EXPECT_GE(counts_[current_], strategy_->warm_up()) << "a signal in the warm-up";
        heard_.push_back({counts_[current_], signal});
    }

    /// "3:buy 4:sell", with "@1" behind the direction for instruments other than the first.
    [[nodiscard]] std::string heard() const {
        std::string out;
        for (const auto& [bar, signal] : heard_) {
            out += (out.empty() ? "" : " ") + std::to_string(bar) + ':' + std::string(to_string(signal.direction));
            if (signal.instrument.value() != 0) out += '@' + std::to_string(signal.instrument.value());
        }
        return out;
    }
    [[nodiscard]] const std::vector<Heard>& signals() const noexcept { return heard_; }
    [[nodiscard]] const domain::Signal& last() const { return heard_.at(heard_.size() - 1).signal; }
    [[nodiscard]] strategy::Strategy& strategy() noexcept { return *strategy_; }
    [[nodiscard]] static Price px(double value) { return *from_double<Price>(value, Rounding::half_even); }

private:
    Duration interval_;
    Time start_;
    domain::InstrumentTable table_;
    strategy::Context context_;
    std::unique_ptr<strategy::Strategy> strategy_;
    std::vector<std::size_t> counts_;  ///< bars, settlements and trades of each instrument
    std::vector<std::size_t> bars_;    ///< bars made by bar(Prices)
    std::vector<strategy::RegimeDetector>* regimes_ = nullptr;
    std::uint32_t current_ = 0;
    std::vector<Heard> heard_;
};

/// What a factory says to parameters that contradict each other; empty when it accepts them.
[[nodiscard]] inline std::string refusal(const strategy::Descriptor& d, std::string_view parameters,
                                         const std::vector<std::string>& symbols = {"BTC/USDT:USDT"}) {
    domain::InstrumentTable table;
    for (const auto& symbol : symbols) EXPECT_TRUE(table.add(*domain::parse_symbol(symbol)));
    const auto made = StrategyStage::make(d, parameters, table);
    return made ? "" : std::string(made.error().message());
}

}  // namespace argosy::testing
