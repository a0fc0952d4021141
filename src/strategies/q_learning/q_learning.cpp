#include "strategies/q_learning/q_learning.hpp"

#include <optional>
#include <vector>

#include "features/computer.hpp"
#include "learning/q_learning.hpp"
#include "strategy/reason.hpp"
#include "strategy/stance.hpp"

namespace argosy::strategies::q_learning {
namespace {

using domain::Direction;
using learning::Action;
using strategy::ParameterType;

constexpr strategy::ParameterSpec parameters[] = {
    {"window", ParameterType::integer, 1000, 100, 20000, "bars", "that it learns on"},
    {"every", ParameterType::integer, 250, 1, 20000, "bars", "between two lessons"},
    {"episodes", ParameterType::integer, 20, 1, 1000, "", "passes over the window in a lesson"},
    {"bins", ParameterType::integer, 3, 2, 6, "", "of each feature: a state is one bin of each"},
    {"cost", ParameterType::number, 0.0006, 0.0, 0.1, "log return", "that it reckons with for a change of position"},
    {"seed", ParameterType::integer, 1, 0, 1e9, "", "of its random actions"},
};

features::FeatureSet features_of(Duration interval) {
    return {.name = "q_learning",
            .interval = interval,
            .features = {features::Returns{.bars = 4, .kind = features::ReturnKind::log},
                         features::IndicatorValue{.indicator = "rsi", .parameters = {{"period", 14}}},
                         features::RealisedVolatility{.bars = 24}}};
}

Direction direction_of(Action action) noexcept {
    if (action == Action::flat) return Direction::hold;
    return action == Action::buy ? Direction::buy : Direction::sell;
}

class QLearning final : public strategy::Strategy {
public:
    struct Rules {
        std::size_t window = 0, every = 0;
        learning::QSettings agent;
    };
    QLearning(Rules rules, features::FeatureSet set, features::Computer computer)
        : rules_(std::move(rules)), set_(std::move(set)), computer_(std::move(computer)) {}

    [[nodiscard]] std::size_t warm_up() const noexcept override { return rules_.window; }

    void on_bar(const strategy::BarView& bar, strategy::Context& context) override {
        computer_.update(bar.bar());
        bars_.push_back(bar.bar());
        if (bars_.size() < rules_.window) return;
        if (!lesson_ || since_lesson_ >= rules_.every) learn();
        ++since_lesson_;
        if (!lesson_) return;
        position_ = lesson_->agent.choose(lesson_->seen.state_of(computer_.values(), position_));
        if (const Direction now = direction_of(position_); stance_.turns_to(now))
            context.emit(bar.instrument(), now,
                         {.horizon = bar.interval() * static_cast<std::int64_t>(rules_.every),
                          .reason = context.reason("lesson ", lessons_, ", ", learning::to_string(position_))});
    }

private:
    struct Lesson {
        learning::TradingEnvironment seen;  ///< knows the bins
        learning::QAgent agent;
    };

    /// From the bars behind: no later one is there.
    void learn() {
        bars_.erase(bars_.begin(), bars_.end() - static_cast<std::ptrdiff_t>(rules_.window));
        since_lesson_ = 0;
        auto table = features::compute(set_, bars_);
        if (!table) return;
        auto seen = learning::TradingEnvironment::make(*table, rules_.agent);
        if (!seen) return;
        auto agent = learning::QAgent::learn(*seen, rules_.agent);
        if (!agent) return;
        lesson_.emplace(std::move(*seen), std::move(*agent));
        ++lessons_;
    }

    Rules rules_;
    features::FeatureSet set_;
    features::Computer computer_;
    std::vector<domain::Bar> bars_;  ///< of the window, and those since the lesson
    std::optional<Lesson> lesson_;
    std::uint64_t lessons_ = 0;
    std::size_t since_lesson_ = 0;
    Action position_ = Action::flat;
    strategy::Stance stance_;
};

Result<std::unique_ptr<strategy::Strategy>> make(const strategy::Parameters& p, const strategy::Setup& setup) {
    auto set = features_of(setup.interval);
    ARGOSY_LET(auto computer, features::Computer::make(set), "features");
    return std::make_unique<QLearning>(QLearning::Rules{.window = p.integer("window"),
                                                        .every = p.integer("every"),
                                                        .agent = {.enabled = true,
                                                                  .bins = p.integer("bins"),
                                                                  .cost = p.number("cost"),
                                                                  .episodes = p.integer("episodes"),
                                                                  .seed = p.integer("seed")}},
                                       std::move(set), std::move(computer));
}

}  // namespace

strategy::Descriptor descriptor() {
    return {.name = "q_learning",
            .title = "Q-learning",
            .summary = "an experiment: learns anew on the bars behind it which of long, short and flat has paid",
            .parameters = parameters,
            .make = make};
}

}  // namespace argosy::strategies::q_learning
