#include "data/series.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <sys/mman.h>

#include "base/assert.hpp"
#include "data/detail/block.hpp"
#include "data/row.hpp"
#include "data/series_file.hpp"

namespace argosy::data {
namespace {

constexpr std::array<std::string_view, 7> kind_names = {"bars",   "bid_bars", "ask_bars", "mark_bars",
                                                        "trades", "quotes",   "funding"};

template <class Row>
constexpr bool holds(SeriesKind kind) {
    if constexpr (std::same_as<Row, domain::Bar>) return is_bars(kind);
    if constexpr (std::same_as<Row, domain::Trade>) return kind == SeriesKind::trades;
    if constexpr (std::same_as<Row, domain::Quote>) return kind == SeriesKind::quotes;
    return std::same_as<Row, domain::Funding> && kind == SeriesKind::funding;
}

}  // namespace

std::string_view to_string(SeriesKind kind) noexcept { return kind_names[static_cast<std::size_t>(kind)]; }
std::string_view to_string(Encoding encoding) noexcept { return encoding == Encoding::raw ? "raw" : "packed"; }

Result<SeriesKind> parse_series_kind(std::string_view text) {
    for (std::size_t i = 0; i < kind_names.size(); ++i)
        if (kind_names[i] == text) return static_cast<SeriesKind>(i);
    return fail(Errc::parse, "not a kind of series: \"" + std::string(text.substr(0, 40)) +
                                 "\", expected bars, bid_bars, ask_bars, mark_bars, trades, quotes or funding");
}

std::string to_string(const SeriesKey& key) {
    std::string out = key.symbol;
    if (!key.venue.empty()) out += " " + key.venue;
    out += " " + std::string(to_string(key.kind));
    if (is_bars(key.kind)) out += " " + argosy::to_string(key.interval);
    return out;
}

template <class Row>
Rows<Row>::Rows(std::size_t capacity) : capacity_(capacity) {
    static_assert(std::is_trivially_copyable_v<Row>);
    if (capacity == 0) return;
    // Large pages: filling fresh memory 4 KiB at a time would cost more than decoding into it.
    constexpr std::size_t large_page = std::size_t{2} << 20;
    const std::size_t bytes = (capacity * sizeof(Row) + large_page - 1) / large_page * large_page;
    const bool is_large = capacity * sizeof(Row) >= large_page;
    data_ = static_cast<Row*>(is_large ? std::aligned_alloc(large_page, bytes) : std::malloc(capacity * sizeof(Row)));
    ARGOSY_ASSERT(data_ != nullptr, "out of memory for market data");
    if (is_large) ::madvise(data_, bytes, MADV_HUGEPAGE);
}

template <class Row>
Rows<Row>::Rows(Rows&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      capacity_(std::exchange(other.capacity_, 0)) {}

template <class Row>
Rows<Row>& Rows<Row>::operator=(Rows&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    return *this;
}

template <class Row>
Rows<Row>::~Rows() {
    std::free(data_);
}

template <class Row>
std::span<Row> Rows<Row>::grow(std::size_t n) noexcept {
    ARGOSY_ASSERT(n <= capacity_ - size_, "rows beyond their capacity");
    const std::span<Row> out(data_ + size_, n);
    size_ += n;
    return out;
}

template <class Row>
Result<Series<Row>> Series<Row>::open(std::shared_ptr<const SeriesFile> file, const ReadOptions& options) {
    if (!holds<Row>(file->info().key.kind))
        return fail(Errc::invalid_argument, to_string(file->info().key) + " holds rows of another kind");
    Series out(std::move(file));
    out.instrument_ = options.instrument;
    ARGOSY_TRY(out.select(options.range), to_string(out.info().key));
    return out;
}

template <class Row>
const SeriesInfo& Series<Row>::info() const noexcept {
    return file_->info();
}

/// How many rows of a block lie before t.
template <class Row>
Result<std::size_t> Series<Row>::rows_before(std::size_t block, Time t) const {
    const auto& entry = file_->index()[block];
    if (entry.first_time >= to_ns(t)) return 0;
    std::vector<Row> rows(entry.rows);
    ARGOSY_TRY(file_->read_block(block, instrument_, std::span(rows)), "select");
    return std::ranges::lower_bound(rows, t, {}, [](const Row& r) { return time_of(r); }) - rows.begin();
}

template <class Row>
Result<> Series<Row>::select(TimeRange range) {
    const auto& index = file_->index();
    const auto first = std::ranges::lower_bound(index, to_ns(range.from), {}, &detail::BlockEntry::last_time);
    const auto last =
        std::ranges::lower_bound(first, index.end(), to_ns(range.to), {}, &detail::BlockEntry::first_time);
    if (first == last || range.from >= range.to) return {};
    block_begin_ = static_cast<std::size_t>(first - index.begin());
    block_end_ = static_cast<std::size_t>(last - index.begin());
    ARGOSY_LET(skip_, rows_before(block_begin_, range.from), "first block");
    std::size_t last_rows = last[-1].rows;
    if (last[-1].last_time >= to_ns(range.to)) {
        ARGOSY_LET(last_rows, rows_before(block_end_ - 1, range.to), "last block");
    }
    size_ = (block_end_ - 1 - block_begin_) * file_->rows_per_block() + last_rows - skip_;
    return {};
}

/// The part of a decoded block that lies in the range.
template <class Row>
std::span<Row> Series<Row>::trim(std::span<Row> rows, std::size_t index) const noexcept {
    const std::size_t done = index * file_->rows_per_block();  // rows of the blocks before, with those skipped
    const std::size_t begin = index == 0 ? skip_ : 0;
    const std::size_t end = std::min(rows.size(), size_ + skip_ - done);
    return rows.subspan(begin, end - begin);
}

template <class Row>
Result<std::span<const Row>> Series<Row>::block(std::size_t index, std::vector<Row>& buffer) const {
    const std::size_t i = block_begin_ + index;
    ARGOSY_ASSERT(i < block_end_, "a block beyond the last one");
    buffer.resize(file_->rows_per_block());
    const std::span rows(buffer.data(), file_->index()[i].rows);
    ARGOSY_TRY(file_->read_block(i, instrument_, rows), "");
    return trim(rows, index);
}

template <class Row>
Result<Rows<Row>> Series<Row>::read() const {
    Rows<Row> out(size_);
    std::vector<Row> buffer;
    for (std::size_t index = 0; index < block_count(); ++index) {
        const std::size_t i = block_begin_ + index;
        const std::size_t rows = file_->index()[i].rows;
        if (const bool is_whole = out.size() + rows <= size_ && (index > 0 || skip_ == 0); is_whole) {
            ARGOSY_TRY(file_->read_block(i, instrument_, out.grow(rows)), "");
            continue;
        }
        ARGOSY_LET(const auto part, block(index, buffer), "");
        std::ranges::copy(part, out.grow(part.size()).begin());
    }
    return out;
}

template <class Row>
Result<RawBars> Series<Row>::raw_block(std::size_t index) const
    requires std::same_as<Row, domain::Bar>
{
    const std::size_t i = block_begin_ + index;
    ARGOSY_ASSERT(i < block_end_, "a block beyond the last one");
    if (info().encoding != Encoding::raw)
        return fail(Errc::invalid_argument, to_string(info().key) + " is packed: it has no raw columns",
                    "import it with --encoding raw");
    ARGOSY_LET(const auto bytes, file_->block(i), "");
    auto view = detail::view_raw_block(bytes, file_->index()[i].rows);
    if (!view) return std::unexpected(file_->at_block(std::move(view).error(), i));
    return view;
}

template class Rows<domain::Bar>;
template class Rows<domain::Trade>;
template class Rows<domain::Quote>;
template class Rows<domain::Funding>;
template class Series<domain::Bar>;
template class Series<domain::Trade>;
template class Series<domain::Quote>;
template class Series<domain::Funding>;

}  // namespace argosy::data
