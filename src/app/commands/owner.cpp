#include "app/commands/owner.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/output.hpp"
#include "app/running_process.hpp"
#include "auth/role.hpp"

namespace argosy::app {
namespace {

using enum net::Method;

struct Options {
    std::string state = "argosy-state", role = "viewer", life = "1h";
};

Result<Exit> token_command(const Options& o, const Session& session) {
    ARGOSY_LET(const auto role, auth::parse_role(o.role), "--role");
    const std::string body = fmt::format(R"({{"role":"{}","life":"{}"}})", to_string(role), o.life);
    ARGOSY_LET(const auto answer,
               ask_process({.state = o.state, .method = post, .path = "/api/v1/auth/script-token", .body = body}),
               "token");
    const std::string token = text_of(answer.tree, "access_token");
    if (session.json)
        print_json(JsonWriter().begin_object().field("token", token).field("role", to_string(role)).end_object());
    else
        print_line(token);
    return Exit::ok;
}

Result<Exit> login_command(const Options& o, const Session& session) {
    ARGOSY_LET(const auto answer,
               ask_process({.state = o.state, .method = post, .path = "/api/v1/auth/entry", .body = "{}"}), "login");
    const std::string url = text_of(answer.tree, "url");
    if (session.json)
        print_json(JsonWriter().begin_object().field("url", url).end_object());
    else
        print_line(url);
    return Exit::ok;
}

Result<Exit> status_command(const Options& o, const Session& session) {
    ARGOSY_LET(const auto answer, ask_process({.state = o.state, .path = "/api/v1/status"}), "status");
    if (session.json) {
        print_line(answer.text);
        return Exit::ok;
    }
    for (const auto* name : {"status", "mode", "source", "time", "version"})
        print_line(fmt::format("{:<8} {}", name, text_of(answer.tree, name)));
    return Exit::ok;
}

CLI::App* add(CLI::App& app, Session& session, const std::shared_ptr<Options>& o, const char* name, const char* summary,
              Result<Exit> (*run)(const Options&, const Session&)) {
    auto* command = app.add_subcommand(name, summary);
    command->add_option("--state", o->state, "Folder of the running process [argosy-state]");
    on_command(*command, session, [o, run, &session] { return run(*o, session); });
    return command;
}

}  // namespace

void add_owner(CLI::App& app, Session& session) {
    const auto o = std::make_shared<Options>();
    auto* token = add(app, session, o, "token", "Print a token for scripts, from the running process", token_command);
    token->add_option("--role", o->role, "viewer, trader, risk or admin [viewer]");
    token->add_option("--life", o->life, "How long it is good, up to 24h [1h]");
    token->footer(
        "example: curl -H \"Authorization: Bearer $(argosy token --role viewer)\" "
        "http://127.0.0.1:9000/api/v1/positions");
    add(app, session, o, "login", "Print a link that signs a browser in, once", login_command)
        ->footer("example: argosy login");
    add(app, session, o, "status", "What runs, from the running process", status_command)
        ->footer("example: argosy status --json");
}

}  // namespace argosy::app
