#pragma once

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "domain/market_data.hpp"

/// Stored market data as the rest of the program reads it.
///
/// Thread safety: a Series is read-only; any number of threads may share one (each with a buffer of its own).
/// Invariants:    the rows of a series ascend in time (bars and funding strictly); what Store::commit reported as
///                stored is readable until somebody removes the file; a damaged block is an error, never wrong rows.
/// Known limits:  a file that another program cuts short while it is mapped ends the process (SIGBUS).
namespace argosy::data {

enum class SeriesKind : std::uint8_t { bars, bid_bars, ask_bars, mark_bars, trades, quotes, funding };

[[nodiscard]] std::string_view to_string(SeriesKind kind) noexcept;
/// Errors: parse, naming what there is.
[[nodiscard]] Result<SeriesKind> parse_series_kind(std::string_view text);
[[nodiscard]] constexpr bool is_bars(SeriesKind kind) noexcept { return kind <= SeriesKind::mark_bars; }

/// What names a series. interval is zero unless the kind is one of bars.
struct SeriesKey {
    std::string symbol;  ///< ours: "BTC/USDT", "BTC/USDT:USDT", "AAPL"
    std::string venue;   ///< "binance"; empty in a query: the only venue that has it
    SeriesKind kind = SeriesKind::bars;
    Duration interval{};

    friend auto operator<=>(const SeriesKey&, const SeriesKey&) = default;
};
/// "BTC/USDT binance bars 1h", for messages.
[[nodiscard]] std::string to_string(const SeriesKey& key);

/// packed: delta and bit packing, the default; raw: 64-bit columns to be summed where they lie.
enum class Encoding : std::uint8_t { packed, raw };
[[nodiscard]] std::string_view to_string(Encoding encoding) noexcept;

struct SeriesInfo {
    SeriesKey key;
    Encoding encoding = Encoding::packed;
    bool has_aggressor = true;  ///< trades: false when the source names no taker side (Trade::aggressor is buy then)
    std::uint64_t rows = 0;
    Time first_time{}, last_time{};  ///< of the first and last row; a bar's time is its opening time
    std::uint64_t bytes = 0;         ///< of the committed part of the file
    std::string checksum;            ///< SHA-256 of the rows: equal rows, equal checksum, whatever file they came from
    std::filesystem::path path;
};

/// From `from` up to but not including `to`; for bars the opening time counts.
struct TimeRange {
    Time from = Time::min();
    Time to = Time::max();
};

struct ReadOptions {
    TimeRange range;
    InstrumentId instrument;  ///< written into trades, quotes and funding
};

/// Rows side by side in memory, read-only, shareable between threads.
template <class Row>
class Rows {
public:
    Rows() = default;
    explicit Rows(std::size_t capacity);
    Rows(Rows&&) noexcept;
    Rows& operator=(Rows&&) noexcept;
    ~Rows();

    [[nodiscard]] std::span<const Row> span() const noexcept { return {data_, size_}; }
    operator std::span<const Row>() const noexcept { return span(); }  // NOLINT: it is a span with an owner
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] const Row* begin() const noexcept { return data_; }
    [[nodiscard]] const Row* end() const noexcept { return data_ + size_; }
    [[nodiscard]] const Row& operator[](std::size_t i) const noexcept { return data_[i]; }

    /// Room for `n` more rows at the end. Requires: within the capacity.
    [[nodiscard]] std::span<Row> grow(std::size_t n) noexcept;

private:
    Row* data_ = nullptr;
    std::size_t size_ = 0, capacity_ = 0;
};

/// The columns of a block of bars where they lie in a raw file: price = open[i] × price_unit (raw units of Price).
struct RawBars {
    std::span<const std::int64_t> time;  ///< ns since 1970
    std::span<const std::int64_t> open, high, low, close;
    std::span<const std::int64_t> volume;  ///< empty when a volume of the block is beyond 64 bits
    std::int64_t price_unit = 1;           ///< × 10^-10
    std::int64_t volume_unit = 1;          ///< × 10^-8
};

class SeriesFile;

/// The rows of one stored series within a time range.
template <class Row>
class Series {
public:
    /// The rows of the file that lie in the range. Errors: invalid_argument when the file holds rows of another kind,
    /// corrupt.
    [[nodiscard]] static Result<Series> open(std::shared_ptr<const SeriesFile> file, const ReadOptions& options);

    /// Of the whole stored series, whatever range was asked for.
    [[nodiscard]] const SeriesInfo& info() const noexcept;
    /// Rows in the range.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

    /// All rows of the range, decoded once. Errors: corrupt, with file and offset.
    [[nodiscard]] Result<Rows<Row>> read() const;

    /// The same block by block, in memory that stays in the cache: for (i < block_count()) block(i, buffer).
    /// The span lives as long as the buffer is not used again. Errors: corrupt.
    [[nodiscard]] std::size_t block_count() const noexcept { return block_end_ - block_begin_; }
    [[nodiscard]] Result<std::span<const Row>> block(std::size_t index, std::vector<Row>& buffer) const;

    /// Whole blocks of a raw bar file without decoding (the range applies to whole blocks).
    /// Errors: invalid_argument for a packed series, corrupt.
    [[nodiscard]] Result<RawBars> raw_block(std::size_t index) const
        requires std::same_as<Row, domain::Bar>;

private:
    explicit Series(std::shared_ptr<const SeriesFile> file) : file_(std::move(file)) {}
    [[nodiscard]] Result<std::size_t> rows_before(std::size_t block, Time t) const;
    [[nodiscard]] Result<> select(TimeRange range);
    [[nodiscard]] std::span<Row> trim(std::span<Row> rows, std::size_t index) const noexcept;

    std::shared_ptr<const SeriesFile> file_;
    InstrumentId instrument_;
    std::size_t block_begin_ = 0, block_end_ = 0;  ///< blocks that hold rows of the range
    std::size_t skip_ = 0;                         ///< rows of the first block before the range
    std::size_t size_ = 0;
};

using BarSeries = Series<domain::Bar>;
using TradeSeries = Series<domain::Trade>;
using QuoteSeries = Series<domain::Quote>;
using FundingSeries = Series<domain::Funding>;

}  // namespace argosy::data
