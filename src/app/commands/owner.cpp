#include "app/commands/owner.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <simdjson.h>

#include "app/output.hpp"
#include "auth/role.hpp"
#include "net/http_client.hpp"

namespace argosy::app {
namespace {

namespace fs = std::filesystem;

struct Options {
    std::string state = "argosy-state", role = "viewer", life = "1h";
};

/// What the process of this state folder answers over its socket.
Result<net::Response> ask(const Options& o, net::Method method, std::string_view path, std::string body = {}) {
    const fs::path socket = fs::absolute(fs::path(o.state) / "argosy.sock");
    if (!fs::exists(socket))
        return fail(Errc::unavailable, "nothing runs in " + o.state,
                    "start it with argosy up, or name its folder with --state");
    net::Loop loop;
    net::HttpClient client(loop);
    Result<net::Response> answer = fail(Errc::timeout, "no answer within ten seconds", "see the log of argosy up");
    client.send({.method = method,
                 .url = "unix:" + socket.string() + ":" + std::string(path),
                 .body = std::move(body),
                 .timeout = 10s},
                [&](Result<net::Response> r) {
                    answer = std::move(r);
                    loop.stop();
                });
    loop.run();
    return answer;
}

/// A member of the answer; what the process refused is an error of ours.
Result<std::string> member(const net::Response& answer, std::string_view name) {
    simdjson::dom::parser parser;
    const std::string text(answer.body.view());
    simdjson::dom::object object;
    std::string_view value;
    if (parser.parse(text).get(object) != simdjson::SUCCESS)
        return fail(Errc::unavailable, fmt::format("the process answered {} without a document", answer.status));
    if (answer.status < 300 && object[name].get(value) == simdjson::SUCCESS) return std::string(value);
    if (object["detail"].get(value) != simdjson::SUCCESS) value = "it gave no reason";
    return fail(Errc::rejected, std::string(value));
}

Result<Exit> token_command(const Options& o, const Session& session) {
    ARGOSY_LET(const auto role, auth::parse_role(o.role), "--role");
    const std::string body = fmt::format(R"({{"role":"{}","life":"{}"}})", to_string(role), o.life);
    ARGOSY_LET(const auto answer, ask(o, net::Method::post, "/api/v1/auth/script-token", body), "token");
    ARGOSY_LET(const auto token, member(answer, "access_token"), "token");
    if (session.json)
        print_json(JsonWriter().begin_object().field("token", token).field("role", to_string(role)).end_object());
    else
        print_line(token);
    return Exit::ok;
}

Result<Exit> login_command(const Options& o, const Session& session) {
    ARGOSY_LET(const auto answer, ask(o, net::Method::post, "/api/v1/auth/entry", "{}"), "login");
    ARGOSY_LET(const auto url, member(answer, "url"), "login");
    if (session.json)
        print_json(JsonWriter().begin_object().field("url", url).end_object());
    else
        print_line(url);
    return Exit::ok;
}

Result<Exit> status_command(const Options& o, const Session& session) {
    ARGOSY_LET(const auto answer, ask(o, net::Method::get, "/api/v1/status"), "status");
    if (session.json) {
        print_line(answer.body.view());
        return Exit::ok;
    }
    for (const auto* name : {"status", "mode", "source", "time", "version"}) {
        ARGOSY_LET(const auto value, member(answer, name), "status");
        print_line(fmt::format("{:<8} {}", name, value));
    }
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
    add(app, session, o, "login", "Print a link that signs a browser in, once", login_command);
    add(app, session, o, "status", "What runs, from the running process", status_command);
}

}  // namespace argosy::app
