#include "data/detail/format.hpp"

#include <algorithm>

#include "base/hash.hpp"
#include "data/detail/bytes.hpp"

namespace argosy::data::detail {
namespace {

constexpr std::uint64_t magic(const char (&text)[9]) {
    std::uint64_t v = 0;
    for (int i = 7; i >= 0; --i) v = v << 8 | static_cast<unsigned char>(text[i]);
    return v;
}
constexpr std::uint64_t file_magic = magic("ARGOSYMD"), commit_magic = magic("COMMITTD"),
                        index_magic = magic("BLKINDEX"), end_magic = magic("ENDINDEX");
constexpr std::uint32_t file_version = 1;

/// A short text at a fixed place: length, characters, zeros.
template <std::size_t N>
struct ShortText {
    std::uint8_t size = 0;
    char text[N - 1]{};
    void set(std::string_view s) {
        size = static_cast<std::uint8_t>(s.size());
        std::ranges::copy(s, text);
    }
    [[nodiscard]] bool valid() const { return size < N; }
    [[nodiscard]] std::string get() const { return {text, size}; }
};

struct HeadBytes {
    std::uint64_t magic = file_magic;
    std::uint32_t version = file_version;
    std::uint32_t rows_per_block = 0;
    std::uint8_t kind = 0, encoding = 0, has_aggressor = 1, zero[5]{};
    std::int64_t interval = 0;
    ShortText<96> symbol;
    ShortText<64> venue;
    std::uint8_t reserved[56]{};
    std::uint64_t checksum = 0;
};
static_assert(sizeof(HeadBytes) == header_bytes);

struct CommitBytes {
    std::uint64_t magic = commit_magic;
    Commit commit;
    std::uint8_t reserved[208]{};
    std::uint64_t checksum = 0;
};
static_assert(sizeof(CommitBytes) == commit_bytes);

struct IndexHead {
    std::uint64_t magic = index_magic;
    std::uint64_t sequence = 0, blocks = 0, rows = 0;
};
struct IndexTail {
    std::uint64_t checksum = 0;  ///< of everything before it in the index
    std::uint64_t offset = 0;    ///< of the index in the file
    std::uint64_t magic = end_magic;
};

/// The checksum of a record that ends with it.
template <class Record>
std::uint64_t checksum_of_record(const Record& record) {
    return checksum64(std::as_bytes(std::span(&record, 1)).first(sizeof(Record) - 8));
}

template <class Record>
Bytes seal(Record record) {
    record.checksum = checksum_of_record(record);
    Bytes out;
    append_value(out, record);
    return out;
}

std::uint64_t rows_of(const Index& index) {
    std::uint64_t rows = 0;
    for (const auto& e : index) rows += e.rows;
    return rows;
}

Result<> check_entries(const Index& index, const Commit& commit, std::size_t full_rows) {
    for (std::size_t i = 0; i < index.size(); ++i) {
        const BlockEntry& e = index[i];
        const bool full = i + 1 == index.size() || e.rows == full_rows;
        const bool ordered = e.first_time <= e.last_time && (i == 0 || index[i - 1].last_time <= e.first_time);
        if (e.rows == 0 || e.rows > full_rows || !full || !ordered || e.offset % block_alignment != 0 ||
            e.offset < blocks_begin || e.size > commit.index_offset || e.offset > commit.index_offset - e.size)
            return fail(Errc::corrupt, "entry " + std::to_string(i) + " of the block index is impossible");
    }
    if (rows_of(index) != commit.rows) return fail(Errc::corrupt, "the block index and the commit differ in rows");
    return {};
}

}  // namespace

Digest digest_of(std::span<const std::byte> bytes) {
    Sha256 hash;
    hash.update(bytes);
    return hash.digest();
}

Digest digest_of(std::span<const Digest> parts) { return digest_of(std::as_bytes(parts)); }

Bytes encode_head(const FileHead& head) {
    HeadBytes h{.rows_per_block = static_cast<std::uint32_t>(rows_per_block(head.encoding)),
                .kind = static_cast<std::uint8_t>(head.key.kind),
                .encoding = static_cast<std::uint8_t>(head.encoding),
                .has_aggressor = head.has_aggressor,
                .interval = head.key.interval.count()};
    h.symbol.set(head.key.symbol);
    h.venue.set(head.key.venue);
    return seal(h);
}

Result<FileHead> decode_head(std::span<const std::byte> bytes) {
    if (bytes.size() < header_bytes) return fail(Errc::corrupt, "offset 0: the file ends within its header");
    const auto h = load_value<HeadBytes>(bytes.data());
    if (h.magic != file_magic) return fail(Errc::corrupt, "offset 0: not an Argosy series file");
    if (h.checksum != checksum_of_record(h)) return fail(Errc::corrupt, "offset 0: the header is damaged");
    if (h.version != file_version)
        return fail(Errc::invalid_argument, "offset 8: version " + std::to_string(h.version) + " of the file format",
                    "use the version of argosy that wrote it, or import the data again");
    if (h.kind > static_cast<std::uint8_t>(SeriesKind::funding) || h.encoding > 1 || h.interval < 0 ||
        (h.interval == 0) == is_bars(static_cast<SeriesKind>(h.kind)) || !h.symbol.valid() || !h.venue.valid() ||
        h.rows_per_block != rows_per_block(static_cast<Encoding>(h.encoding)))
        return fail(Errc::corrupt, "offset 0: the header is impossible");
    return FileHead{.key = {.symbol = h.symbol.get(),
                            .venue = h.venue.get(),
                            .kind = static_cast<SeriesKind>(h.kind),
                            .interval = Duration{h.interval}},
                    .encoding = static_cast<Encoding>(h.encoding),
                    .has_aggressor = h.has_aggressor != 0};
}

Bytes encode_commit(const Commit& commit) { return seal(CommitBytes{.commit = commit}); }

Result<Commit> decode_commit(std::span<const std::byte> bytes) {
    if (bytes.size() < commit_bytes) return fail(Errc::corrupt, "offset 256: the file ends within its commit record");
    const auto c = load_value<CommitBytes>(bytes.data());
    if (c.magic != commit_magic || c.checksum != checksum_of_record(c))
        return fail(Errc::corrupt, "offset 256: the commit record is damaged");
    return c.commit;
}

Bytes encode_index(const Index& index, std::uint64_t sequence, std::uint64_t offset) {
    Bytes out;
    append_value(out, IndexHead{.sequence = sequence, .blocks = index.size(), .rows = rows_of(index)});
    const auto entries = std::as_bytes(std::span(index));
    out.insert(out.end(), entries.begin(), entries.end());
    append_value(out, IndexTail{.checksum = checksum64(out), .offset = offset});
    return out;
}

Result<Index> decode_index(std::span<const std::byte> bytes, const Commit& commit, Encoding encoding) {
    const auto damaged = [&] {
        return fail(Errc::corrupt, "offset " + std::to_string(commit.index_offset) + ": the block index is damaged");
    };
    if (bytes.size() < sizeof(IndexHead) + sizeof(IndexTail)) return damaged();
    const auto head = load_value<IndexHead>(bytes.data());
    const std::size_t body = bytes.size() - sizeof(IndexTail);
    const auto tail = load_value<IndexTail>(bytes.data() + body);
    if (head.magic != index_magic || tail.magic != end_magic || tail.checksum != checksum64(bytes.first(body)) ||
        head.sequence != commit.sequence || head.blocks != (body - sizeof(IndexHead)) / sizeof(BlockEntry) ||
        (body - sizeof(IndexHead)) % sizeof(BlockEntry) != 0)
        return damaged();
    Index index(head.blocks);
    if (!index.empty()) std::memcpy(index.data(), bytes.data() + sizeof(IndexHead), index.size() * sizeof(BlockEntry));
    ARGOSY_TRY(check_entries(index, commit, rows_per_block(encoding)), "offset " + std::to_string(commit.index_offset));
    return index;
}

Result<Commit> commit_from_end(std::span<const std::byte> file, Encoding encoding) {
    const auto none = [] { return fail(Errc::corrupt, "offset 256: the commit record is damaged"); };
    if (file.size() < blocks_begin + sizeof(IndexHead) + sizeof(IndexTail)) return none();
    const auto tail = load_value<IndexTail>(file.data() + file.size() - sizeof(IndexTail));
    if (tail.magic != end_magic || tail.offset < blocks_begin ||
        tail.offset > file.size() - sizeof(IndexHead) - sizeof(IndexTail))
        return none();
    const auto head = load_value<IndexHead>(file.data() + tail.offset);
    const Commit commit{.sequence = head.sequence,
                        .rows = head.rows,
                        .index_offset = tail.offset,
                        .index_size = file.size() - tail.offset};
    if (!decode_index(file.subspan(tail.offset), commit, encoding)) return none();
    return commit;
}

std::string checksum_of(const Index& index, Encoding encoding) {
    constexpr std::size_t parts_max = raw_block_rows / block_rows;
    Sha256 hash;
    std::vector<Digest> parts;
    for (std::size_t i = 0; i < index.size(); ++i) {
        parts.push_back(index[i].digest);
        if (encoding == Encoding::packed && parts.size() < parts_max && i + 1 < index.size()) continue;
        hash.update(encoding == Encoding::raw ? parts.front() : digest_of(std::span<const Digest>(parts)));
        parts.clear();
    }
    return hash.hex();
}

}  // namespace argosy::data::detail
