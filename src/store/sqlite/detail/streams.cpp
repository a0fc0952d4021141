#include <fmt/format.h>

#include "store/sqlite/detail/select.hpp"
#include "store/sqlite/detail/tables.hpp"

namespace argosy::store::sqlite::detail {
namespace {

constexpr std::string_view select_streams = "SELECT stream, sequence, time, key, body FROM streams";

Result<> read_stream_entry(const Query& row, StreamEntry& e) {
    return row.into(e.stream, e.sequence, e.time, e.key, e.body);
}

std::string counter_of(std::string_view stream) { return "stream." + std::string(stream); }

}  // namespace

Result<std::uint64_t> SqliteStreams::append(const StreamEntry& e, std::optional<std::uint64_t> expected) {
    if (e.stream.empty()) return fail(Errc::invalid_argument, "an entry without stream");
    if (expected) {
        ARGOSY_LET(const auto current, last(e.stream), "");
        if (current != *expected)
            return fail(Errc::rejected,
                        fmt::format("stream {} goes on from {}, not from {}: somebody else added to it", e.stream,
                                    current, *expected),
                        "read it again and decide anew");
    }
    ARGOSY_LET(const auto sequence, count_up(db_, counter_of(e.stream)), "");
    ARGOSY_TRY(db_.run("INSERT INTO streams (stream, sequence, time, key, body) VALUES (?, ?, ?, ?, ?)", e.stream,
                       sequence, e.time, e.key, e.body),
               "stream " + e.stream);
    return sequence;
}

Result<std::uint64_t> SqliteStreams::last(std::string_view stream) const { return last_count(db_, counter_of(stream)); }

Result<std::optional<StreamEntry>> SqliteStreams::find(std::string_view stream, std::uint64_t sequence) const {
    return read_one<StreamEntry>(
        Select(select_streams).where("stream = ?", stream).where("sequence = ?", sequence).run(db_), read_stream_entry);
}

Result<Page<StreamEntry>> SqliteStreams::list(const StreamFilter& filter, const PageRequest& page) const {
    Select select(select_streams);
    select.where("stream = ?", filter.stream).within("time", filter.time);
    if (!filter.key.empty()) select.where("key = ? AND key <> ''", filter.key);
    return read_page<StreamEntry>(
        db_, std::move(select), {.list = "stream", .order = "sequence", .id = "", .direction = filter.direction}, page,
        read_stream_entry, [](const StreamEntry& e) { return Cursor{static_cast<std::int64_t>(e.sequence), ""}; });
}

Result<std::uint64_t> SqliteStreams::trim(std::string_view stream, Time time) {
    return db_.run("DELETE FROM streams WHERE stream = ? AND time < ?", stream, time);
}

}  // namespace argosy::store::sqlite::detail
