#include "services/config/versions.hpp"

#include <charconv>

#include "base/describe.hpp"
#include "config/read.hpp"
#include "config/write.hpp"

namespace argosy::services::config {
namespace {

constexpr std::string_view stream = "config", session_stream = "config.sessions";

Result<VersionRecord> record_of(const store::StreamEntry& entry) {
    auto record = argosy::config::read_json<VersionRecord>(entry.body, "version");
    if (!record)
        return fail(Errc::corrupt, "version " + std::to_string(entry.sequence) +
                                       " of the configuration cannot be read: " + record.error().describe());
    record->version = entry.sequence;
    return record;
}

std::uint64_t number_in(std::string_view text) {
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// The version that the newest session began with; 0: none has begun.
Result<std::uint64_t> session_start(const store::Store& store) {
    ARGOSY_LET(const auto page, store.read([](const store::Tables& t) {
        return t.streams().list({.stream = std::string(session_stream)}, {.limit = 1});
    }),
               "sessions");
    return page.rows.empty() ? 0 : number_in(page.rows.front().body);
}

}  // namespace

std::string_view to_string(VersionKind k) noexcept {
    switch (k) {
        case VersionKind::start: return "start";
        case VersionKind::update: return "update";
        case VersionKind::file: return "file";
        case VersionKind::rollback: return "rollback";
    }
    return "?";
}

void describe(Described<VersionRecord>& d) {
    using T = VersionRecord;
    d.name("version").doc("One version of the configuration.");
    d.field("version", &T::version).field("kind", &T::kind, {.doc = "start, update, file or rollback."});
    d.field("author", &T::author).field("reason", &T::reason);
    d.field("hash", &T::hash, {.doc = "Of the settings, defaults included, secrets left out."});
    d.field("time", &T::time).field("core_time", &T::core_time, {.doc = "Of the core; decisions after it follow it."});
    d.field("changed", &T::changed, {.doc = "Key paths."});
    d.field("restart_required", &T::restart_required,
            {.doc = "Those that take effect at the next start; of simulation: in the next session, argosy up --new."});
    d.field("file_hash", &T::file_hash, {.doc = "Of the settings file that was read last."});
    d.field("settings", &T::settings, {.doc = "All of them; secrets are never here."});
}

Node tree_of(const platform::Settings& settings) { return argosy::config::to_node(settings); }

Result<platform::Settings> settings_of(const VersionRecord& record) {
    Node tree = record.settings;
    auto settings = argosy::config::read<platform::Settings>(tree);
    if (settings) return settings;
    return fail(Errc::corrupt,
                "version " + std::to_string(record.version) +
                    " does not fit this program: " + std::string(settings.error().message()),
                "choose another version, or write the settings anew");
}

Result<std::uint64_t> append_version(store::Tables& tables, const VersionRecord& record, std::uint64_t after) {
    return tables.streams().append({.stream = std::string(stream),
                                    .time = record.time,
                                    .key = record.hash,
                                    .body = argosy::config::json_line(record)},
                                   after);
}

Result<VersionRecord> find_version(const store::Store& store, std::uint64_t version) {
    ARGOSY_LET(const auto entry, store.read([&](const store::Tables& t) { return t.streams().find(stream, version); }),
               "versions");
    if (entry) return record_of(*entry);
    ARGOSY_LET(const auto last, store.read([](const store::Tables& t) { return t.streams().last(stream); }), "");
    return fail(Errc::not_found, "no version " + std::to_string(version) + " of the configuration",
                "there are 1 to " + std::to_string(last));
}

Result<std::optional<VersionRecord>> last_version(const store::Store& store) {
    ARGOSY_LET(const auto last, store.read([](const store::Tables& t) { return t.streams().last(stream); }),
               "versions");
    if (last == 0) return std::nullopt;
    ARGOSY_LET(auto record, find_version(store, last), "");
    return record;
}

Result<store::Page<VersionRecord>> list_versions(const store::Store& store, const store::PageRequest& page) {
    ARGOSY_LET(auto entries, store.read([&](const store::Tables& t) {
        return t.streams().list({.stream = std::string(stream)}, page);
    }),
               "versions");
    store::Page<VersionRecord> out{.next = std::move(entries.next)};
    for (const auto& entry : entries.rows) {
        ARGOSY_LET(auto record, record_of(entry), "");
        out.rows.push_back(std::move(record));
    }
    return out;
}

Result<> note_session(store::Tables& tables, std::uint64_t version, Time now) {
    ARGOSY_TRY(
        tables.streams().append({.stream = std::string(session_stream), .time = now, .body = std::to_string(version)}),
        "session");
    return {};
}

Result<platform::VersionLog> read_version_log(const store::Store& store) {
    ARGOSY_LET(const std::uint64_t first, session_start(store), "");
    platform::VersionLog log;
    log.begin(first == 0 ? 1 : first);
    store::PageRequest page{.limit = store::PageRequest::limit_max};
    do {
        ARGOSY_LET(auto entries, store.read([&](const store::Tables& t) {
            return t.streams().list({.stream = std::string(stream), .direction = store::Direction::oldest_first}, page);
        }),
                   "versions");
        for (const auto& entry : entries.rows) {
            if (entry.sequence <= log.entries().front().version) continue;
            ARGOSY_LET(const auto record, record_of(entry), "");
            log.add(record.version, record.core_time);
        }
        page.cursor = std::move(entries.next);
    } while (!page.cursor.empty());
    return log;
}

}  // namespace argosy::services::config
