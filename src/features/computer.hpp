#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "domain/bar.hpp"
#include "features/definition.hpp"
#include "features/headline.hpp"

namespace argosy::features {

namespace detail {
struct NamedKernel;
}

/// Features of one instrument, bar after bar.
///
/// Thread safety: none needed; one owner.
/// Invariants:    the values after a bar depend on that bar, those before it, and the headlines that had arrived by its
///                close: on nothing that came later. compute() gives the same bits.
class Computer {
public:
    /// Errors: invalid_argument and not_found, naming the feature, where a definition makes no sense; two columns of
    ///         one name; a set without features.
    [[nodiscard]] static Result<Computer> make(const FeatureSet& set);
    Computer(Computer&&) noexcept;
    Computer& operator=(Computer&&) noexcept;
    ~Computer();

    /// Takes the next closed bar of the set's interval. Requires: it begins after the one before (asserted) and keeps
    /// the rules of OHLC (clean_bars.hpp).
    void update(const domain::Bar& bar);
    /// Takes a headline; it counts from the first close at or after its arrival.
    /// Errors: invalid_argument when one before it arrived later, or its score is not from -1 to 1.
    [[nodiscard]] Result<> on_headline(const ScoredHeadline& headline);

    /// One value for each column, after the last bar. NaN where not defined: during the warm-up, and, for moods, before
    /// the first headline.
    /// They are made when they are asked for: many bars may come before somebody wants to know.
    [[nodiscard]] std::span<const double> values() const;
    [[nodiscard]] const std::vector<std::string>& columns() const noexcept { return columns_; }
    /// The number of bars after which every column is defined. NaN afterwards: moods until there is a headline, and
    /// what an indicator does not have on each bar (fractals) or never has (the fourth level of a Woodie pivot).
    [[nodiscard]] std::size_t warm_up() const noexcept { return warm_up_; }
    [[nodiscard]] bool ready() const noexcept { return bars_ >= warm_up_; }

private:
    friend struct Batch;
    Computer();

    Duration interval_{};
    std::vector<detail::NamedKernel> kernels_;
    std::vector<std::string> columns_;
    mutable std::vector<double> values_;
    mutable bool are_values_written_ = true;  // those of before the first bar are
    domain::Bar last_;
    std::size_t warm_up_ = 1, bars_ = 0;
    Time last_open_ = Time::min(), last_headline_ = Time::min();
};

/// The features of a series: a row for each bar, in their order.
struct Table {
    std::vector<std::string> columns;
    std::vector<Time> times;     ///< close of the bar: from then on the row is known
    std::vector<double> closes;  ///< of the bars
    std::vector<double> values;  ///< rows of columns.size() numbers, one after the other
    std::size_t warm_up = 0;     ///< rows before this one (counted from 1) have columns that are not defined yet

    [[nodiscard]] std::size_t rows() const noexcept { return times.size(); }
    [[nodiscard]] std::span<const double> row(std::size_t i) const noexcept {
        return std::span(values).subspan(i * columns.size(), columns.size());
    }
};

/// The same numbers for bars that are all there, feature by feature.
/// Requires: as Computer::update. Errors: those of Computer::make; those of on_headline, with the index.
[[nodiscard]] Result<Table> compute(const FeatureSet& set, std::span<const domain::Bar> bars,
                                    std::span<const ScoredHeadline> headlines = {});

}  // namespace argosy::features
