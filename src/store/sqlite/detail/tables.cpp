#include "store/sqlite/detail/tables.hpp"

namespace argosy::store::sqlite::detail {

Channel::Channel(Connection connection)
    : db_(std::move(connection)),
      tables_({.trades = trades_,
               .alerts = alerts_,
               .balances = balances_,
               .equity = equity_,
               .documents = documents_,
               .streams = streams_,
               .audit = audit_,
               .outbox = outbox_,
               .applied = applied_,
               .dead_letters = dead_letters_}) {}

Result<std::uint64_t> count_up(Connection& db, std::string_view counter) {
    std::uint64_t next = 0;
    auto query = db.query(
        "INSERT INTO counters VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET last = last + 1 "
        "RETURNING last",
        counter);
    ARGOSY_LET([[maybe_unused]] const bool found, db.first(std::move(query), next), "");
    return next;
}

Result<std::uint64_t> last_count(Connection& db, std::string_view counter) {
    std::uint64_t last = 0;
    ARGOSY_LET([[maybe_unused]] const bool found,
               db.first(db.query("SELECT last FROM counters WHERE name = ?", counter), last), "");
    return last;
}

}  // namespace argosy::store::sqlite::detail
