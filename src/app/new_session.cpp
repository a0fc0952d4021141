#include "app/new_session.hpp"

#include <array>
#include <fmt/format.h>
#include <optional>
#include <vector>

#include "app/output.hpp"
#include "base/json_writer.hpp"
#include "journal/hold.hpp"
#include "net/loop.hpp"
#include "services/config/configuration.hpp"
#include "store/sqlite/maintenance.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace argosy::app {
namespace {

namespace fs = std::filesystem;
using services::config::VersionRecord;

constexpr Duration patience = 2s;  // with a process that is just ending
constexpr std::array<std::string_view, 5> owners_collections{"secrets", "notification_channels", "notification_rules",
                                                             "alert_rules", "feature_sets"};

/// What goes on in the new session.
struct Carried {
    std::optional<VersionRecord> settings;
    std::vector<store::Document> documents;
};

Result<> read_collection(const store::Store& store, std::string_view collection, Time now, Carried& out) {
    store::PageRequest page{.limit = store::PageRequest::limit_max};
    do {
        ARGOSY_LET(auto found, store.read([&](const store::Tables& t) {
            return t.documents().list({.collection = std::string(collection)}, page, now);
        }),
                   std::string(collection));
        std::ranges::move(found.rows, std::back_inserter(out.documents));
        page.cursor = std::move(found.next);
    } while (!page.cursor.empty());
    return {};
}

/// Settings that this program cannot read are left behind with a warning: a new session is the way out of them.
Result<std::optional<VersionRecord>> read_settings(const store::Store& store, const services::config::Check& check) {
    ARGOSY_LET(auto last, services::config::last_version(store), "");
    if (!last) return std::nullopt;
    const auto settings = services::config::settings_of(*last);
    if (!settings) {
        print_warning("the settings are the defaults again: " + std::string(settings.error().message()));
        return std::nullopt;
    }
    if (auto good = check(*settings); !good)
        return fail(Errc::invalid_argument, "its settings cannot start: " + std::string(good.error().message()),
                    "go back to an older version first: argosy config versions, then argosy config rollback N");
    return last;
}

Result<Carried> read_carried(const fs::path& file, const services::config::Check& check) {
    Carried out;
    ARGOSY_LET(const auto store, store::sqlite::open({.file = file, .patience = patience}), "");
    ARGOSY_LET(out.settings, read_settings(*store, check), "");
    for (const auto collection : owners_collections)
        ARGOSY_TRY(read_collection(*store, collection, net::wall_time(), out), "");
    return out;
}

/// The settings as version 1, which says where they come from.
VersionRecord first_version(const VersionRecord& last, const fs::path& kept, Time now) {
    return {.version = 1,
            .kind = services::config::VersionKind::start,
            .author = last.author,
            .reason = fmt::format("new session: version {} of {}", last.version, kept.filename().string()),
            .hash = last.hash,
            .time = now,
            .file_hash = last.file_hash,
            .settings = last.settings};
}

store::AuditEntry audit_entry(const fs::path& kept, const Carried& carried, Time now) {
    JsonWriter details;
    details.begin_object().field("earlier", kept.filename().string()).field("documents", carried.documents.size());
    details.field("settings", carried.settings ? carried.settings->version : 0).end_object();
    return {.time = now, .actor = "owner", .action = "session.new", .details = std::move(details).take()};
}

Result<> write_store(const fs::path& file, const fs::path& kept, const Carried& carried) {
    const Time now = net::wall_time();
    ARGOSY_LET(const auto store, store::sqlite::open({.file = file}), "");
    return store->write([&](store::Tables& t) -> Result<> {
        if (carried.settings)
            ARGOSY_TRY(services::config::append_version(t, first_version(*carried.settings, kept, now), 0), "");
        for (const auto& document : carried.documents)
            ARGOSY_TRY(t.documents().put(document, store::Expect::absent()), document.collection);
        ARGOSY_TRY(t.audit().append(audit_entry(kept, carried, now)), "audit");
        return {};
    });
}

/// "argosy.db-2": the first that is not taken.
fs::path free_name(const fs::path& path) {
    fs::path to;
    for (int n = 1; to.empty() || fs::exists(to); ++n) to = path.string() + "-" + std::to_string(n);
    return to;
}

void remove_store(const fs::path& file) {
    for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
        std::error_code ignored;
        fs::remove(fs::path(file).concat(suffix), ignored);
    }
}

Result<> move_folder(const fs::path& from, const fs::path& to) {
    std::error_code ec;
    if (fs::exists(from)) fs::rename(from, to, ec);
    if (!ec) return {};
    return fail(Errc::unavailable, fmt::format("cannot move {} to {}: {}", from.string(), to.string(), ec.message()));
}

/// The journal first: a store without its journal would be taken for its own by the next one.
Result<> move_session(const fs::path& journal, const fs::path& file, const fs::path& fresh, const fs::path& kept) {
    const fs::path aside = free_name(journal);
    const bool has_journal = fs::exists(journal);
    ARGOSY_TRY(move_folder(journal, aside), "new session");
    if (has_journal) print_warning("the earlier session is kept in " + aside.string());
    if (!fs::exists(file)) return {};
    auto replaced = store::sqlite::replace(file, fresh, kept);
    if (!replaced && has_journal) ARGOSY_TRY(move_folder(aside, journal), "new session");
    if (replaced) print_warning("what it stored is kept in " + kept.string());
    return replaced;
}

/// What is damaged is kept as it is, and the new session begins with nothing of it.
Result<Carried> carried_or_nothing(const fs::path& file, const services::config::Check& check) {
    if (!fs::exists(file)) return Carried{};
    auto carried = read_carried(file, check);
    if (carried || carried.error().code() != Errc::corrupt) return carried;
    print_warning("settings, secrets and rules are not carried over: " + std::string(carried.error().message()));
    return Carried{};
}

}  // namespace

Result<> begin_new_session(const fs::path& state, const services::config::Check& check,
                           const std::function<Result<>()>& ready) {
    const fs::path file = state / "argosy.db", fresh = state / "argosy.db.new", kept = free_name(file);
    ARGOSY_LET(const auto hold, journal::Hold::take(state / "journal", patience), "new session");
    if (ready) ARGOSY_TRY(ready(), "");
    ARGOSY_LET(const auto carried, carried_or_nothing(file, check), "new session");
    remove_store(fresh);  // of an attempt that was killed
    if (fs::exists(file)) ARGOSY_TRY(write_store(fresh, kept, carried), "new session");
    auto moved = move_session(state / "journal", file, fresh, kept);
    remove_store(fresh);
    return moved;
}

}  // namespace argosy::app
