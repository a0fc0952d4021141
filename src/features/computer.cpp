#include "features/computer.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "base/assert.hpp"
#include "features/detail/kernel.hpp"
#include "indicators/indicator.hpp"

namespace argosy::features {

Computer::Computer() = default;
Computer::Computer(Computer&&) noexcept = default;
Computer& Computer::operator=(Computer&&) noexcept = default;
Computer::~Computer() = default;

Result<Computer> Computer::make(const FeatureSet& set) {
    if (set.features.empty()) return fail(Errc::invalid_argument, "a feature set needs at least one feature");
    if (set.interval <= Duration{0})
        return fail(Errc::invalid_argument, "the interval of a feature set is not above 0");
    Computer computer;
    computer.interval_ = set.interval;
    std::set<std::string> names;
    for (std::size_t i = 0; i < set.features.size(); ++i) {
        ARGOSY_LET(auto kernel, detail::make_kernel(set.features[i]), fmt::format("feature {}", i + 1));
        for (const auto& column : kernel.columns) {
            if (!names.insert(column).second)
                return fail(Errc::invalid_argument,
                            fmt::format("feature {}: there is a column {} already", i + 1, column));
            computer.columns_.push_back(column);
        }
        computer.warm_up_ = std::max(computer.warm_up_, kernel.kernel->warm_up());
        computer.kernels_.push_back(std::move(kernel));
    }
    computer.values_.assign(computer.columns_.size(), indicators::nan);
    return computer;
}

void Computer::update(const domain::Bar& bar) {
    ARGOSY_ASSERT(bars_ == 0 || bar.open_time > last_open_, "bars must be in the order of time");
    last_open_ = bar.open_time;
    ++bars_;
    last_ = bar;
    are_values_written_ = false;
    const detail::Step step{bar, bar.close.to_double(), bar.open_time + interval_};
    for (const auto& named : kernels_) named.kernel->take(step);
}

std::span<const double> Computer::values() const {
    if (std::exchange(are_values_written_, true)) return values_;
    const detail::Step step{last_, last_.close.to_double(), last_.open_time + interval_};
    double* out = values_.data();
    for (const auto& [kernel, columns] : kernels_) {
        kernel->write(step, out);
        out += columns.size();
    }
    return values_;
}

Result<> Computer::on_headline(const ScoredHeadline& headline) {
    if (!(headline.score >= -1 && headline.score <= 1))
        return fail(Errc::invalid_argument, fmt::format("score {} is not from -1 to 1", headline.score));
    if (headline.arrived < last_headline_)
        return fail(Errc::invalid_argument,
                    fmt::format("a headline that arrived at {} comes after one of {}", to_iso8601(headline.arrived),
                                to_iso8601(last_headline_)),
                    "replay headlines in the order of their arrival");
    last_headline_ = headline.arrived;
    for (const auto& named : kernels_) named.kernel->on_headline(headline);
    return {};
}

struct Batch {
    /// Runs each kernel over all bars before the next, which keeps its state in the cache.
    static void run(Computer& computer, std::span<const domain::Bar> bars, Table& table) {
        const std::size_t width = table.columns.size();
        std::size_t column = 0;
        for (const auto& named : computer.kernels_) {
            for (std::size_t i = 0; i < bars.size(); ++i)
                run(*named.kernel, {bars[i], table.closes[i], table.times[i]}, &table.values[i * width + column]);
            column += named.columns.size();
        }
    }
    static void run(detail::Kernel& kernel, const detail::Step& step, double* out) {
        kernel.take(step);
        kernel.write(step, out);
    }
};

Result<Table> compute(const FeatureSet& set, std::span<const domain::Bar> bars,
                      std::span<const ScoredHeadline> headlines) {
    ARGOSY_LET(auto computer, Computer::make(set), "features");
    for (std::size_t i = 0; i < headlines.size(); ++i)
        ARGOSY_TRY(computer.on_headline(headlines[i]), fmt::format("headline {}", i));
    Table table{.columns = computer.columns(), .warm_up = computer.warm_up()};
    for (std::size_t i = 0; i < bars.size(); ++i) {
        ARGOSY_ASSERT(i == 0 || bars[i].open_time > bars[i - 1].open_time, "bars must be in the order of time");
        table.times.push_back(bars[i].open_time + set.interval);
        table.closes.push_back(bars[i].close.to_double());
    }
    table.values.resize(bars.size() * table.columns.size());
    Batch::run(computer, bars, table);
    return table;
}

}  // namespace argosy::features
