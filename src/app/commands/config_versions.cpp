#include "app/commands/config_versions.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>

#include "app/output.hpp"
#include "app/running_process.hpp"
#include "app/stored_settings.hpp"
#include "config/json.hpp"
#include "services/config/candidate.hpp"
#include "services/config/tree.hpp"

namespace argosy::app {
namespace {

using enum net::Method;
using Rows = std::vector<std::vector<std::string>>;

struct Options {
    std::string state = "argosy-state", file, reason;
    std::vector<std::string> sets;
    std::uint64_t from = 0, to = 0, limit = 20;
    bool dry_run = false, replace = false;
};

/// What the process of this folder answers, or, when nothing runs there, what its store says.
template <class Stored>
Result<Answered> running_or_stored(const Options& o, const std::string& path, Stored stored) {
    auto answer = ask_process({.state = o.state, .path = path});
    const bool nothing_runs = !answer && answer.error().code() == Errc::unavailable;
    const bool has_store = std::filesystem::exists(std::filesystem::path(o.state) / "argosy.db");
    return nothing_runs && has_store ? stored() : std::move(answer);
}

Result<Exit> versions_command(const Options& o, const Session& session) {
    const std::string path = fmt::format("/api/v1/config/versions?limit={}", o.limit);
    ARGOSY_LET(const auto answer, running_or_stored(o, path, [&] { return stored_versions(o.state, o.limit); }),
               "config versions");
    if (session.json) {
        print_line(answer.text);
        return Exit::ok;
    }
    Rows rows;
    if (const auto* versions = answer.tree.find("versions"))
        for (const auto& v : versions->items)
            rows.push_back({text_of(v, "version"), text_of(v, "time"), text_of(v, "kind"), text_of(v, "author"),
                            text_of(v, "reason"), texts_of(v, "changed")});
    print_line(format_table({"version", "time", "kind", "author", "reason", "changed"}, rows));
    return Exit::ok;
}

/// A text as people write it; the API quotes texts and decimals alike.
std::string unquoted(std::string value) {
    const bool is_plain = value.size() >= 2 && value.starts_with('"') && value.ends_with('"') &&
                          value.find_first_of("\\,[{", 1) == std::string::npos;
    return is_plain ? value.substr(1, value.size() - 2) : value;
}

void print_differences(const config::Node& answer) {
    Rows rows;
    if (const auto* differences = answer.find("differences"))
        for (const auto& d : differences->items)
            rows.push_back({text_of(d, "path"), unquoted(text_of(d, "from")), unquoted(text_of(d, "to"))});
    print_line(rows.empty() ? "no difference" : format_table({"key", "before", "after"}, rows));
}

Result<Exit> diff_command(const Options& o, const Session& session) {
    std::string path = fmt::format("/api/v1/config/diff?from={}", o.from);
    if (o.to > 0) path += fmt::format("&to={}", o.to);
    ARGOSY_LET(const auto answer, running_or_stored(o, path, [&] { return stored_differences(o.state, o.from, o.to); }),
               "config diff");
    if (session.json)
        print_line(answer.text);
    else
        print_differences(answer.tree);
    return Exit::ok;
}

/// What the running process could not take, by when it is in force.
void warn_of_later(const config::Node& answer) {
    std::string next_session, next_start;
    if (const auto* keys = answer.find("restart_required"))
        for (const auto& key : keys->items) {
            std::string& to = key.text.starts_with("simulation.") ? next_session : next_start;
            to += (to.empty() ? "" : ", ") + key.text;
        }
    if (!next_session.empty())
        print_warning("this session goes on without it; in force with a new session (argosy up --new): " +
                      next_session);
    if (!next_start.empty()) print_warning("in force after the next start only: " + next_start);
}

/// Says which version is in force now, and what it changed. base: the one that was before.
Result<Exit> show_made(const Answered& answer, const Session& session, std::string_view base) {
    if (session.json) {
        print_line(answer.text);
        return Exit::ok;
    }
    if (text_of(answer.tree, "version") == base) {
        print_line(fmt::format("nothing differs: version {} stays in force", base));
        return Exit::ok;
    }
    print_line(fmt::format("version {} is in force", text_of(answer.tree, "version")));
    print_differences(answer.tree);
    warn_of_later(answer.tree);
    return Exit::ok;
}

/// The version that a change is made from: should another come between, the process refuses ours.
Result<std::string> version_in_force(const Options& o) {
    ARGOSY_LET(const auto answer, ask_process({.state = o.state, .path = "/api/v1/config/versions?limit=1"}), "");
    const auto* versions = answer.tree.find("versions");
    if (versions == nullptr || versions->items.empty()) return fail(Errc::unavailable, "the process has no version");
    return text_of(versions->items.front(), "version");
}

/// Nothing runs there, perhaps because it cannot start with what was set last.
Result<Exit> rollback_stored(const Options& o, const Session& session) {
    ARGOSY_LET(const auto answer, roll_back_stored(o.state, o.from, o.reason), "config rollback");
    if (session.json) {
        print_line(answer.text);
        return Exit::ok;
    }
    print_line(fmt::format("version {} is in force at the next start", text_of(answer.tree, "version")));
    print_differences(answer.tree);
    warn_of_later(answer.tree);
    return Exit::ok;
}

Result<Exit> rollback_command(const Options& o, const Session& session) {
    auto running = version_in_force(o);
    const bool has_store = std::filesystem::exists(std::filesystem::path(o.state) / "argosy.db");
    if (!running && running.error().code() == Errc::unavailable && has_store) return rollback_stored(o, session);
    ARGOSY_LET(const auto base, std::move(running), "config rollback");
    JsonWriter body;
    body.begin_object().field("version", o.from).field("reason", o.reason).key("base_version").raw(base).end_object();
    ARGOSY_LET(const auto answer,
               ask_process({.state = o.state, .method = post, .path = "/api/v1/config/rollback", .body = body.text()}),
               "config rollback");
    return show_made(answer, session, base);
}

/// What is proposed: as the API takes it, and the file as it was read, which knows its lines.
struct Proposed {
    std::string body;
    config::Node file;
};

Result<Proposed> proposal(const Options& o, std::string_view base) {
    Proposed out;
    JsonWriter body;
    body.begin_object().field("reason", o.reason).field("replace", o.replace).key("base_version").raw(base);
    if (!o.file.empty()) {
        ARGOSY_LET(auto file, services::config::read_settings_file({.file = o.file}), "");
        if (!file.problems.empty()) return std::unexpected(file.problems.to_error());
        body.key("settings").raw(config::print_json(file.tree, config::JsonLayout::compact));
        out.file = std::move(file.tree);
    }
    body.key("set").begin_array();
    for (const auto& set : o.sets) body.value(set);
    body.end_array().end_object();
    out.body = std::move(body).take();
    return out;
}

/// Where the file says it, or what holds it: "settings.yaml:7:5: "; empty: the file does not speak of it.
std::string place_of(const config::Node& file, std::string path) {
    const config::Node* node = services::config::find_path(file, path);
    while (node == nullptr) {
        const auto cut = path.find_last_of(".[");
        if (cut == path.npos) return {};
        path.resize(cut);
        node = services::config::find_path(file, path);
    }
    return node->place.line == 0 ? std::string() : node->place.text() + ": ";
}

/// One line for each mistake that the process found, with the file's line where it is in the file.
std::string mistakes_in(const config::Node& verdict, const config::Node& file) {
    std::string out;
    if (const auto* problems = verdict.find("problems"))
        for (const auto& p : problems->items) {
            const std::string path = text_of(p, "path");
            out += (out.empty() ? "" : "\n") + place_of(file, path) + (path.empty() ? "" : path + ": ") +
                   text_of(p, "message");
        }
    return out;
}

Result<Exit> show_verdict(const Answered& answer, const config::Node& file, const Session& session) {
    const bool is_valid = text_of(answer.tree, "valid") == "true";
    if (session.json) {
        print_line(answer.text);
        return is_valid ? Exit::ok : Exit::failed;
    }
    if (const std::string mistakes = mistakes_in(answer.tree, file); !mistakes.empty()) print_line(mistakes);
    print_differences(answer.tree);
    return is_valid ? Exit::ok : Exit::failed;
}

/// The process names what is wrong by key; the line is ours to find.
Result<Exit> show_refusal(const Options& o, const Proposed& proposed, const Error& refusal) {
    const auto verdict =
        ask_process({.state = o.state, .method = post, .path = "/api/v1/config/validate", .body = proposed.body});
    const std::string mistakes = verdict ? mistakes_in(verdict->tree, proposed.file) : std::string();
    const std::string text = mistakes.empty() ? std::string(refusal.message()) : "nothing was changed:\n" + mistakes;
    return fail(Errc::invalid_argument, "config apply: " + text,
                "argosy config example settings shows every key; --dry-run checks and changes nothing");
}

Result<Exit> apply_command(const Options& o, const Session& session) {
    if (o.file.empty() && o.sets.empty())
        return fail(Errc::invalid_argument, "nothing to apply", "name a YAML file, or give --set key.path=value");
    ARGOSY_LET(const auto base, version_in_force(o), "config apply");
    ARGOSY_LET(const Proposed proposed, proposal(o, base), "config apply");
    const auto answer = ask_process({.state = o.state,
                                     .method = o.dry_run ? post : put,
                                     .path = o.dry_run ? "/api/v1/config/validate" : "/api/v1/config/update",
                                     .body = proposed.body});
    if (!answer && answer.error().code() == Errc::invalid_argument) return show_refusal(o, proposed, answer.error());
    if (!answer) return fail(answer.error().code(), std::string(answer.error().message()), answer.error().hint());
    return o.dry_run ? show_verdict(*answer, proposed.file, session) : show_made(*answer, session, base);
}

CLI::App* add(CLI::App& config, Session& session, const std::shared_ptr<Options>& o, const char* name, const char* help,
              Result<Exit> (*run)(const Options&, const Session&)) {
    auto* command = config.add_subcommand(name, help);
    command->add_option("--state", o->state, "Folder of the state [argosy-state]");
    on_command(*command, session, [o, run, &session] { return run(*o, session); });
    return command;
}

}  // namespace

void add_config_versions(CLI::App& config, Session& session) {
    const auto o = std::make_shared<Options>();
    auto* versions = add(config, session, o, "versions", "Versions of the settings, newest first", versions_command);
    versions->add_option("--limit", o->limit, "How many")->check(CLI::Range(1, 1000))->capture_default_str();
    versions->footer("example: argosy config versions --limit 10");
    auto* diff = add(config, session, o, "diff", "What differs between two versions", diff_command);
    diff->add_option("from", o->from, "A version")->required();
    diff->add_option("to", o->to, "Another [the one in force]");
    diff->footer("example: argosy config diff 3 4");
    auto* apply = add(config, session, o, "apply", "Change the running settings: a new version", apply_command);
    apply->add_option("file", o->file, "YAML with what changes; keys left out stay");
    apply->add_option("--set", o->sets, "key.path=value, over the file");
    apply->add_flag("--replace", o->replace, "Keys left out get their default");
    apply->add_flag("--dry-run", o->dry_run, "Check and show what would change");
    apply->footer("example: argosy config apply --set simulation.run.limits.open_orders_max=5 --reason 'calmer'");
    auto* rollback =
        add(config, session, o, "rollback", "The settings of an older version, as a new one", rollback_command);
    rollback->add_option("version", o->from, "Whose settings come back")->required();
    rollback->footer("example: argosy config rollback 3 --reason 'too many trades'");
    for (auto* command : {apply, rollback}) command->add_option("--reason", o->reason, "Kept with the version");
}

}  // namespace argosy::app
