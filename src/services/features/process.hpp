#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/describe_fwd.hpp"
#include "features/clean_bars.hpp"
#include "features/computer.hpp"

/// Raw bars of anybody to clean ones and their features.
namespace argosy::services::features {

inline constexpr std::size_t bars_max = 10'000;  ///< of one request

struct RawBar {
    Time time{};
    Price open, high, low, close;
    Qty volume;
};
struct ProcessInput {
    std::optional<Duration> interval;
    std::vector<RawBar> bars;
    std::string feature_set = "standard";
    std::optional<argosy::features::FeatureSet> features;
    argosy::features::BarRules rules;
};
struct ProcessedBar {
    Time time{};
    Price open, high, low, close;
    Qty volume;
    bool after_gap = false, carried = false, outlier = false;
};
struct DroppedBar {
    std::uint64_t index = 0;
    Time time{};
    std::string reason;
};
struct FeatureRow {
    Time time{};
    std::vector<double> values;
};
struct ProcessAnswer {
    Duration interval{};
    std::vector<ProcessedBar> bars;
    std::vector<DroppedBar> dropped;
    std::uint64_t gaps = 0, missing = 0, carried = 0, outliers = 0;
    std::string feature_set, feature_set_hash;
    std::vector<std::string> columns;
    std::uint64_t warm_up = 0;
    std::vector<FeatureRow> features;
};
void describe(Described<RawBar>& d);
void describe(Described<ProcessInput>& d);
void describe(Described<ProcessedBar>& d);
void describe(Described<DroppedBar>& d);
void describe(Described<FeatureRow>& d);
void describe(Described<ProcessAnswer>& d);

/// What the request says, else the shortest distance of two of its bars, else an hour.
[[nodiscard]] Duration interval_of(const ProcessInput& in);
/// The set has the bars' interval. Errors: invalid_argument naming the feature that makes no sense.
[[nodiscard]] Result<> check_set(const argosy::features::FeatureSet& set);
/// Errors: those of check_set; invalid_argument for bars of another interval than the set's.
[[nodiscard]] Result<ProcessAnswer> process(const ProcessInput& in, const argosy::features::FeatureSet& set);

}  // namespace argosy::services::features
