#include "app/running_process.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fmt/format.h>
#include <optional>
#include <unistd.h>

#include "config/json.hpp"
#include "net/http_client.hpp"

namespace argosy::app {
namespace {

namespace fs = std::filesystem;

Result<net::Response> send(const fs::path& socket, const Question& q) {
    net::Loop loop;
    net::HttpClient client(loop);
    std::optional<Result<net::Response>> answer;
    net::ClientRequest request{.method = q.method, .url = "unix:" + socket.string() + ":" + q.path, .timeout = 10s};
    request.body = q.body;
    if (!q.body.empty()) request.headers.add("Content-Type", "application/json");
    client.send(std::move(request), [&](Result<net::Response> r) {
        answer = std::move(r);
        loop.stop();
    });
    loop.run();
    return answer ? std::move(*answer) : fail(Errc::timeout, "no answer", "see the log of argosy up");
}

/// The problem document as one error.
std::unexpected<Error> refusal(int status, const config::Node& problem) {
    std::string message = text_of(problem, "detail");
    if (message.empty()) message = fmt::format("the process answered {} and gave no reason", status);
    if (const auto* fields = problem.find("errors"))
        for (const auto& field : fields->items)
            message += fmt::format("\n  {}: {}", text_of(field, "pointer"), text_of(field, "detail"));
    return fail(status == 400 ? Errc::invalid_argument : Errc::rejected, std::move(message), text_of(problem, "hint"));
}

std::unexpected<Error> nothing_runs(const std::string& state) {
    return fail(Errc::unavailable, "nothing runs in " + state,
                "start it with argosy up, or name its folder with --state");
}

/// The process may well run: we cannot tell.
std::unexpected<Error> not_ours(const fs::path& socket) {
    return fail(Errc::unauthorized, "permission denied: " + socket.string(),
                "run this as the user that runs argosy up, for example with sudo -u");
}

}  // namespace

Result<Answered> ask_process(const Question& question) {
    const fs::path socket = fs::absolute(fs::path(question.state) / "argosy.sock");
    if (::access(socket.c_str(), R_OK | W_OK) != 0)
        return errno == EACCES ? not_ours(socket) : nothing_runs(question.state);
    auto sent = send(socket, question);
    // A process that was killed leaves its socket behind.
    if (!sent && sent.error().code() == Errc::unavailable) return nothing_runs(question.state);
    if (!sent) return std::unexpected(std::move(sent).error());
    const net::Response& response = *sent;
    Answered out{.text = std::string(response.body.view())};
    config::Problems problems;
    out.tree = config::parse_json(out.text, "answer", problems);
    if (response.status >= 300) return refusal(response.status, out.tree);
    if (!out.text.empty() && !problems.empty()) return std::unexpected(problems.to_error());
    return out;
}

std::string text_of(const config::Node& node, std::string_view member) {
    const auto* value = node.find(member);
    return value == nullptr ? std::string() : value->text;
}

std::string texts_of(const config::Node& node, std::string_view member) {
    std::string out;
    if (const auto* list = node.find(member))
        for (const auto& item : list->items) out += (out.empty() ? "" : ", ") + item.text;
    return out;
}

}  // namespace argosy::app
