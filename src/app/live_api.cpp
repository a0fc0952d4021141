#include "app/live_api.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <simdjson.h>

#include "api/json.hpp"
#include "api/problem.hpp"
#include "base/json_writer.hpp"

namespace argosy::app {
namespace {

/// A member of a small JSON object: none when it or the body is absent. T: std::string_view or bool. Errors: parse.
template <class T>
Result<std::optional<T>> member(simdjson::dom::parser& parser, const api::Call& call, std::string_view name) {
    if (call.body().empty()) return std::nullopt;
    simdjson::dom::object object;
    if (parser.parse(call.body().data(), call.body().size()).get(object) != simdjson::SUCCESS)
        return fail(Errc::parse, "the body is not a JSON object", "send {} or leave it out");
    simdjson::dom::element found;
    if (object[name].get(found) != simdjson::SUCCESS) return std::nullopt;
    T value{};
    if (found.get(value) != simdjson::SUCCESS)
        return fail(Errc::parse,
                    fmt::format("/{}: expected {}", name, std::is_same_v<T, bool> ? "true or false" : "text"));
    return value;
}
Result<std::string> body_text(const api::Call& call, std::string_view name) {
    simdjson::dom::parser parser;
    ARGOSY_LET(const auto text, member<std::string_view>(parser, call, name), "body");
    return std::string(text.value_or(std::string_view()));
}
Result<bool> body_flag(const api::Call& call, std::string_view name) {
    simdjson::dom::parser parser;
    ARGOSY_LET(const auto flag, member<bool>(parser, call, name), "body");
    return flag.value_or(false);
}

Result<std::size_t> limit_of(const api::Call& call, std::size_t otherwise) {
    ARGOSY_LET(const auto n, call.query_number("limit", static_cast<std::int64_t>(otherwise), 1, 1000), "query");
    return static_cast<std::size_t>(n);
}

}  // namespace

LiveApi::LiveApi(runtime::Simulation& simulation, std::string version)
    : simulation_(simulation), version_(std::move(version)), started_at_(net::wall_time()) {}

runtime::StatusInfo LiveApi::info() const {
    return {.version = version_, .wall_time = net::wall_time(), .started_at = started_at_};
}

void LiveApi::add_routes(api::Router& router) {
    add_reads(router);
    add_actions(router);
}

void LiveApi::add_reads(api::Router& router) {
    const auto get = [&](std::string path, std::string summary, api::Router::Handler handler,
                         api::Role role = api::Role::viewer) {
        router.add({.method = net::Method::get, .path = std::move(path), .summary = std::move(summary), .role = role},
                   std::move(handler));
    };
    const auto one = [&](std::string path, std::string summary, auto view) {
        get(std::move(path), std::move(summary),
            [this, view](const api::Call&) -> Result<net::Response> { return api::json_response(view(simulation_)); });
    };
    const auto rows = [&](std::string path, std::string summary, std::size_t otherwise, auto view) {
        get(std::move(path), std::move(summary),
            [this, otherwise, view](const api::Call& call) -> Result<net::Response> {
                ARGOSY_LET(const std::size_t limit, limit_of(call, otherwise), "limit");
                return api::json_response(view(simulation_, limit));
            });
    };
    for (const char* path : {"/health", "/live"})
        get(
            path, "the process is alive",
            [](const api::Call&) -> Result<net::Response> { return api::json_response(R"({"status":"ok"})"); },
            api::Role::anyone);
    get(
        "/ready", "trading can go on",
        [this](const api::Call&) -> Result<net::Response> {
            if (auto why = simulation_.failure())
                return fail(Errc::unavailable, std::move(*why), "mend the disk and start again");
            return api::json_response(R"({"status":"ok"})");
        },
        api::Role::anyone);
    one("/api/v1/status", "what runs, and how", [this](auto& s) { return runtime::status_json(s, info()); });
    one("/api/v1/risk", "risk state, gauges and protections", [](auto& s) { return runtime::risk_json(s); });
    rows("/api/v1/orders", "orders, open ones first", 100,
         [](auto& s, std::size_t n) { return runtime::orders_json(s, n); });
    rows("/api/v1/trades", "trades, open ones first", 100,
         [](auto& s, std::size_t n) { return runtime::trades_json(s, n); });
    rows("/api/v1/alerts", "alerts, newest first", 100,
         [](auto& s, std::size_t n) { return runtime::alerts_json(s, n); });
}

void LiveApi::add_actions(api::Router& router) {
    const auto post = [&](std::string path, std::string summary, api::Role role, api::Router::Handler handler) {
        router.add({.method = net::Method::post, .path = std::move(path), .summary = std::move(summary), .role = role},
                   std::move(handler));
    };
    post("/api/v1/trading/start", "allow new entries", api::Role::trader,
         [this](const api::Call&) { return act(domain::StartTrading{}); });
    post("/api/v1/trading/stop", "no new entries", api::Role::trader,
         [this](const api::Call&) { return act(domain::StopTrading{}); });
    post("/api/v1/trading/emergency-stop", "cancel everything and latch", api::Role::trader,
         [this](const api::Call& c) { return emergency(c); });
    post("/api/v1/trading/emergency-reset", "clear the latch, in two steps", api::Role::risk,
         [this](const api::Call& c) { return reset(c); });
}

Result<net::Response> LiveApi::act(const domain::Command& command) {
    ARGOSY_TRY(simulation_.command(command), "trading");
    return api::json_response(runtime::status_json(simulation_, info()));
}

Result<> LiveApi::emergency_stop(std::string_view reason, bool flatten) {
    reset_code_.clear();
    return simulation_.command(
        domain::EmergencyStop{.flatten = flatten, .reason = reason.empty() ? "no reason given" : reason});
}

Result<net::Response> LiveApi::emergency(const api::Call& call) {
    ARGOSY_LET(const auto reason, body_text(call, "reason"), "");
    ARGOSY_LET(const bool flatten, body_flag(call, "flatten"), "");
    const Duration begin = net::steady_time();
    const std::size_t open = simulation_.engine().orders().open_count();
    ARGOSY_TRY(emergency_stop(reason, flatten), "emergency stop");
    const std::size_t left = simulation_.engine().orders().open_count();
    JsonWriter w;
    w.begin_object().field("gate_closed_us", (net::steady_time() - begin).count() / 1000).field("orders_open", open);
    w.field("orders_canceled", open - std::min(open, left)).field("orders_unconfirmed", left).end_object();
    return api::json_response(std::move(w).take());
}

Result<net::Response> LiveApi::reset(const api::Call& call) {
    ARGOSY_LET(const auto confirm, body_text(call, "confirm"), "");
    if (!confirm.empty()) return confirm_reset(confirm);
    if (!simulation_.engine().emergency().is_tripped())
        return fail(Errc::invalid_argument, "the emergency stop is not tripped");
    reset_offered_ = net::steady_time();
    reset_code_ = fmt::format("{:04x}", reset_offered_.count() / 1000 & 0xffff);
    const auto positions = simulation_.engine().portfolio().positions();
    JsonWriter w;
    w.begin_object().field("confirm", reset_code_).field("expires_in_s", risk::EmergencyStop::confirm_within / 1s);
    w.field("orders_open", simulation_.engine().orders().open_count());
    w.field("positions_open", std::ranges::count_if(positions, [](const auto& p) { return !p.is_flat(); }));
    w.field("cause", simulation_.engine().emergency().cause().reason.view()).end_object();
    return api::json_response(std::move(w).take());
}

/// The engine counts the time to confirm in the market's time, which may run a thousand times faster than the person
/// who reads the cause: the wait is measured here, and the engine gets both steps at once.
Result<net::Response> LiveApi::confirm_reset(std::string_view confirm) {
    const auto code = std::exchange(reset_code_, {});
    if (code.empty() || confirm != code)
        return fail(Errc::rejected, "the confirmation is not the one that was given", "ask for a new one with {}");
    if (net::steady_time() - reset_offered_ > risk::EmergencyStop::confirm_within)
        return fail(Errc::rejected, "the confirmation has lapsed", "ask for a new one with {}");
    ARGOSY_TRY(simulation_.command(domain::ResetEmergency{}), "reset");
    return act(domain::ResetEmergency{.confirm = true});
}

}  // namespace argosy::app
