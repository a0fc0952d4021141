#include "api/problem.hpp"

#include <algorithm>
#include <array>
#include <openssl/rand.h>

#include "api/guard.hpp"
#include "api/json.hpp"

namespace argosy::api {
namespace {

/// "Not Found" -> "not_found": the stable code of a status that has no Errc.
std::string code_of(int status) {
    std::string code(net::reason_phrase(status));
    for (char& c : code) c = c == ' ' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    return code;
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out.append(",\"").append(name).append("\":");
    append_quoted(out, value);
}

/// Asking OpenSSL costs half a microsecond however much is asked for: as much as the rest of a small request's id.
unsigned char random_byte() {
    thread_local std::array<unsigned char, 4096> bytes;
    thread_local std::size_t used = bytes.size();
    if (used == bytes.size()) {
        RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
        used = 0;
    }
    return bytes[used++];
}

bool is_hex(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

int status_of(Errc code) noexcept {
    switch (code) {
        case Errc::invalid_argument:
        case Errc::parse: return 400;
        case Errc::unauthorized: return 401;
        case Errc::not_found: return 404;
        case Errc::rejected: return 409;
        case Errc::rate_limited: return 429;
        case Errc::outcome_unknown: return 502;
        case Errc::unavailable: return 503;
        case Errc::timeout: return 504;
        case Errc::corrupt:
        case Errc::internal: break;
    }
    return 500;
}

Problem problem_of(const Error& error) {
    const int status = status_of(error.code());
    Problem problem{.status = status,
                    .code = std::string(to_string(error.code())),
                    .detail = std::string(error.message()),
                    .hint = std::string(error.hint())};
    if (status == 429) problem.retry_after_s = 1;  // who knows better says so itself
    if (status == 500) problem.detail = "something is wrong inside; the log has it under this trace id";
    return problem;
}

Problem make_problem(int status, std::string_view detail, std::string_view hint) {
    return {.status = status, .code = code_of(status), .detail = std::string(detail), .hint = std::string(hint)};
}

net::Response to_response(const Problem& problem, std::string_view trace_id) {
    std::string json = "{\"type\":";
    append_quoted(json, "urn:argosy:problem:" + problem.code);
    append_field(json, "title", net::reason_phrase(problem.status));
    json.append(",\"status\":").append(std::to_string(problem.status));
    append_field(json, "code", problem.code);
    append_field(json, "detail", problem.detail);
    if (!problem.hint.empty()) append_field(json, "hint", problem.hint);
    append_field(json, "trace_id", trace_id);
    for (std::size_t i = 0; i < problem.errors.size(); ++i) {
        json.append(i == 0 ? ",\"errors\":[{\"pointer\":" : ",{\"pointer\":");
        append_quoted(json, problem.errors[i].pointer);
        append_field(json, "detail", problem.errors[i].detail);
        json.append("}");
    }
    if (!problem.errors.empty()) json.append("]");
    json.append("}");

    net::Response response = json_response(std::move(json), problem.status);
    response.headers.set("Content-Type", "application/problem+json");
    if (!problem.allow.empty()) response.headers.set("Allow", problem.allow);
    if (problem.retry_after_s > 0) response.headers.set("Retry-After", std::to_string(problem.retry_after_s));
    return response;
}

std::string trace_id_of(const net::Request& request) {
    // version "-" trace-id "-" parent-id "-" flags (W3C Trace Context, 3.2)
    const std::string_view parent = request.headers.value("traceparent");
    if (parent.size() >= 55 && parent[2] == '-' && parent[35] == '-') {
        const std::string_view id = parent.substr(3, 32);
        if (is_hex(id) && id.find_first_not_of('0') != std::string_view::npos) return std::string(id);
    }
    std::string id(32, '0');
    for (std::size_t i = 0; i < id.size(); i += 2) {
        const unsigned char byte = random_byte();
        id[i] = "0123456789abcdef"[byte >> 4];
        id[i + 1] = "0123456789abcdef"[byte & 15];
    }
    return id;
}

net::ServerOptions with_problems(net::ServerOptions options) {
    options.error_response = [](int status, std::string_view detail) {
        return to_response(make_problem(status, detail), trace_id_of({}));
    };
    return options;
}

}  // namespace argosy::api
