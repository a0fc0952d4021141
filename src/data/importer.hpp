#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/store.hpp"

namespace argosy::data {

/// The layout of a file. Those with a name of their own also say what their times mean; the others leave that to the
/// caller (docs/data.md, "Formats").
enum class FileFormat : std::uint8_t {
    detect,             ///< by the columns; never says what times mean
    ohlcv,              ///< CSV with named columns
    quote_bars,         ///< CSV: bid and ask bars in one row
    trades,             ///< CSV with named columns
    quotes,             ///< CSV with named columns
    funding,            ///< CSV with named columns
    binance_kline,      ///< 12 columns with or without names; opening time in ms or µs UTC
    binance_trades,     ///< public trades CSV, with or without names; ms or µs UTC
    binance_aggtrades,  ///< public aggregated trades CSV, with or without names; ms or µs UTC
    tardis_trades,      ///< CSV, µs UTC
    freqtrade,          ///< JSON, a list of [ms, open, high, low, close, volume]; opening time UTC
    lean,               ///< time_utc_ms or a New York date, opening time; bars, quote bars, trades or quotes
};
[[nodiscard]] std::string_view to_string(FileFormat format) noexcept;
/// Errors: parse, naming what there is.
[[nodiscard]] Result<FileFormat> parse_file_format(std::string_view text);
[[nodiscard]] std::vector<std::string> file_format_names();

/// Whether the time of a bar is that of its opening or of its closing.
enum class BarTime : std::uint8_t { open, close };
/// What a number counts since 1970-01-01T00:00Z.
enum class TimeUnit : std::uint8_t { seconds, milliseconds, microseconds, nanoseconds };
/// How dates with slashes are written: 12/31/2020 or 31/12/2020.
enum class DateOrder : std::uint8_t { month_first, day_first };
enum class OnError : std::uint8_t { stop, skip };
/// Quotes of several exchanges in one file: one of them, or the best of all.
enum class QuoteChoice : std::uint8_t { undeclared, one_exchange, best };

struct ImportOptions {
    SeriesKey key;  ///< symbol and venue; kind only for mark, bid or ask bars; interval may be left to the format
    FileFormat format = FileFormat::detect;
    std::optional<BarTime> time_is;
    std::string zone;  ///< "UTC", "America/New_York": of times written as text without a zone
    std::optional<TimeUnit> unit;
    std::optional<DateOrder> date_order;
    Duration time_shift{};                       ///< added to every time
    Duration round_to{};                         ///< times to the nearest multiple, for settlement times that jitter
    std::map<std::string, std::string> columns;  ///< our name -> the name in the file
    std::vector<std::string> header;             ///< names of the columns of a file that has none
    std::vector<std::string> ignore;             ///< columns of the file that are not wanted
    char delimiter = ',';
    std::string exchange;  ///< of quotes: only those of this exchange
    QuoteChoice quote_choice = QuoteChoice::undeclared;
    bool round_prices = false;  ///< prices with more than 10 decimals are rounded instead of refused
    OnError on_error = OnError::stop;
    OnConflict on_conflict = OnConflict::refuse;
    std::optional<Encoding> encoding;
    bool dry_run = false;  ///< everything but storing
};

struct SeriesImport {
    SeriesKey key;
    UpdateSummary update;
};

/// What an import did. A file that fails stores nothing.
struct ImportSummary {
    std::filesystem::path file;
    FileFormat format = FileFormat::detect;
    std::vector<std::string> conventions;       ///< "times are opening times (declared)" ...
    std::vector<SeriesImport> series;           ///< two for quote bars
    std::uint64_t rows = 0;                     ///< read, without the header
    std::uint64_t skipped = 0;                  ///< broken rows left out (on_error skip)
    std::vector<std::string> skipped_examples;  ///< the first of them, as error messages
    std::uint64_t duplicates = 0;               ///< rows that repeat the one before
    std::uint64_t rounded_volumes = 0, rounded_prices = 0;
    std::uint64_t empty_sides = 0;        ///< quote bars without a bid or an ask
    std::uint64_t merged_quotes = 0;      ///< quotes of other exchanges, or that change no best price
    std::vector<std::string> not_stored;  ///< columns that were recognised and left out
    std::vector<std::string> warnings;
    Time first_time{}, last_time{};
};

/// bytes read, bytes of the file.
using ImportProgress = std::function<void(std::uint64_t, std::uint64_t)>;

/// Reads one file into the store.
/// Errors: parse, with file:line, column and what was expected; invalid_argument when the caller has to declare
/// something, listing it; rejected when stored rows contradict; not_found, unavailable.
[[nodiscard]] Result<ImportSummary> import_file(Store& store, const std::filesystem::path& file,
                                                const ImportOptions& options, const ImportProgress& progress = {});

}  // namespace argosy::data
