#include "strategies/momentum_rotation/momentum_rotation.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

#include "base/assert.hpp"
#include "indicators/rate_of_change.hpp"
#include "strategy/reason.hpp"
#include "strategy/stance.hpp"

namespace argosy::strategies::momentum_rotation {
namespace {

using domain::Direction;
using strategy::ParameterType;

constexpr strategy::ParameterSpec parameters[] = {
    {"lookback", ParameterType::integer, 168, 1, 20000, "bars", "bars over which momentum is measured"},
    {"rebalance", ParameterType::integer, 24, 1, 20000, "bars", "how often the ranking is renewed"},
    {"top", ParameterType::integer, 1, 0, 1000, "", "how many of the strongest to be long"},
    {"bottom", ParameterType::integer, 0, 0, 1000, "", "how many of the weakest to be short"},
    {"momentum_min", ParameterType::number, 0, -100, 1000, "%", "a rise, or fall for shorts, below it is not held"},
};

struct Settings {
    std::size_t lookback, top, bottom;
    double momentum_min;
    Duration block;  ///< rebalance × interval
};

/// One instrument in the ranking.
struct Contender {
    InstrumentId id;
    indicators::Roc momentum;
    Time last = Time::min();  ///< close of its newest bar
    strategy::Stance stance;
};

class MomentumRotation final : public strategy::Strategy {
public:
    MomentumRotation(const std::vector<InstrumentId>& instruments, const Settings& s) : settings_(s) {
        InstrumentId::rep largest = 0;
        for (const auto id : instruments) {
            largest = std::max(largest, id.value());
            contenders_.push_back({.id = id, .momentum = indicators::Roc(s.lookback)});
        }
        slot_.resize(largest + 1);
        for (std::size_t i = 0; i < instruments.size(); ++i) slot_[instruments[i].value()] = i;
        order_.reserve(instruments.size());
    }

    [[nodiscard]] std::size_t warm_up() const noexcept override { return settings_.lookback + 1; }

    /// Ranks once the bars of all instruments are there, or when the first later bar shows that some will not come.
    void on_bar(const strategy::BarView& bar, strategy::Context& context) override {
        const Time time = bar.close_time();
        if (time > round_) {
            if (due_) rank(context);
            begin(time);
        }
        auto& contender = contenders_[slot_[bar.instrument().value()]];
        contender.momentum.update(bar.close());
        contender.last = time;
        if (time == round_ && ++arrived_ == contenders_.size() && due_) rank(context);
    }

private:
    /// The first round of each block of bars since 1970 is ranked: where a run starts does not change when.
    void begin(Time time) noexcept {
        due_ = round_ != Time::min() && floor_to(time, settings_.block) != floor_to(round_, settings_.block);
        round_ = time;
        arrived_ = 0;
    }

    /// An instrument without a bar in the last block has left the ranking.
    [[nodiscard]] bool is_ranked(const Contender& c) const noexcept {
        return c.momentum.ready() && round_ - c.last < settings_.block;
    }

    void rank(strategy::Context& context) {
        due_ = false;
        order_.clear();
        for (std::size_t i = 0; i < contenders_.size(); ++i) {
            if (is_ranked(contenders_[i]))
                order_.push_back(i);
            else if (!contenders_[i].stance.is_flat() && contenders_[i].stance.turns_to(Direction::hold))
                context.emit(contenders_[i].id, Direction::hold, {.reason = "no recent bar"});
        }
        std::ranges::sort(order_, [&](std::size_t a, std::size_t b) {
            const double x = contenders_[a].momentum.value(), y = contenders_[b].momentum.value();
            return x != y ? x > y : a < b;
        });
        for (std::size_t place = 0; place < order_.size(); ++place) say(place, context);
    }

    void say(std::size_t place, strategy::Context& context) {
        Contender& c = contenders_[order_[place]];
        const double momentum = c.momentum.value();
        const bool strong = place < settings_.top && momentum >= settings_.momentum_min;
        const bool weak = place + settings_.bottom >= order_.size() && -momentum >= settings_.momentum_min;
        const Direction now = strong ? Direction::buy : weak ? Direction::sell : Direction::hold;
        if (c.stance.turns_to(now))
            context.emit(c.id, now,
                         {.horizon = settings_.block,
                          .reason = context.reason("place ", place + 1, " of ", order_.size(), ", ",
                                                   strategy::Fixed{momentum, 2, true}, " %")});
    }

    Settings settings_;
    std::vector<Contender> contenders_;
    std::vector<std::size_t> slot_;   ///< instrument -> contender
    std::vector<std::size_t> order_;  ///< strongest first
    Time round_ = Time::min();        ///< close time of the bars that are coming in
    std::size_t arrived_ = 0;
    bool due_ = false;
};

Result<std::unique_ptr<strategy::Strategy>> make(const strategy::Parameters& p, const strategy::Setup& setup) {
    ARGOSY_ASSERT(setup.interval > Duration{}, "a rotation needs bars of one interval");
    const Settings s{.lookback = p.integer("lookback"),
                     .top = p.integer("top"),
                     .bottom = p.integer("bottom"),
                     .momentum_min = p.number("momentum_min"),
                     .block = setup.interval * static_cast<std::int64_t>(p.integer("rebalance"))};
    if (s.top + s.bottom == 0 || s.top + s.bottom > setup.instruments.size())
        return fail(Errc::invalid_argument, fmt::format("top + bottom = {} + {} must be from 1 to the {} instruments",
                                                        s.top, s.bottom, setup.instruments.size()));
    return std::make_unique<MomentumRotation>(setup.instruments, s);
}

}  // namespace

strategy::Descriptor descriptor() {
    return {.name = "momentum_rotation",
            .title = "Momentum rotation",
            .summary = "holds the strongest of several instruments and looks again every few bars",
            .parameters = parameters,
            .scope = strategy::Scope::all,
            .instruments_min = 2,
            .make = make};
}

}  // namespace argosy::strategies::momentum_rotation
