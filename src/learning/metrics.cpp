#include "learning/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "base/assert.hpp"

namespace argosy::learning {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The chance that a rise has a higher prediction than another row.
double auc(std::span<const float> predictions, std::span<const float> labels) {
    std::vector<std::size_t> order(predictions.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return predictions[i]; });
    double rises = 0, rank_sum = 0;
    for (std::size_t first = 0; first < order.size();) {
        std::size_t last = first;
        while (last < order.size() && predictions[order[last]] == predictions[order[first]]) ++last;
        const double rank = static_cast<double>(first + last + 1) / 2;  // mean of ranks first + 1 to last
        for (; first < last; ++first)
            if (labels[order[first]] > 0) ++rises, rank_sum += rank;
    }
    const double falls = static_cast<double>(order.size()) - rises;
    return rises * falls > 0 ? (rank_sum - rises * (rises + 1) / 2) / (rises * falls) : nan;
}

void judge_up(Metrics& out, std::span<const float> predictions, std::span<const float> labels) {
    double loss = 0, right = 0, rises = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const double p = std::clamp<double>(predictions[i], 1e-7, 1 - 1e-7);
        const bool rise = labels[i] > 0;
        loss -= std::log(rise ? p : 1 - p);
        right += (p > 0.5) == rise;
        rises += rise;
    }
    const double n = static_cast<double>(labels.size());
    out["auc"] = auc(predictions, labels);
    out["log_loss"] = loss / n;
    out["accuracy"] = right / n;
    out["base_rate"] = rises / n;
}

double correlation(std::span<const float> x, std::span<const float> y) {
    const double n = static_cast<double>(x.size());
    const double mean_x = std::accumulate(x.begin(), x.end(), 0.0) / n;
    const double mean_y = std::accumulate(y.begin(), y.end(), 0.0) / n;
    double xx = 0, yy = 0, xy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double dx = x[i] - mean_x, dy = y[i] - mean_y;
        xx += dx * dx, yy += dy * dy, xy += dx * dy;
    }
    return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : nan;
}

void judge_change(Metrics& out, std::span<const float> predictions, std::span<const float> labels) {
    double error = 0, zero = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const double d = static_cast<double>(predictions[i]) - labels[i];
        error += d * d;
        zero += static_cast<double>(labels[i]) * labels[i];
    }
    const double n = static_cast<double>(labels.size());
    out["rmse"] = std::sqrt(error / n);
    out["rmse_of_zero"] = std::sqrt(zero / n);
    out["correlation"] = correlation(predictions, labels);
}

}  // namespace

Metrics judge(Target target, std::span<const float> predictions, std::span<const float> labels,
              std::span<const double> changes) {
    ARGOSY_ASSERT(predictions.size() == labels.size() && labels.size() == changes.size(), "one label a prediction");
    Metrics out{{"rows", static_cast<double>(labels.size())}};
    if (labels.empty()) return out;
    const float middle = target == Target::up ? 0.5f : 0.0f;
    double gain = 0;
    for (std::size_t i = 0; i < changes.size(); ++i) gain += predictions[i] > middle ? changes[i] : -changes[i];
    out["gain"] = gain / static_cast<double>(changes.size());
    target == Target::up ? judge_up(out, predictions, labels) : judge_change(out, predictions, labels);
    return out;
}

}  // namespace argosy::learning
