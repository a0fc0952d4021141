#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/catalogue.hpp"
#include "domain/instrument.hpp"

namespace argosy::data {

struct VerifyOptions {
    std::optional<domain::TradingHours> hours;    ///< none: by the symbol (stocks keep the hours of New York)
    Ratio jump = Ratio::from_raw(3'000'000'000);  ///< a move from row to row beyond this fraction is listed
    std::size_t examples = 20;                    ///< of each finding that are kept with their times
};

/// Rows that should be between two others and are not.
struct Gap {
    Time after{}, before{};     ///< the rows on both sides
    std::uint64_t missing = 0;  ///< bars in trading hours, settlements, or numbers of trades
};
struct Jump {
    Time time{};
    Price from, to;
};

/// What a look at every row found. Sound means: readable, ordered, unique, and bars keep the rules of OHLC; gaps,
/// empty bars and jumps are for the user to judge.
struct VerifyReport {
    SeriesInfo series;
    domain::TradingHours hours = domain::TradingHours::always;
    std::uint64_t rows = 0;
    std::uint64_t gaps = 0, missing = 0;
    std::vector<Gap> gap_examples;
    std::uint64_t duplicates = 0, out_of_order = 0, ohlc_violations = 0;
    std::uint64_t zero_volume = 0;
    std::uint64_t crossed = 0;           ///< quotes whose bid is not below the ask
    std::uint64_t outside_sessions = 0;  ///< bars that begin while the market is closed
    std::uint64_t jumps = 0;
    std::vector<Jump> jump_examples;
    std::uint64_t tail_bytes = 0;  ///< left by an interrupted import; harmless
    std::string damage;            ///< what could not be read; empty when all was
    std::string damage_hint;

    [[nodiscard]] bool is_sound() const noexcept {
        return damage.empty() && duplicates == 0 && out_of_order == 0 && ohlc_violations == 0;
    }
};

/// Reads every row of a stored series. Errors: not_found.
[[nodiscard]] Result<VerifyReport> verify(const Catalogue& catalogue, const SeriesKey& key,
                                          const VerifyOptions& options = {});

}  // namespace argosy::data
