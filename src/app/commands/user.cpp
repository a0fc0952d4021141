#include "app/commands/user.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "api/percent.hpp"
#include "app/output.hpp"
#include "app/running_process.hpp"
#include "auth/role.hpp"

namespace argosy::app {
namespace {

using enum net::Method;

struct Options {
    std::string state = "argosy-state", name, role = "viewer";

    [[nodiscard]] std::string path() const { return "/api/v1/users/" + api::percent_encode(name); }
};

Result<Exit> list_command(const Options& o, const Session& session) {
    ARGOSY_LET(const auto answer, ask_process({.state = o.state, .path = "/api/v1/users"}), "user list");
    if (session.json) {
        print_line(answer.text);
        return Exit::ok;
    }
    std::vector<std::vector<std::string>> rows;
    if (const auto* users = answer.tree.find("users"))
        for (const auto& user : users->items)
            rows.push_back({text_of(user, "name"), text_of(user, "role"), text_of(user, "is_disabled"),
                            text_of(user, "signed_in")});
    print_line(format_table({"name", "role", "disabled", "last signed in"}, rows));
    return Exit::ok;
}

/// Shows a password that was made just now, once.
Result<Exit> show_password(const Answered& answer, const Session& session) {
    if (session.json)
        print_line(answer.text);
    else
        print_line(fmt::format("{} signs in with the password {} (shown once; they choose their own then)",
                               text_of(answer.tree, "name"), text_of(answer.tree, "password")));
    return Exit::ok;
}

Result<Exit> add_command(const Options& o, const Session& session) {
    ARGOSY_LET(const auto role, auth::parse_role(o.role), "--role");
    JsonWriter body;
    body.begin_object().field("name", o.name).field("role", to_string(role)).end_object();
    ARGOSY_LET(const auto answer,
               ask_process({.state = o.state, .method = post, .path = "/api/v1/users", .body = body.text()}),
               "user add");
    return show_password(answer, session);
}

Result<Exit> reset_command(const Options& o, const Session& session) {
    ARGOSY_LET(const auto answer,
               ask_process({.state = o.state, .method = put, .path = o.path(), .body = R"({"reset_password":true})"}),
               "user reset");
    return show_password(answer, session);
}

Result<Exit> role_command(const Options& o, const Session& session) {
    ARGOSY_LET(const auto role, auth::parse_role(o.role), "role");
    JsonWriter body;
    body.begin_object().field("role", to_string(role)).end_object();
    ARGOSY_LET(const auto answer, ask_process({.state = o.state, .method = put, .path = o.path(), .body = body.text()}),
               "user role");
    if (session.json)
        print_line(answer.text);
    else
        print_line(fmt::format("{} is {} from their next sign-in on", o.name, text_of(answer.tree, "role")));
    return Exit::ok;
}

Result<Exit> remove_command(const Options& o, const Session& session) {
    ARGOSY_TRY(ask_process({.state = o.state, .method = delete_, .path = o.path()}), "user remove");
    if (session.json)
        print_json(JsonWriter().begin_object().field("removed", o.name).end_object());
    else
        print_line(o.name + " signs in no more; their sessions have ended");
    return Exit::ok;
}

CLI::App* add(CLI::App& user, Session& session, const std::shared_ptr<Options>& o, const char* name, const char* help,
              Result<Exit> (*run)(const Options&, const Session&)) {
    auto* command = user.add_subcommand(name, help);
    command->add_option("--state", o->state, "Folder of the running process [argosy-state]");
    on_command(*command, session, [o, run, &session] { return run(*o, session); });
    return command;
}

}  // namespace

void add_user(CLI::App& app, Session& session) {
    auto* user = app.add_subcommand("user", "Who may sign in to the running process");
    user->require_subcommand(1);
    const auto o = std::make_shared<Options>();
    add(*user, session, o, "list", "Everybody who may sign in", list_command)->footer("example: argosy user list");
    auto* added = add(*user, session, o, "add", "Let somebody sign in; prints their first password", add_command);
    added->add_option("--role", o->role, "viewer, trader, risk or admin [viewer]");
    auto* reset = add(*user, session, o, "reset", "A new password for somebody who lost theirs", reset_command);
    auto* removed = add(*user, session, o, "remove", "Nobody signs in under this name any more", remove_command);
    auto* role = add(*user, session, o, "role", "What somebody may do; their sessions end", role_command);
    for (auto* command : {added, reset, role, removed}) command->add_option("name", o->name, "Their name")->required();
    role->add_option("role", o->role, "viewer, trader, risk or admin")->required();
    role->footer("example: argosy user role ada trader");
    added->footer("example: argosy user add ada --role trader");
    reset->footer("example: argosy user reset admin");
    removed->footer("example: argosy user remove ada");
}

}  // namespace argosy::app
