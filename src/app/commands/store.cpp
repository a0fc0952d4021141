#include "app/commands/store.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/arguments.hpp"
#include "app/output.hpp"
#include "store/sqlite/maintenance.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace argosy::app {
namespace {

struct Options {
    std::string store;  ///< as the user wrote it
    std::string state = "argosy-state";
    std::string target;  ///< of a backup
    std::string head;    ///< of the audit log, as noted before
};

std::filesystem::path file_of(const Options& o) {
    if (!o.store.empty()) return o.store;
    return std::filesystem::path(o.state) / "argosy.db";
}

void add_store_option(CLI::App& command, Options& o) {
    command.add_option("--state", o.state, "Folder of the state [argosy-state]");
    command.add_option("--store", o.store, "File of the store [argosy.db in the folder of the state]");
}

void print_check(const std::filesystem::path& file, const store::sqlite::CheckReport& report) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& [table, count] : report.rows) rows.push_back({table, format_count(count)});
    if (!rows.empty()) print_line(format_table({"table", "rows"}, rows));
    if (report.problems.empty())
        print_line(
            fmt::format("{}: version {} of the tables, {} bytes and {} in the log; every page, index and row is "
                        "right",
                        file.string(), report.version, format_count(report.bytes), format_count(report.log_bytes)));
}

void print_check_json(const std::filesystem::path& file, const store::sqlite::CheckReport& report) {
    JsonWriter w;
    w.begin_object().field("store", file.string()).field("ok", report.problems.empty());
    w.field("version", report.version).field("bytes", report.bytes).field("log_bytes", report.log_bytes);
    w.key("rows").begin_object();
    for (const auto& [table, count] : report.rows) w.field(table, count);
    w.end_object().key("problems").begin_array();
    for (const auto& problem : report.problems) w.value(problem);
    w.end_array().end_object();
    print_json(w);
}

Result<Exit> check_command(const Options& o, const Session& session) {
    const auto file = file_of(o);
    ARGOSY_LET(const auto report, store::sqlite::check(file), "");
    if (session.json)
        print_check_json(file, report);
    else
        print_check(file, report);
    if (report.problems.empty()) return Exit::ok;
    std::string all;
    for (const auto& problem : report.problems) all += "\n  " + problem;
    return fail(Errc::corrupt, fmt::format("{} is damaged:{}", file.string(), all),
                "stop argosy, keep the damaged files, and put the newest backup in their place (docs/store.md)");
}

Result<Exit> backup_command(const Options& o, const Session& session) {
    const auto file = file_of(o);
    ARGOSY_LET(const auto report, store::sqlite::backup(file, o.target), "");
    if (session.json) {
        JsonWriter w;
        w.begin_object().field("store", file.string()).field("backup", o.target).field("bytes", report.bytes);
        w.end_object();
        print_json(w);
    } else {
        print_line(fmt::format("{}: {} bytes, checked", o.target, format_count(report.bytes)));
    }
    return Exit::ok;
}

void print_audit(const store::AuditCheck& check) {
    print_line(fmt::format("{} entries, every one fits the one before", format_count(check.entries)));
    print_line("head " + to_string(check.head));
    print_line("note the head somewhere else: with --head it proves later that nothing was cut off or made anew");
}

void print_audit_json(const store::AuditCheck& check) {
    JsonWriter w;
    w.begin_object().field("ok", check.broken_at == 0).field("entries", check.entries);
    w.field("head", to_string(check.head));
    if (check.broken_at != 0) w.field("broken_at", check.broken_at).field("problem", check.problem);
    w.end_object();
    print_json(w);
}

Result<Exit> verify_command(const Options& o, const Session& session) {
    const auto file = file_of(o);
    std::optional<store::AuditHead> noted;
    if (!o.head.empty()) {
        ARGOSY_LET(noted, argument("--head", store::parse_audit_head(o.head)), "");
    }
    ARGOSY_LET(const auto opened, store::sqlite::open_for_reading(file), "");
    ARGOSY_LET(const auto check,
               std::as_const(*opened).read([&](const store::Tables& t) { return verify(t.audit(), noted); }), "");
    if (session.json) print_audit_json(check);
    if (check.broken_at != 0)
        return fail(Errc::corrupt,
                    fmt::format("{}: audit entry {}: {}; {} entries before it are right", file.string(),
                                check.broken_at, check.problem, check.entries),
                    "compare with the newest backup (argosy audit verify --store BACKUP) to see what was there");
    if (!session.json) print_audit(check);
    return Exit::ok;
}

}  // namespace

void add_store(CLI::App& app, Session& session) {
    auto* store = app.add_subcommand("store", "Look after the database of state");
    store->require_subcommand(1);
    auto o = std::make_shared<Options>();

    auto* check = store->add_subcommand("check", "Read every page, index and row of the store; changes nothing");
    add_store_option(*check, *o);
    check->footer("example: argosy store check");
    on_command(*check, session, [o, &session] { return check_command(*o, session); });

    auto* backup = store->add_subcommand("backup", "Copy the store while it is in use, and check the copy");
    backup->add_option("file", o->target, "The new file")->required();
    add_store_option(*backup, *o);
    backup->footer("example: argosy store backup /backups/argosy-2026-11-28.db");
    on_command(*backup, session, [o, &session] { return backup_command(*o, session); });
}

void add_audit(CLI::App& app, Session& session) {
    auto* audit = app.add_subcommand("audit", "The record of who did what");
    audit->require_subcommand(1);
    auto o = std::make_shared<Options>();

    auto* verify = audit->add_subcommand("verify", "Compute the chain of the audit log again; changes nothing");
    add_store_option(*verify, *o);
    verify->add_option("--head", o->head, "The head that an earlier verify printed: it must be part of the chain");
    verify->footer("example: argosy audit verify --head 1234:9f86d0...");
    on_command(*verify, session, [o, &session] { return verify_command(*o, session); });
}

}  // namespace argosy::app
