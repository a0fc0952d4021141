#include "app/commands/owner.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/output.hpp"
#include "app/running_process.hpp"
#include "auth/role.hpp"
#include "base/time.hpp"

namespace argosy::app {
namespace {

using enum net::Method;

struct Options {
    std::string state = "argosy-state", role = "viewer", life = "1h";
};

Result<> check_life(const std::string& text) {
    const auto life = parse_duration(text);
    if (life && *life > Duration{} && *life <= 24h) return {};
    return fail(Errc::invalid_argument, "--life " + text + ": expected a duration up to 24h",
                "write it like 30m, 8h or 24h; what runs for longer takes an API key (docs/auth.md)");
}

Result<Exit> token_command(const Options& o, const Session& session) {
    ARGOSY_LET(const auto role, auth::parse_role(o.role), "--role");
    ARGOSY_TRY(check_life(o.life), "");
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
    if (url.empty())
        return fail(Errc::unavailable, "login: there is no admin yet who could sign in",
                    "the first start is making one: try again in a moment");
    if (session.json)
        print_json(JsonWriter().begin_object().field("url", url).end_object());
    else
        print_line(url);
    return Exit::ok;
}

/// Nothing is said of what is empty.
void print_row(std::string_view name, std::string_view value) {
    if (!value.empty() && value != "null") print_line(fmt::format("{:<10} {}", name, value));
}

/// What it has, and who votes.
Result<Exit> show_account(const Options& o) {
    ARGOSY_LET(const auto account, ask_process({.state = o.state, .path = "/api/v1/account"}), "status");
    ARGOSY_LET(const auto positions, ask_process({.state = o.state, .path = "/api/v1/positions"}), "status");
    ARGOSY_LET(const auto strategies, ask_process({.state = o.state, .path = "/api/v1/strategies"}), "status");
    print_row("equity", text_of(account.tree, "equity"));
    print_row("today", text_of(account.tree, "daily_pnl"));
    const auto* open = positions.tree.find("positions");
    print_row("positions", std::to_string(open == nullptr ? 0 : open->items.size()));
    std::string voting;
    if (const auto* all = strategies.tree.find("strategies"))
        for (const auto& s : all->items)
            if (text_of(s, "active") == "true" && text_of(s, "enabled") == "true")
                voting += (voting.empty() ? "" : ", ") + text_of(s, "name");
    print_row("strategies", voting);
    return Exit::ok;
}

Result<Exit> status_command(const Options& o, const Session& session) {
    ARGOSY_LET(const auto answer, ask_process({.state = o.state, .path = "/api/v1/status"}), "status");
    if (session.json) {
        print_line(answer.text);
        return Exit::ok;
    }
    ARGOSY_LET(const auto addresses, ask_process({.state = o.state, .path = "/api/v1/gateway/addresses"}), "status");
    for (const auto* name : {"status", "cause", "mode", "source", "time", "version"})
        print_row(name, text_of(answer.tree, name));
    print_row("page", text_of(addresses.tree, "page"));
    print_row("api", text_of(addresses.tree, "gateway"));
    return show_account(o);
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
