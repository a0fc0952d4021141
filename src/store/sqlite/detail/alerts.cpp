#include "store/sqlite/detail/select.hpp"
#include "store/sqlite/detail/tables.hpp"

namespace argosy::store::sqlite::detail {
namespace {

constexpr std::string_view select_alerts =
    "SELECT id, level, category, message, venue, details, time, resolved FROM alerts";

Result<> read_alert(const Query& row, Alert& a) {
    return row.into(a.id, a.level, a.category, a.message, a.venue, a.details, a.time, a.resolved);
}

std::string_view at_least(domain::AlertLevel level) {
    switch (level) {
        case domain::AlertLevel::info: return "";
        case domain::AlertLevel::warning: return "level IN ('WARNING', 'ERROR')";
        case domain::AlertLevel::error: return "level = 'ERROR'";
    }
    std::unreachable();
}

}  // namespace

Result<> SqliteAlerts::put(const Alert& a) {
    if (a.id.empty()) return fail(Errc::invalid_argument, "an alert without id");
    auto done = db_.run(
        "INSERT OR REPLACE INTO alerts (id, level, category, message, venue, details, time, resolved) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        a.id, a.level, a.category, a.message, a.venue, a.details, a.time, a.resolved);
    ARGOSY_TRY(std::move(done), "alert " + a.id);
    return {};
}

Result<bool> SqliteAlerts::resolve(std::string_view id, Time when) {
    ARGOSY_LET(const auto changed,
               db_.run("UPDATE alerts SET resolved = ? WHERE id = ? AND resolved IS NULL", when, id), "alert");
    return changed > 0;
}

Result<std::optional<Alert>> SqliteAlerts::find(std::string_view id) const {
    return read_one<Alert>(Select(select_alerts).where("id = ?", id).run(db_), read_alert);
}

Result<Page<Alert>> SqliteAlerts::list(const AlertFilter& filter, const PageRequest& page) const {
    Select select(select_alerts);
    if (const auto condition = at_least(filter.level_min); !condition.empty()) select.where(condition);
    select.where_given("category = ?", filter.category).within("time", filter.time);
    if (filter.unresolved_only) select.where("resolved IS NULL");
    return read_page<Alert>(db_, std::move(select), {.list = "alerts", .order = "time", .id = "id"}, page, read_alert,
                            [](const Alert& a) { return Cursor{to_ns(a.time), a.id}; });
}

Result<std::uint64_t> SqliteAlerts::trim(Time time) { return db_.run("DELETE FROM alerts WHERE resolved < ?", time); }

}  // namespace argosy::store::sqlite::detail
