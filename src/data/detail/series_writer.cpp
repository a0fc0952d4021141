#include "data/detail/series_writer.hpp"

#include <algorithm>
#include <system_error>

#include "base/assert.hpp"
#include "base/hash.hpp"
#include "data/detail/block.hpp"
#include "data/row.hpp"

namespace argosy::data::detail {
namespace {

constexpr std::size_t write_at_once = std::size_t{1} << 20;

}  // namespace

template <class Row>
Result<SeriesWriter<Row>> SeriesWriter<Row>::create(const std::filesystem::path& path, const FileHead& head) {
    const std::filesystem::path temporary = path.string() + std::string(temporary_suffix);
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
    ARGOSY_LET(auto file, File::open(temporary, File::Mode::create_new), "new series");
    SeriesWriter out(std::move(file), head);
    out.rename_to_ = path;
    out.out_ = encode_head(head);
    out.out_.resize(blocks_begin);  // the commit record comes last
    return out;
}

template <class Row>
Result<SeriesWriter<Row>> SeriesWriter<Row>::extend(const SeriesFile& from) {
    const SeriesInfo& info = from.info();
    ARGOSY_LET(auto file, File::open(info.path, File::Mode::update), "grow series");
    SeriesWriter out(std::move(file), {.key = info.key, .encoding = info.encoding});
    out.committed_ = out.out_offset_ = from.commit().end();
    out.sequence_ = from.commit().sequence;
    out.index_ = from.index();
    ARGOSY_TRY(out.file_.truncate(out.committed_), "grow series");
    if (out.index_.empty() || out.index_.back().rows == rows_per_block(out.encoding_)) return out;
    out.partial_.resize(out.index_.back().rows);
    ARGOSY_TRY(from.read_block(out.index_.size() - 1, InstrumentId{}, std::span(out.partial_)), "grow series");
    out.index_.pop_back();
    return out;
}

template <class Row>
SeriesWriter<Row>::~SeriesWriter() {
    if (is_done_ || file_.fd() < 0) return;
    std::error_code ignored;
    if (!rename_to_.empty())
        std::filesystem::remove(file_.path(), ignored);
    else
        (void)file_.truncate(committed_);  // readers ignore what lies behind, and the next writer cuts it off
}

template <class Row>
Result<> SeriesWriter<Row>::append(std::span<const Row> rows) {
    const std::size_t full = rows_per_block(encoding_);
    while (!rows.empty()) {
        if (partial_.empty() && rows.size() >= full) {
            ARGOSY_TRY(write_block(rows.first(full)), "append");
            rows = rows.subspan(full);
            continue;
        }
        const auto n = std::min(rows.size(), full - partial_.size());
        partial_.insert(partial_.end(), rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(n));
        rows = rows.subspan(n);
        if (partial_.size() < full) continue;
        ARGOSY_TRY(write_block(partial_), "append");
        partial_.clear();
    }
    return {};
}

template <class Row>
Result<bool> SeriesWriter<Row>::copy_block(const SeriesFile& from, std::size_t i) {
    const BlockEntry& entry = from.index()[i];
    if (!partial_.empty() || entry.rows != rows_per_block(encoding_) || from.info().encoding != encoding_) return false;
    ARGOSY_LET(const auto bytes, from.block(i), "copy");
    ARGOSY_TRY(store(entry, bytes), "copy");
    return true;
}

template <class Row>
Result<> SeriesWriter<Row>::write_block(std::span<const Row> rows) {
    BlockEntry entry{.rows = static_cast<std::uint32_t>(rows.size()),
                     .first_time = to_ns(time_of(rows.front())),
                     .last_time = to_ns(time_of(rows.back()))};
    if constexpr (std::same_as<Row, domain::Bar>) {
        if (encoding_ == Encoding::raw) {
            entry.digest = packed_digest(rows);
            raw_.clear();
            encode_raw_block(rows, raw_);
            return store(entry, raw_);
        }
    }
    packed_.clear();
    encode_block(rows, packed_);
    entry.digest = digest_of(packed_);
    return store(entry, packed_);
}

/// The digest that the rows of a raw block have when they are packed: the checksum must not depend on the encoding.
template <class Row>
Digest SeriesWriter<Row>::packed_digest(std::span<const Row> rows) {
    std::vector<Digest> parts;
    for (; !rows.empty(); rows = rows.subspan(std::min(rows.size(), block_rows))) {
        packed_.clear();
        encode_block(rows.first(std::min(rows.size(), block_rows)), packed_);
        parts.push_back(digest_of(packed_));
    }
    return digest_of(parts);
}

/// Puts a block behind what was written and into the index.
template <class Row>
Result<> SeriesWriter<Row>::store(BlockEntry entry, std::span<const std::byte> bytes) {
    align();
    entry.offset = out_offset_ + out_.size();
    entry.size = static_cast<std::uint32_t>(bytes.size());
    entry.checksum = checksum64(bytes);
    index_.push_back(entry);
    out_.insert(out_.end(), bytes.begin(), bytes.end());
    return out_.size() < write_at_once ? Result<>{} : flush();
}

template <class Row>
void SeriesWriter<Row>::align() {
    const std::uint64_t end = out_offset_ + out_.size();
    out_.resize(out_.size() + (block_alignment - end % block_alignment) % block_alignment);
}

template <class Row>
Result<> SeriesWriter<Row>::flush() {
    ARGOSY_TRY(file_.write(out_offset_, out_), "store");
    out_offset_ += out_.size();
    out_.clear();
    return {};
}

template <class Row>
Result<> SeriesWriter<Row>::commit() {
    ARGOSY_ASSERT(!is_done_, "a writer commits once");
    if (!partial_.empty()) ARGOSY_TRY(write_block(partial_), "commit");
    align();
    Commit commit{.sequence = sequence_ + 1, .index_offset = out_offset_ + out_.size()};
    const Bytes index = encode_index(index_, commit.sequence, commit.index_offset);
    commit.index_size = index.size();
    for (const auto& e : index_) commit.rows += e.rows;
    out_.insert(out_.end(), index.begin(), index.end());
    ARGOSY_TRY(flush(), "commit");
    // The record that makes it count is written when all it speaks of is on disk.
    ARGOSY_TRY(file_.sync(), "commit");
    ARGOSY_TRY(file_.write(header_bytes, encode_commit(commit)), "commit");
    ARGOSY_TRY(file_.sync(), "commit");
    if (!rename_to_.empty()) {
        std::error_code error;
        std::filesystem::rename(file_.path(), rename_to_, error);
        if (error) return fail(Errc::unavailable, "rename " + file_.path().string() + ": " + error.message());
        ARGOSY_TRY(sync_folder(rename_to_.parent_path()), "commit");
    }
    is_done_ = true;
    return {};
}

template class SeriesWriter<domain::Bar>;
template class SeriesWriter<domain::Trade>;
template class SeriesWriter<domain::Quote>;
template class SeriesWriter<domain::Funding>;

}  // namespace argosy::data::detail
