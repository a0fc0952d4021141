#pragma once

#include <cmath>
#include <fmt/format.h>
#include <string>
#include <vector>

#include "base/prng.hpp"
#include "features/computer.hpp"
#include "learning/model.hpp"

/// Small models and markets, for the tests of learning and of what uses it.
namespace argosy::learning::testing {

/// One tree as XGBoost writes it: column 0 below `cut` gives `low`, else `high`; a missing value goes right.
inline std::string stump(double cut, double low, double high, std::size_t columns,
                         std::string_view objective = "binary:logistic", std::string_view base = "5E-1") {
    return fmt::format(
        R"({{"learner":{{"gradient_booster":{{"model":{{"trees":[{{"default_left":[0,0,0],"left_children":[1,-1,-1],)"
        R"("right_children":[2,-1,-1],"split_indices":[0,0,0],"split_conditions":[{},{},{}],)"
        R"("tree_param":{{"num_nodes":"3"}}}}]}},"name":"gbtree"}},"learner_model_param":{{"base_score":"{}",)"
        R"("num_class":"0","num_feature":"{}"}},"objective":{{"name":"{}"}}}},"version":[1,7,4]}})",
        cut, low, high, base, columns, objective);
}

inline features::FeatureSet one_return() {
    return {.name = "one", .interval = 1h, .features = {features::Returns{.bars = 1}}};
}

/// A model that says: what has just risen will rise (probability 1 / (1 + e^-2)), what has fallen will fall.
inline ModelInfo momentum_info(Time known_to) {
    return {.name = "momentum",
            .version = 3,
            .symbol = "BTC/USDT",
            .features = one_return(),
            .label = {.horizon = 2},
            .span = {.from = known_to - 100h, .known_to = known_to, .rows = 98},
            .metrics = {{"auc", 0.53}, {"log_loss", std::nan("")}}};
}
inline std::string momentum_model(Time known_to) { return write_model(momentum_info(known_to), stump(0, -2, 2, 1)); }

inline constexpr Time market_start = time_from_ns(1'704'067'200'000'000'000);  // 2024-01-01T00:00Z

/// A random walk whose steps continue with the given tendency: 0, none.
inline std::vector<domain::Bar> walk(std::size_t count, double tendency, std::uint64_t seed = 5) {
    Prng prng(seed);
    std::vector<domain::Bar> bars;
    double price = 100, move = 0;
    for (std::size_t i = 0; i < count; ++i) {
        move = tendency * move + 0.01 * prng.normal();
        price *= std::exp(move);
        const auto close = *from_double<Price>(price, Rounding::half_even);
        bars.push_back({.open_time = market_start + static_cast<std::int64_t>(i) * Duration(1h),
                        .open = close,
                        .high = close,
                        .low = close,
                        .close = close,
                        .volume = "1"_qty});
    }
    return bars;
}

}  // namespace argosy::learning::testing
