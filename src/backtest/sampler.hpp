#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/prng.hpp"

/// Where the next candidate of an optimisation comes from. Candidates are made one at a time; of the samplers only TPE,
/// whose trials are few, remembers them. Each sampler can continue after an interruption: it is a function of its
/// settings and of the results told so far.
namespace argosy::backtest {

/// One parameter to search: min, min + step, ... up to max.
struct Dimension {
    std::string name;
    double min = 0;
    double max = 0;
    double step = 1;

    /// How many values it has. Requires: step > 0, max >= min.
    [[nodiscard]] std::uint64_t count() const noexcept;
    /// The i-th value, exact at the ends. Requires: i < count().
    [[nodiscard]] double value(std::uint64_t i) const noexcept;
};

/// Errors: invalid_argument, naming the dimension, for an empty range, a step that is not positive, or a space of
/// more than 2^53 candidates.
[[nodiscard]] Result<> validate(const std::vector<Dimension>& space);

/// A candidate's values in the order of the dimensions.
using Candidate = std::vector<double>;

class Sampler {
public:
    virtual ~Sampler() = default;
    /// The next candidate, or nothing when the search is over.
    [[nodiscard]] virtual std::optional<Candidate> next() = 0;
    /// The result of a candidate; larger is better, NaN means unusable. Told in the order of next().
    virtual void tell(const Candidate& candidate, double score) = 0;
};

/// Every combination, the last dimension fastest.
[[nodiscard]] std::unique_ptr<Sampler> make_grid(std::vector<Dimension> space);

/// `trials` uniform draws with repetition; draw i depends on seed and i alone.
[[nodiscard]] std::unique_ptr<Sampler> make_random(std::vector<Dimension> space, std::uint64_t trials,
                                                   std::uint64_t seed);

/// Tree-structured Parzen estimator over each dimension, after a random start. Never gives a candidate twice: it ends
/// when all of the space has been given.
///
/// Source: Bergstra, Bardenet, Bengio, Kégl, "Algorithms for Hyper-Parameter Optimization" (NIPS 2011): candidates
///         are drawn from a density of the best tenth of the results so far and the one with the largest ratio of
///         good to bad density is tried next.
[[nodiscard]] std::unique_ptr<Sampler> make_tpe(std::vector<Dimension> space, std::uint64_t trials, std::uint64_t seed);

}  // namespace argosy::backtest
