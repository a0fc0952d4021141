#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "features/definition.hpp"
#include "features/headline.hpp"
#include "indicators/ohlcv.hpp"

namespace argosy::features::detail {

/// A closed bar with what every kernel needs of it, computed once.
struct Step {
    const domain::Bar& bar;
    double close = 0;
    Time close_time{};
};

/// The arithmetic of one feature: streaming and batch run the same one.
class Kernel {
public:
    virtual ~Kernel() = default;
    /// The next bar.
    virtual void take(const Step& step) = 0;
    /// Writes its columns after the newest bar, which is given once more, to out; NaN while not defined.
    virtual void write(const Step& step, double* out) const = 0;
    virtual void on_headline(const ScoredHeadline&) {}
    /// The update after which every column is defined, 1 at least. Columns of mood may stay NaN.
    [[nodiscard]] virtual std::size_t warm_up() const noexcept = 0;
};

/// A kernel and the names of its columns.
struct NamedKernel {
    std::unique_ptr<Kernel> kernel;
    std::vector<std::string> columns;
};

/// Errors: those of indicators::make; invalid_argument for an indicator of two series, an unknown output or a source
///         where there is none.
[[nodiscard]] Result<NamedKernel> make_kernel(const Feature& feature);

}  // namespace argosy::features::detail
