#pragma once

#include <memory>
#include <string>
#include <vector>

#include "performance/rebuild.hpp"
#include "performance/summary.hpp"
#include "report/report.hpp"
#include "runtime/simulation.hpp"

namespace argosy::services::analytics {

/// A copy of what is known of the account, for another thread.
struct Account {
    std::vector<performance::CurvePoint> curve;  ///< from the start to now
    std::vector<domain::RoundTrip> closed, open;
    std::vector<std::string> strategies;
    std::vector<std::string> symbols, venues;  ///< by InstrumentId
    performance::Assumptions assumptions;
    performance::EquityRecorder::Settings settings;
    Time now{};

    [[nodiscard]] std::string strategy_of(const domain::RoundTrip& trip) const;
    [[nodiscard]] performance::EquityRecorder recorder() const;
    /// Errors: those of performance::summarise.
    [[nodiscard]] Result<performance::Summary> summary() const;
};

/// With intervals, figures take seconds: for reports. Trades in other currencies than the account's are left out.
enum class Intervals : std::uint8_t { no, yes };
[[nodiscard]] Account account_of(const runtime::Simulation& core, Intervals intervals);

/// What a report needs beside the account; its instruments are the core's, which do not change.
[[nodiscard]] report::Report report_frame_of(const runtime::Simulation& core, const std::string& version);
/// The frame with the figures of the account. Errors: those of Account::summary.
[[nodiscard]] Result<report::Report> report_of(report::Report frame, const Account& account);

}  // namespace argosy::services::analytics
