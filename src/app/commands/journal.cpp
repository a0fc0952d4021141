#include "app/commands/journal.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/output.hpp"
#include "journal/inspect.hpp"

namespace argosy::app {
namespace {

struct Options {
    std::string path = "argosy-state/journal";
    journal::ShowSettings show;
};

void print_summary(const journal::Summary& s) {
    print_line(fmt::format("{} records, {} to {}, {} bytes of content, every checksum is right",
                           format_count(s.records), s.first_sequence, s.end.last_sequence,
                           format_count(s.payload_bytes)));
    if (s.records > 0) print_line("from " + to_iso8601(s.first_time) + " to " + to_iso8601(s.last_time));
    std::vector<std::vector<std::string>> rows;
    for (const auto& [type, count] : s.by_type) rows.push_back({type, format_count(count)});
    if (!rows.empty()) print_line(format_table({"type", "records"}, rows));
    if (s.end.is_live)
        print_line("a running process is writing it: this is what was there when it was read" +
                   (s.end.pending_bytes > 0
                        ? fmt::format(", {} bytes of a record were on their way", s.end.pending_bytes)
                        : std::string()));
}

void print_summary_json(const journal::Summary& s) {
    JsonWriter w;
    w.begin_object().field("records", s.records).field("first_sequence", s.first_sequence);
    w.field("last_sequence", s.end.last_sequence).field("payload_bytes", s.payload_bytes);
    if (s.records > 0) w.field("first_time", to_iso8601(s.first_time)).field("last_time", to_iso8601(s.last_time));
    w.field("live", s.end.is_live).field("pending_bytes", s.end.pending_bytes);
    w.field("dropped_bytes", s.end.dropped_bytes).key("by_type").begin_object();
    for (const auto& [type, count] : s.by_type) w.field(type, count);
    w.end_object().end_object();
    print_json(w);
}

Result<Exit> verify_command(const Options& o, const Session& session) {
    ARGOSY_LET(const auto summary, journal::verify(o.path), "");
    if (session.json)
        print_summary_json(summary);
    else
        print_summary(summary);
    if (!summary.end.message.empty()) print_warning(summary.end.message);
    return Exit::ok;
}

/// Prints JSON lines: a record has no other form. With --json they are the items of one list.
Result<Exit> show_command(const Options& o, const Session& session) {
    std::uint64_t shown = 0;
    const auto line = [&](std::string_view json) {
        const std::string_view before = !session.json ? "" : shown == 0 ? "[" : ",";
        print_line(std::string(before) + std::string(json));
        ++shown;
        return true;
    };
    ARGOSY_TRY(journal::show(o.path, o.show, line), "");
    if (session.json) print_line(shown == 0 ? "[]" : "]");
    return Exit::ok;
}

}  // namespace

void add_journal(CLI::App& app, Session& session) {
    auto* journal = app.add_subcommand("journal", "Look into the record of commands and events");
    journal->require_subcommand(1);
    auto o = std::make_shared<Options>();

    auto* verify = journal->add_subcommand("verify", "Read the whole journal and check every record; changes nothing");
    verify->add_option("path", o->path, "Folder of the journal, or one of its files")->capture_default_str();
    verify->footer("example: argosy journal verify argosy-state/journal");
    on_command(*verify, session, [o, &session] { return verify_command(*o, session); });

    auto* show = journal->add_subcommand("show", "Print records as JSON, one on a line; with --json as one list");
    show->add_option("path", o->path, "Folder of the journal, or one of its files")->capture_default_str();
    show->add_option("--from", o->show.from, "First sequence number");
    show->add_option("--count", o->show.count, "At most so many records");
    show->add_option("--type", o->show.type, "Only this type, for example venue_event");
    show->footer("example: argosy journal show argosy-state/journal --type venue_event --count 20");
    on_command(*show, session, [o, &session] { return show_command(*o, session); });
}

}  // namespace argosy::app
