#pragma once

#include <functional>
#include <memory>

#include "backtest/market_data.hpp"
#include "data/catalogue.hpp"
#include "runtime/config.hpp"
#include "services/backtest/job.hpp"
#include "strategy/catalogue.hpp"

/// From what was asked to what is run.
namespace argosy::services::backtest {

/// A job that can be run: the settings are complete and do not contradict each other.
struct Plan {
    argosy::backtest::RunConfig config;
    Source source = Source::catalogue;  ///< never automatic
    bool quick = false;
    // Of a synthetic market.
    std::vector<runtime::SyntheticInstrument> synthetic;
    Time start{};
    std::int64_t bars = 0;
    std::uint64_t seed = 0;

    [[nodiscard]] bool is_optimization() const noexcept { return config.optimize.has_value(); }
};

/// `base` is what the platform itself trades.
/// Errors: not_found for unknown strategies and for data that is not stored, with the import command; invalid_argument
///         for settings that contradict each other, naming book, strategy and parameter.
[[nodiscard]] Result<Plan> make_plan(const JobRequest& request, const runtime::SimulationConfig& base,
                                     const argosy::strategy::Catalogue& strategies, const data::Catalogue& stored);

/// Errors: invalid_argument, when bars of this interval make more than a hundred years, or leave the range of times.
[[nodiscard]] Result<> check_span(const Plan& plan, Duration interval);

/// The market of the plan, in memory. A synthetic one is given up when `goes_on` says no.
/// Errors: those of backtest::load_market; invalid_argument when a strategy needs more than a synthetic market has;
///         unavailable when it was given up.
[[nodiscard]] Result<std::shared_ptr<const argosy::backtest::LoadedMarket>> make_market(
    const Plan& plan, const domain::InstrumentTable& table, const argosy::strategy::Catalogue& strategies,
    const data::Catalogue& stored, const std::function<bool()>& goes_on);

/// Bytes that the market will take, about.
[[nodiscard]] std::uint64_t bytes_needed(const Plan& plan, const data::Catalogue& stored);

}  // namespace argosy::services::backtest
