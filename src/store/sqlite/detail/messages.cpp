#include "store/sqlite/detail/select.hpp"
#include "store/sqlite/detail/tables.hpp"

namespace argosy::store::sqlite::detail {
namespace {

constexpr std::string_view select_letters =
    "SELECT sequence, subject, message_id, reason, envelope, time FROM dead_letters";

Result<> read_message(const Query& row, OutboxMessage& m) {
    std::string id;
    ARGOSY_TRY(row.into(m.sequence, id, m.subject, m.envelope, m.time), "");
    auto parsed = parse_uuid(id);
    if (!parsed) return fail(Errc::corrupt, "outbox: not an id: \"" + id + "\"");
    m.id = *parsed;
    return {};
}

Result<> read_letter(const Query& row, DeadLetter& l) {
    return row.into(l.sequence, l.subject, l.message_id, l.reason, l.envelope, l.time);
}

}  // namespace

Result<std::uint64_t> SqliteOutbox::put(const OutboxMessage& m) {
    if (m.id.is_none() || m.subject.empty()) return fail(Errc::invalid_argument, "a message without id or subject");
    const std::string id = to_string(m.id);
    ARGOSY_TRY(db_.run("INSERT INTO outbox (id, subject, envelope, time) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                       id, m.subject, m.envelope, m.time),
               "outbox");
    std::uint64_t sequence = 0;
    ARGOSY_LET([[maybe_unused]] const bool found,
               db_.first(db_.query("SELECT sequence FROM outbox WHERE id = ?", id), sequence), "outbox");
    return sequence;
}

Result<std::vector<OutboxMessage>> SqliteOutbox::waiting(std::uint64_t after, std::size_t limit) const {
    ARGOSY_LET(auto rows,
               db_.query("SELECT sequence, id, subject, envelope, time FROM outbox WHERE sequence > ? "
                         "ORDER BY sequence LIMIT ?",
                         after, static_cast<std::uint64_t>(limit)),
               "");
    std::vector<OutboxMessage> messages;
    for (;;) {
        ARGOSY_LET(const bool more, rows.next(), "");
        if (!more) return messages;
        ARGOSY_TRY(read_message(rows, messages.emplace_back()), "");
    }
}

Result<std::uint64_t> SqliteOutbox::depth() const {
    std::uint64_t n = 0;
    ARGOSY_LET([[maybe_unused]] const bool found, db_.first(db_.query("SELECT count(*) FROM outbox"), n), "");
    return n;
}

Result<std::uint64_t> SqliteOutbox::published(std::uint64_t sequence) {
    return db_.run("DELETE FROM outbox WHERE sequence <= ?", sequence);
}

Result<bool> SqliteAppliedIds::apply(std::string_view consumer, const Uuid& id, Time now) {
    ARGOSY_LET(const auto added,
               db_.run("INSERT INTO applied (consumer, id, time) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", consumer,
                       std::string_view(to_string(id)), now),
               "applied ids");
    return added > 0;
}

Result<bool> SqliteAppliedIds::has(std::string_view consumer, const Uuid& id) const {
    std::int64_t one = 0;
    return db_.first(
        db_.query("SELECT 1 FROM applied WHERE consumer = ? AND id = ?", consumer, std::string_view(to_string(id))),
        one);
}

Result<std::uint64_t> SqliteAppliedIds::trim(Time time) { return db_.run("DELETE FROM applied WHERE time < ?", time); }

Result<std::uint64_t> SqliteDeadLetters::put(const DeadLetter& l) {
    if (l.subject.empty()) return fail(Errc::invalid_argument, "a dead letter without subject");
    std::uint64_t sequence = 0;
    auto inserted = db_.query(
        "INSERT INTO dead_letters (subject, message_id, reason, envelope, time) VALUES (?, ?, ?, ?, ?) "
        "RETURNING sequence",
        l.subject, l.message_id, l.reason, l.envelope, l.time);
    ARGOSY_LET([[maybe_unused]] const bool found, db_.first(std::move(inserted), sequence), "dead letters");
    return sequence;
}

Result<std::optional<DeadLetter>> SqliteDeadLetters::take(std::uint64_t sequence) {
    ARGOSY_LET(auto letter,
               read_one<DeadLetter>(Select(select_letters).where("sequence = ?", sequence).run(db_), read_letter), "");
    ARGOSY_TRY(db_.run("DELETE FROM dead_letters WHERE sequence = ?", sequence), "dead letters");
    return letter;
}

Result<Page<DeadLetter>> SqliteDeadLetters::list(std::string_view subject, const PageRequest& page) const {
    Select select(select_letters);
    select.where_given("subject = ?", subject);
    return read_page<DeadLetter>(db_, std::move(select), {.list = "dead_letters", .order = "sequence", .id = ""}, page,
                                 read_letter,
                                 [](const DeadLetter& l) { return Cursor{static_cast<std::int64_t>(l.sequence), ""}; });
}

Result<std::uint64_t> SqliteDeadLetters::trim(std::uint64_t keep) {
    return db_.run(
        "DELETE FROM dead_letters WHERE sequence NOT IN "
        "(SELECT sequence FROM dead_letters ORDER BY sequence DESC LIMIT ?)",
        keep);
}

}  // namespace argosy::store::sqlite::detail
