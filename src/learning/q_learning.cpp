#include "learning/q_learning.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/describe.hpp"
#include "base/prng.hpp"
#include "base/suggest.hpp"

namespace argosy::learning {
namespace {

constexpr std::size_t states_max = 100'000;

int position_of(Action action) noexcept { return static_cast<int>(action) - 1; }

Result<std::vector<std::size_t>> column_indices(const features::Table& table, const QSettings& settings) {
    std::vector<std::size_t> out;
    for (const auto& name : settings.columns) {
        const auto found = std::ranges::find(table.columns, name);
        if (found == table.columns.end())
            return fail(Errc::invalid_argument,
                        fmt::format("no column {}, expected some of {}", name, join(table.columns)));
        out.push_back(static_cast<std::size_t>(found - table.columns.begin()));
    }
    if (out.empty())
        for (std::size_t i = 0; i < table.columns.size(); ++i) out.push_back(i);
    return out;
}

/// The limits between `bins` bins with as many rows each.
std::vector<double> quantiles(const features::Table& table, std::size_t column, std::size_t bins) {
    std::vector<double> sorted;
    for (std::size_t i = table.warm_up - 1; i < table.rows(); ++i)
        if (const double v = table.row(i)[column]; !std::isnan(v)) sorted.push_back(v);
    std::ranges::sort(sorted);
    std::vector<double> out;
    for (std::size_t k = 1; k < bins && !sorted.empty(); ++k) out.push_back(sorted[sorted.size() * k / bins]);
    return out;
}

/// A missing value lies in the first bin.
std::size_t bin_of(double value, const std::vector<double>& cuts) noexcept {
    if (std::isnan(value)) return 0;
    return static_cast<std::size_t>(std::ranges::upper_bound(cuts, value) - cuts.begin());
}

}  // namespace

std::string_view to_string(Action action) noexcept {
    constexpr std::array<std::string_view, actions> names = {"sell", "flat", "buy"};
    return names[static_cast<std::size_t>(action)];
}

void describe(Described<QSettings>& d) {
    using S = QSettings;
    d.name("q_learning").doc("A tabular reinforcement-learning agent: an experiment.");
    d.field("enabled", &S::enabled, {.doc = "Off unless asked for."});
    d.field("columns", &S::columns, {.items_max = 16, .doc = "Features that it sees; none: all."});
    d.field("bins", &S::bins, {.min = 2, .max = 20, .doc = "Of each feature."});
    d.field("cost", &S::cost, {.min = 0.0, .below = 1.0, .unit = "log return", .doc = "Of a change of position."});
    d.field("alpha", &S::alpha, {.max = 1.0, .above = 0.0, .doc = "Learning rate."});
    d.field("gamma", &S::gamma, {.min = 0.0, .below = 1.0, .doc = "What a later reward is worth."});
    d.field("epsilon", &S::epsilon, {.min = 0.0, .max = 1.0, .doc = "Share of random actions at the start."});
    d.field("episodes", &S::episodes, {.min = 1, .max = 10'000, .doc = "Passes over the training rows."});
    d.field("seed", &S::seed, {.doc = "Of the random actions."});
}

Result<TradingEnvironment> TradingEnvironment::make(const features::Table& table, const QSettings& settings,
                                                    std::vector<std::vector<double>> cuts) {
    if (table.rows() < table.warm_up + 1)
        return fail(Errc::invalid_argument,
                    fmt::format("{} bars are too few: the features need {}", table.rows(), table.warm_up));
    ARGOSY_LET(const auto columns, column_indices(table, settings), "environment");
    TradingEnvironment out;
    if (cuts.empty())
        for (const auto column : columns) cuts.push_back(quantiles(table, column, settings.bins));
    if (cuts.size() != columns.size())
        return fail(Errc::invalid_argument, fmt::format("{} columns, cuts for {}", columns.size(), cuts.size()));
    std::size_t codes = 1;
    for (const auto& c : cuts)
        if (codes *= c.size() + 1; codes * actions > states_max)
            return fail(Errc::invalid_argument, fmt::format("more than {} states", states_max),
                        "let the agent see fewer columns or bins");
    out.columns_ = columns;
    out.cuts_ = std::move(cuts);
    for (std::size_t i = table.warm_up - 1; i < table.rows(); ++i) {
        out.codes_.push_back(static_cast<std::uint32_t>(out.code_of(table.row(i))));
        out.closes_.push_back(table.closes[i]);
    }
    out.cost_ = settings.cost;
    out.states_ = codes * actions;
    return out;
}

std::size_t TradingEnvironment::code_of(std::span<const double> row) const noexcept {
    std::size_t code = 0;
    for (std::size_t c = 0; c < columns_.size(); ++c)
        code = code * (cuts_[c].size() + 1) + bin_of(row[columns_[c]], cuts_[c]);
    return code;
}

double TradingEnvironment::step(Action action) {
    ARGOSY_ASSERT(!done(), "the environment is at its end");
    const int change = std::abs(position_of(action) - position_of(position_));
    const double move = std::log(closes_[row_ + 1] / closes_[row_]);
    position_ = action;
    ++row_;
    return position_of(action) * move - change * cost_;
}

Result<QAgent> QAgent::learn(TradingEnvironment& environment, const QSettings& settings) {
    if (!settings.enabled)
        return fail(Errc::invalid_argument, "the reinforcement-learning agent is off",
                    "it is an experiment; set q_learning.enabled to try it");
    QAgent agent;
    agent.values_.resize(environment.states());
    Prng prng(settings.seed);
    for (std::size_t episode = 0; episode < settings.episodes; ++episode) {
        const double left = 1 - static_cast<double>(episode) / static_cast<double>(settings.episodes);
        environment.reset();
        while (!environment.done()) {
            const std::size_t state = environment.state();
            const bool explores = prng.uniform() < settings.epsilon * left;
            const Action action = explores ? static_cast<Action>(prng.below(actions)) : agent.choose(state);
            const double reward = environment.step(action);
            const double later = environment.done() ? 0 : std::ranges::max(agent.values_[environment.state()]);
            double& value = agent.values_[state][static_cast<std::size_t>(action)];
            value += settings.alpha * (reward + settings.gamma * later - value);
        }
    }
    return agent;
}

Action QAgent::choose(std::size_t state) const noexcept {
    const auto& v = values_[state];
    // Flat wins ties: what is not known is not traded.
    Action best = Action::flat;
    for (const Action a : {Action::sell, Action::buy})
        if (v[static_cast<std::size_t>(a)] > v[static_cast<std::size_t>(best)]) best = a;
    return best;
}

Play QAgent::play(TradingEnvironment& environment) const {
    ARGOSY_ASSERT(environment.states() == values_.size(), "an agent plays on the states that it has learned");
    Play out;
    environment.reset();
    Action before = Action::flat;
    while (!environment.done()) {
        const Action action = choose(environment.state());
        out.changes += static_cast<std::size_t>(std::abs(position_of(action) - position_of(before)));
        before = action;
        out.reward += environment.step(action);
        ++out.rows;
    }
    return out;
}

}  // namespace argosy::learning
