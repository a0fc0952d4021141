#include "performance/distribution.hpp"

#include <algorithm>
#include <cmath>

#include "base/assert.hpp"

namespace argosy::performance {

std::vector<MonthReturn> month_returns(std::span<const DailySample> daily, std::span<const double> returns) {
    ARGOSY_ASSERT(daily.size() == returns.size() + 1, "a return for every sample but the first");
    std::vector<MonthReturn> out;
    for (std::size_t k = 0; k < returns.size(); ++k) {
        const auto day = std::chrono::floor<std::chrono::days>(daily[k + 1].time - Duration(1));
        const std::chrono::year_month_day date(day);
        const int year = static_cast<int>(date.year());
        const int month = static_cast<int>(static_cast<unsigned>(date.month()));
        if (out.empty() || out.back().year != year || out.back().month != month) out.push_back({year, month, 1});
        out.back().value *= 1 + returns[k];
    }
    for (auto& m : out) m.value -= 1;
    return out;
}

Histogram histogram(std::span<const double> values) {
    Histogram h;
    if (values.empty()) return h;
    const auto [low, high] = std::ranges::minmax(values);
    if (low == high) return {{low, high}, {static_cast<std::uint32_t>(values.size())}};
    const auto bins =
        static_cast<std::size_t>(std::clamp(std::ceil(std::sqrt(static_cast<double>(values.size()))), 5.0, 40.0));
    const double width = (high - low) / static_cast<double>(bins);
    for (std::size_t k = 0; k < bins; ++k) h.edges.push_back(low + width * static_cast<double>(k));
    h.edges.push_back(high);
    h.counts.resize(bins);
    for (const double x : values) {
        const auto k = static_cast<std::size_t>((x - low) / width);
        ++h.counts[std::min(k, bins - 1)];
    }
    return h;
}

}  // namespace argosy::performance
