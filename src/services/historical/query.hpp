#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/simulation.hpp"
#include "services/historical/cache.hpp"

/// What can be asked of recorded data, and the answers. All of it may run on any thread.
namespace argosy::services::historical {

struct HistoryQuery {
    std::string symbol, venue;
    Duration interval = 1h;
    std::optional<Time> from, to;
    std::int64_t limit = 500;
};
struct HistoryAnswer {
    std::string instrument, venue;
    Duration interval{};
    std::string source;
    std::vector<std::vector<std::string>> bars;
    std::uint64_t rows = 0;
    std::optional<Time> next_from;
};
struct SeriesRow {
    std::string symbol, venue, kind;
    std::optional<Duration> interval;
    std::uint64_t rows = 0, bytes = 0;
    Time first_time{}, last_time{};
    std::string encoding, checksum;
};
struct SeriesProblem {
    std::string file, message, hint;
};
struct DataList {
    std::vector<SeriesRow> series;
    std::vector<SeriesProblem> problems;
    std::string hint;
};
struct VerifyQuery {
    std::string symbol, venue;
    std::string kind = "bars";
    std::optional<Duration> interval;
};
struct GapRow {
    Time after{}, before{};
    std::uint64_t missing = 0;
};
struct VerifyAnswer {
    SeriesRow series;
    bool sound = false;
    std::uint64_t gaps = 0, missing = 0, duplicates = 0, out_of_order = 0, ohlc_violations = 0;
    std::uint64_t zero_volume = 0, outside_sessions = 0, jumps = 0;
    std::vector<GapRow> largest_gaps;
    std::string damage, hint;
};
void describe(Described<HistoryQuery>& d);
void describe(Described<HistoryAnswer>& d);
void describe(Described<SeriesRow>& d);
void describe(Described<SeriesProblem>& d);
void describe(Described<DataList>& d);
void describe(Described<VerifyQuery>& d);
void describe(Described<GapRow>& d);
void describe(Described<VerifyAnswer>& d);

/// Bars of the catalogue, of this interval or made of the longest finer one that divides it. With `from` the first ones
/// from there, else the newest. Errors: not_found with the import command; invalid_argument; corrupt.
[[nodiscard]] Result<HistoryAnswer> recorded_bars(const HistoryQuery& query, const data::Catalogue& catalogue,
                                                  BarCache& cache);
[[nodiscard]] DataList list_of(const data::Catalogue& catalogue);
/// Errors: not_found; invalid_argument when several series are meant.
[[nodiscard]] Result<VerifyAnswer> verify_series(const VerifyQuery& query, const data::Catalogue& catalogue);

/// The rows of a span that the query asks for, as the API writes them. Requires: `all` ascends.
void take_rows(std::span<const domain::Bar> all, const HistoryQuery& query, HistoryAnswer& to);

/// As in the catalogue: "btc-usdt" is BTC/USDT.
[[nodiscard]] std::string stored_symbol(std::string_view text);

}  // namespace argosy::services::historical
