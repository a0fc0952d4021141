#include "sim/random_market.hpp"

#include <algorithm>
#include <cmath>

#include "base/assert.hpp"

namespace argosy::sim {
namespace {

constexpr int steps_per_bar = 12;
constexpr double alpha = 0.09, beta = 0.90;
constexpr double drift_per_sd = 0.10;  // a trending phase moves a tenth of a bar's deviation each bar
constexpr double phase_switch_rate = 1.0 / 240;

double bars_per_year(Duration interval) { return 365.25 * 86'400e9 / static_cast<double>(interval.count()); }

// Where a market that runs away stops, so that quotes around the price, and what is traded at it, can be counted. Not a
// number (of a variance without bounds) stops there too.
constexpr double price_max = 4e8, volume_max = 1e11;
double bounded(double value, double most) { return value < most ? value : most; }

Price on_tick(double price, Price tick) {
    const auto exact = from_double<Price>(bounded(price, price_max), Rounding::half_even);
    ARGOSY_ASSERT(exact.has_value(), "a simulated price left the range of prices");
    return std::max(round_to_step(*exact, tick, Rounding::half_even), tick);
}

Qty on_lot(double qty, Qty lot) {
    const auto exact = from_double<Qty>(bounded(qty, volume_max), Rounding::half_even);
    ARGOSY_ASSERT(exact.has_value(), "a simulated volume left the range of quantities");
    return round_to_step(*exact, lot, Rounding::down);
}

}  // namespace

RandomMarket::RandomMarket(const domain::InstrumentTable& table, RandomMarketSettings settings)
    : table_(&table), settings_(std::move(settings)), random_(settings_.seed), now_(settings_.start) {
    ARGOSY_ASSERT(!settings_.instruments.empty(), "a random market needs an instrument");
    for (const auto& i : settings_.instruments) {
        ARGOSY_ASSERT(i.start_price > 0 && i.volatility > 0, "a random instrument needs a price and a volatility");
        const double variance = i.volatility * i.volatility / bars_per_year(settings_.interval);
        states_.push_back({.log_price = std::log(i.start_price),
                           .variance = variance,
                           .long_variance = variance,
                           .last = on_tick(i.start_price, table[i.id].tick_size)});
    }
}

double RandomMarket::fat_tail() noexcept {  // Student's t with 5 degrees of
                                            // freedom, scaled to variance 1
    double squares = 0;
    for (int i = 0; i < 5; ++i) {
        const double z = random_.normal();
        squares += z * z;
    }
    return std::clamp(random_.normal() / std::sqrt(squares / 5) * std::sqrt(3.0 / 5), -8.0, 8.0);
}

void RandomMarket::switch_phase(State& state) noexcept {
    if (random_.uniform() < phase_switch_rate) state.phase = static_cast<int>(random_.below(3)) - 1;
}

domain::Bar RandomMarket::make_bar(const RandomInstrument& instrument, State& state, double shared) {
    const auto& rules = (*table_)[instrument.id];
    switch_phase(state);
    const double own = fat_tail(), c = instrument.correlation, sd = std::sqrt(state.variance);
    const double move = sd * (drift_per_sd * state.phase + c * shared + std::sqrt(1 - c * c) * own);
    state.variance = (1 - alpha - beta) * state.long_variance + alpha * move * move + beta * state.variance;

    domain::Bar bar{.open_time = now_, .open = state.last, .high = state.last, .low = state.last, .close = state.last};
    double bridge = 0;  // a random walk tied to the bar's move at its end
    const double step_sd = sd / std::sqrt(steps_per_bar);
    for (int i = 1; i <= steps_per_bar; ++i) {
        const int left = steps_per_bar - i;
        const double pull = (move - bridge) / (left + 1);
        bridge +=
            pull + (left > 0 ? step_sd * std::sqrt(static_cast<double>(left) / (left + 1)) * random_.normal() : 0);
        bar.close = on_tick(std::exp(state.log_price + bridge), rules.tick_size);
        bar.high = std::max(bar.high, bar.close);
        bar.low = std::min(bar.low, bar.close);
    }
    state.log_price += move;
    state.last = bar.close;
    const double activity = std::exp(0.4 * random_.normal() + 0.35 * std::abs(move) / sd);
    bar.volume = on_lot(instrument.volume_per_bar * activity, rules.lot_size);
    bar.trade_count = static_cast<std::uint64_t>(20 * bounded(activity, volume_max)) + 1;
    return bar;
}

const std::vector<domain::BarClosed>& RandomMarket::next() {
    const double shared = fat_tail();
    bars_.clear();
    for (std::size_t i = 0; i < states_.size(); ++i)
        bars_.push_back({.instrument = settings_.instruments[i].id,
                         .interval = settings_.interval,
                         .bar = make_bar(settings_.instruments[i], states_[i], shared)});
    now_ += settings_.interval;
    return bars_;
}

domain::Quote RandomMarket::quote(std::size_t index) const {
    const auto& instrument = settings_.instruments[index];
    const auto& rules = (*table_)[instrument.id];
    const double half = states_[index].last.to_double() * instrument.spread_fraction / 2;
    const Price around = std::max(on_tick(half, rules.tick_size), rules.tick_size);
    const Qty depth = on_lot(instrument.volume_per_bar / 4, rules.lot_size);
    return {.instrument = instrument.id,
            .time = now_,
            .bid = std::max(states_[index].last - around, rules.tick_size),
            .ask = states_[index].last + around,
            .bid_qty = depth,
            .ask_qty = depth};
}

}  // namespace argosy::sim
