#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/round_trip.hpp"
#include "performance/summary.hpp"

namespace argosy::performance {

/// Something about a result that is probably not true.
struct Warning {
    std::string_view code;  ///< "SHARPE_IMPLAUSIBLE"
    std::string message;    ///< what is wrong, with the numbers
    std::string look_at;    ///< what to check next, as a sentence

    friend bool operator==(const Warning&, const Warning&) = default;
};

/// Reasons to doubt a result, the gravest first; empty when there are none.
///
/// Source: peers print absurd results plainly (freqtrade #8248: CAGR 5·10^28 %); the limits are named in the source.
[[nodiscard]] std::vector<Warning> plausibility(const Summary& summary, std::span<const domain::RoundTrip> trades);

}  // namespace argosy::performance
