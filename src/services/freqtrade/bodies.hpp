#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.hpp"

/// Bodies of requests as FreqUI sends them: members that are not needed are passed over, as that API does.
namespace argosy::services::freqtrade {

struct ExitRequest {
    std::string trade;  ///< digits; FreqUI sends a number or a text
    bool has_amount = false;
};
/// Errors: invalid_argument.
[[nodiscard]] Result<ExitRequest> read_exit_request(std::string_view body);

struct CandleRequest {
    std::string pair, timeframe;
    std::size_t limit = 500;
};
/// Errors: invalid_argument.
[[nodiscard]] Result<CandleRequest> read_candle_request(std::string_view body);

}  // namespace argosy::services::freqtrade
