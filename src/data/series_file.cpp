#include "data/series_file.hpp"

#include "base/hash.hpp"
#include "data/detail/block.hpp"

namespace argosy::data {
namespace {

Error damaged_file(Error error, const std::filesystem::path& path) {
    return std::move(error)
        .with(path.string())
        .hint("move the file away and import the data again (argosy data import); a backup copy works as well");
}

Result<detail::Commit> read_commit(std::span<const std::byte> file, Encoding encoding) {
    auto commit = detail::decode_commit(file.subspan(detail::header_bytes));
    if (!commit) return detail::commit_from_end(file, encoding);
    if (commit->index_offset < detail::blocks_begin || commit->index_offset > file.size() ||
        commit->index_size > file.size() - commit->index_offset)
        return fail(Errc::corrupt,
                    "offset 256: the file is shorter than what was committed: " + std::to_string(file.size()) +
                        " bytes, expected " + std::to_string(commit->end()));
    return commit;
}

struct Opened {
    detail::FileHead head;
    detail::Commit commit;
    detail::Index index;
};

Result<Opened> open_bytes(std::span<const std::byte> file) {
    Opened out;
    ARGOSY_LET(out.head, detail::decode_head(file), "series file");
    ARGOSY_LET(out.commit, read_commit(file, out.head.encoding), "series file");
    ARGOSY_LET(out.index,
               detail::decode_index(file.subspan(out.commit.index_offset, out.commit.index_size), out.commit,
                                    out.head.encoding),
               "series file");
    return out;
}

}  // namespace

SeriesFile::SeriesFile(detail::Mapping mapping, detail::FileHead head, detail::Commit commit, detail::Index index,
                       const std::filesystem::path& path)
    : mapping_(std::move(mapping)), commit_(commit), index_(std::move(index)), checked_(index_.size()) {
    info_ = {.key = std::move(head.key),
             .encoding = head.encoding,
             .has_aggressor = head.has_aggressor,
             .rows = commit.rows,
             .bytes = commit.end(),
             .checksum = detail::checksum_of(index_, head.encoding),
             .path = path};
    if (index_.empty()) return;
    info_.first_time = time_from_ns(index_.front().first_time);
    info_.last_time = time_from_ns(index_.back().last_time);
}

Result<std::shared_ptr<const SeriesFile>> SeriesFile::open(const std::filesystem::path& path) {
    ARGOSY_LET(auto mapping, detail::Mapping::open(path), "series file");
    auto opened = open_bytes(mapping.bytes());
    if (!opened) return std::unexpected(damaged_file(std::move(opened).error(), path));
    return std::shared_ptr<const SeriesFile>(
        new SeriesFile(std::move(mapping), std::move(opened->head), opened->commit, std::move(opened->index), path));
}

Error SeriesFile::at_block(Error error, std::size_t i) const {
    return damaged_file(std::move(error).with("offset " + std::to_string(index_[i].offset)), info_.path);
}

Result<std::span<const std::byte>> SeriesFile::block(std::size_t i) const {
    const auto& entry = index_[i];
    const auto bytes = mapping_.bytes().subspan(entry.offset, entry.size);
    if (!checked_[i].load(std::memory_order_relaxed)) {
        if (checksum64(bytes) != entry.checksum)
            return std::unexpected(at_block(
                Error(Errc::corrupt, "a block of " + to_string(info_.key) + " does not carry its checksum"), i));
        checked_[i].store(true, std::memory_order_relaxed);
    }
    return bytes;
}

template <class Row>
Result<> SeriesFile::read_block(std::size_t i, InstrumentId instrument, std::span<Row> out) const {
    ARGOSY_LET(const auto bytes, block(i), "");
    Result<> decoded;
    if constexpr (std::same_as<Row, domain::Bar>)
        decoded = info_.encoding == Encoding::raw ? detail::decode_raw_block(bytes, out)
                                                  : detail::decode_block(bytes, instrument, out);
    else
        decoded = detail::decode_block(bytes, instrument, out);
    if (!decoded) return std::unexpected(at_block(std::move(decoded).error(), i));
    return {};
}

template Result<> SeriesFile::read_block(std::size_t, InstrumentId, std::span<domain::Bar>) const;
template Result<> SeriesFile::read_block(std::size_t, InstrumentId, std::span<domain::Trade>) const;
template Result<> SeriesFile::read_block(std::size_t, InstrumentId, std::span<domain::Quote>) const;
template Result<> SeriesFile::read_block(std::size_t, InstrumentId, std::span<domain::Funding>) const;

}  // namespace argosy::data
