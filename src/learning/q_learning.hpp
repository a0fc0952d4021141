#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/describe_fwd.hpp"
#include "base/error.hpp"
#include "features/computer.hpp"

/// A small reinforcement-learning agent: tabular Q-learning on an environment of one instrument. An experiment, off by
/// default: what trades with it (strategies/q_learning) is in no run that does not name it.
///
/// Thread safety: none needed; one owner.
/// Known limits:  states are a few bins of a few features, so it can only learn rules of thumb; it knows no order
///                book, no partial fill, and one fixed cost.
namespace argosy::learning {

enum class Action : std::uint8_t { sell, flat, buy };
inline constexpr std::size_t actions = 3;
[[nodiscard]] std::string_view to_string(Action) noexcept;

struct QSettings {
    bool enabled = false;
    std::vector<std::string> columns;  ///< features that the agent sees; none: all, which soon is too many
    std::size_t bins = 3;              ///< of each, by quantiles of the training rows
    double cost = 0.0006;              ///< of each change of position by one, as a log return: fee and half a spread
    double alpha = 0.1;                ///< learning rate
    double gamma = 0.9;                ///< what a later reward is worth
    double epsilon = 0.2;              ///< share of random actions at the start; falls to none
    std::size_t episodes = 20;         ///< passes over the training rows
    std::uint64_t seed = 1;
};
void describe(Described<QSettings>& d);

/// Rows of features, played from front to back. An action sets the position that is held until the next row; its reward
/// is position × log return to the next close, less the cost of the change.
class TradingEnvironment {
public:
    /// `cuts`: for each column the limits between its bins; empty: taken from the rows.
    /// Errors: invalid_argument for unknown columns, too few rows after the warm-up, or more than 100,000 states.
    [[nodiscard]] static Result<TradingEnvironment> make(const features::Table& table, const QSettings& settings,
                                                         std::vector<std::vector<double>> cuts = {});

    /// To the first row, flat.
    void reset() noexcept { row_ = 0, position_ = Action::flat; }
    [[nodiscard]] bool done() const noexcept { return row_ + 1 >= codes_.size(); }
    /// Of the current row and position. Requires: !done() or after the last step.
    [[nodiscard]] std::size_t state() const noexcept {
        return codes_[row_] * actions + static_cast<std::size_t>(position_);
    }
    /// Of a row of the same features that is not among those of the environment, as columns of the table.
    [[nodiscard]] std::size_t state_of(std::span<const double> row, Action position) const noexcept {
        return code_of(row) * actions + static_cast<std::size_t>(position);
    }
    /// Requires: !done() (asserted).
    double step(Action action);

    [[nodiscard]] std::size_t states() const noexcept { return states_; }
    [[nodiscard]] std::size_t rows() const noexcept { return codes_.size(); }
    [[nodiscard]] const std::vector<std::vector<double>>& cuts() const noexcept { return cuts_; }

private:
    /// Which bins a row lies in, as one number.
    [[nodiscard]] std::size_t code_of(std::span<const double> row) const noexcept;

    std::vector<std::size_t> columns_;  ///< of the table, that are seen
    std::vector<std::vector<double>> cuts_;
    std::vector<std::uint32_t> codes_;  ///< of the rows
    std::vector<double> closes_;
    double cost_ = 0;
    std::size_t states_ = 0, row_ = 0;
    Action position_ = Action::flat;
};

/// What an agent earned over the rows of an environment.
struct Play {
    double reward = 0;        ///< sum of log returns after costs
    std::size_t changes = 0;  ///< of the position, by one each
    std::size_t rows = 0;
};

class QAgent {
public:
    /// Learns on the environment. The same environment and settings give the same table.
    /// Errors: invalid_argument unless settings.enabled.
    [[nodiscard]] static Result<QAgent> learn(TradingEnvironment& environment, const QSettings& settings);

    /// The best action known; flat where nothing is known.
    [[nodiscard]] Action choose(std::size_t state) const noexcept;
    /// Plays without learning.
    [[nodiscard]] Play play(TradingEnvironment& environment) const;
    [[nodiscard]] std::span<const std::array<double, actions>> table() const noexcept { return values_; }

private:
    std::vector<std::array<double, actions>> values_;
};

}  // namespace argosy::learning
