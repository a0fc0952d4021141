#include "app/live_api.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <simdjson.h>

#include "base/json_writer.hpp"

namespace argosy::app {
namespace {

net::Response json_response(std::string body, int status = 200) {
    net::Response r{.status = status, .body = std::move(body)};
    r.headers.set("Content-Type", status < 400 ? "application/json" : "application/problem+json");
    r.headers.set("Cache-Control", "no-store");
    return r;
}

struct Problem {
    int status = 400;
    std::string_view code, detail, hint;
};

net::Response problem(const Problem& p) {
    JsonWriter w;
    w.begin_object()
        .field("type", "about:blank")
        .field("title", net::reason_phrase(p.status))
        .field("status", p.status);
    w.field("code", p.code).field("detail", p.detail).field("hint", p.hint).end_object();
    return json_response(std::move(w).take(), p.status);
}

int status_of(Errc code) {
    switch (code) {
        case Errc::not_found: return 404;
        case Errc::rejected: return 409;
        case Errc::unavailable:
        case Errc::timeout: return 503;
        case Errc::unauthorized: return 403;
        default: return 400;
    }
}

net::Response problem(const Error& e) {
    return problem(
        {.status = status_of(e.code()), .code = to_string(e.code()), .detail = e.message(), .hint = e.hint()});
}

/// The value of a query parameter, still encoded; empty when it is not there.
std::string_view query_value(const net::Request& request, std::string_view name) {
    std::string_view rest = request.query();
    while (!rest.empty()) {
        const auto pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
        if (pair.substr(0, pair.find('=')) == name && pair.contains('=')) return pair.substr(pair.find('=') + 1);
    }
    return {};
}

/// 1 to 1000. Zero: not a number in range.
std::size_t limit_of(const net::Request& request, std::size_t otherwise) {
    const auto text = query_value(request, "limit");
    if (text.empty()) return otherwise;
    std::size_t n = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), n);
    return ec == std::errc{} && end == text.data() + text.size() && n <= 1000 ? n : 0;
}

net::Response bad_limit() {
    return problem({.code = "parse",
                    .detail = "limit must be a whole number from 1 to 1000",
                    .hint = "leave it out for the default"});
}

/// "BTC-USDT:USDT" or "BTC%2FUSDT%3AUSDT" as a symbol.
std::string symbol_of(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned byte = 0;
        if (text[i] == '%' && i + 2 < text.size() &&
            std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16).ptr == text.data() + i + 3) {
            out += static_cast<char>(byte);
            i += 2;
        } else {
            out += text[i] == '-' ? '/' : text[i];
        }
    }
    return out;
}

/// A text or truth value of a small JSON object; empty when absent. Errors: parse.
Result<std::string> body_field(const net::Request& request, std::string_view name) {
    if (request.body.empty()) return std::string();
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    if (parser.parse(request.body).get(object) != simdjson::SUCCESS)
        return fail(Errc::parse, "the body is not a JSON object", "send {} or leave it out");
    simdjson::dom::element value;
    if (object[name].get(value) != simdjson::SUCCESS) return std::string();
    if (bool flag = false; value.get(flag) == simdjson::SUCCESS) return std::string(flag ? "true" : "");
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS) return fail(Errc::parse, "/" + std::string(name) + " has the wrong type");
    return std::string(text);
}

/// A page of another site must not press buttons: a browser says where the page came from.
bool is_foreign(const net::Request& request) {
    const auto origin = request.headers.get("Origin");
    if (!origin) return false;
    const auto at = origin->find("://");
    return at == origin->npos || origin->substr(at + 3) != request.headers.get("Host").value_or("");
}

}  // namespace

LiveApi::LiveApi(net::Loop& loop, runtime::Simulation& simulation, std::string version)
    : simulation_(simulation),
      version_(std::move(version)),
      started_at_(net::wall_time()),
      fanout_(loop, {}, [this] { return message("snapshot", runtime::snapshot_json(simulation_, info())); }),
      changes_(loop),
      heartbeat_(loop) {
    add_reads();
    add_actions();
    simulation_.listen(this);
    can_send_ = true;
    changes_.every(100ms, [this] { publish_changes(); });
    heartbeat_.every(1s, [this] {
        publish("status", runtime::status_json(simulation_, info()));
        publish("risk_state", runtime::risk_json(simulation_));
        if (const auto& equity = simulation_.history().equity(); !equity.empty())
            publish("equity_point", runtime::equity_point_json(equity.back()));
    });
}

LiveApi::~LiveApi() { simulation_.listen(nullptr); }

runtime::StatusInfo LiveApi::info() const {
    return {.version = version_, .wall_time = net::wall_time(), .started_at = started_at_};
}

void LiveApi::add_reads() {
    const auto get = [this](std::string_view path, Reply reply) {
        routes_.push_back({net::Method::get, path, std::move(reply)});
    };
    const auto rows = [this, get](std::string_view path, std::size_t otherwise, auto view) {
        get(path, [this, otherwise, view](const net::Request& r) {
            const std::size_t limit = limit_of(r, otherwise);
            return limit == 0 ? bad_limit() : json_response(view(simulation_, limit));
        });
    };
    get("/health", [](const auto&) { return json_response(R"({"status":"ok"})"); });
    get("/live", [](const auto&) { return json_response(R"({"status":"ok"})"); });
    get("/ready", [this](const auto&) {
        if (const auto why = simulation_.failure())
            return problem(
                {.status = 503, .code = "unavailable", .detail = *why, .hint = "restart after mending the disk"});
        return json_response(R"({"status":"ok"})");
    });
    get("/api/v1/status", [this](const auto&) { return json_response(runtime::status_json(simulation_, info())); });
    get("/api/v1/portfolio/summary",
        [this](const auto&) { return json_response(runtime::portfolio_json(simulation_)); });
    get("/api/v1/positions", [this](const auto&) { return json_response(runtime::positions_json(simulation_)); });
    get("/api/v1/risk", [this](const auto&) { return json_response(runtime::risk_json(simulation_)); });
    rows("/api/v1/orders", 100, [](auto& s, std::size_t n) { return runtime::orders_json(s, n); });
    rows("/api/v1/trades", 100, [](auto& s, std::size_t n) { return runtime::trades_json(s, n); });
    rows("/api/v1/equity", 600, [](auto& s, std::size_t n) { return runtime::equity_json(s, n); });
    rows("/api/v1/alerts", 100, [](auto& s, std::size_t n) { return runtime::alerts_json(s, n); });
    get("/api/v1/signals", [this](const net::Request& r) {
        const std::size_t limit = limit_of(r, 100);
        const auto only = query_value(r, "instrument");
        return limit == 0 ? bad_limit()
                          : json_response(runtime::signals_json(
                                simulation_, limit,
                                only.empty() ? InstrumentId{} : simulation_.instruments().find(symbol_of(only))));
    });
}

void LiveApi::add_actions() {
    const auto post = [this](std::string_view path, Reply reply) {
        routes_.push_back({net::Method::post, path, std::move(reply)});
    };
    post("/api/v1/trading/start", [this](const auto&) { return act(domain::StartTrading{}); });
    post("/api/v1/trading/stop", [this](const auto&) { return act(domain::StopTrading{}); });
    post("/api/v1/trading/emergency-stop", [this](const auto& r) { return emergency(r); });
    post("/api/v1/trading/emergency-reset", [this](const auto& r) { return reset(r); });
}

bool LiveApi::handle(const net::Request& request, net::Responder& responder) {
    const auto path = request.path();
    if (path == "/ws/dashboard") {
        if (is_foreign(request))
            responder.send(problem(
                {.status = 403, .code = "unauthorized", .detail = "the page comes from another site", .hint = ""}));
        else if (const auto joined = fanout_.join_websocket(
                     responder, [this](net::WsPeer& peer, std::string_view) { fanout_.resync(peer); });
                 !joined)
            responder.send(problem(joined.error()));
        return true;
    }
    constexpr std::string_view bars_path = "/api/v1/bars/";
    if (path.starts_with(bars_path) && request.method == net::Method::get) {
        responder.send(bars(request, path.substr(bars_path.size())));
        return true;
    }
    bool known = false;
    for (const auto& route : routes_) {
        if (route.path != path) continue;
        known = true;
        if (route.method != request.method) continue;
        responder.send(
            route.method == net::Method::post && is_foreign(request)
                ? problem(
                      {.status = 403, .code = "unauthorized", .detail = "the page comes from another site", .hint = ""})
                : route.reply(request));
        return true;
    }
    if (known)
        responder.send(problem(
            {.status = 405, .code = "invalid_argument", .detail = "the method is not offered here", .hint = ""}));
    else if (path.starts_with("/api/"))
        responder.send(problem(
            {.status = 404, .code = "not_found", .detail = "there is no such path", .hint = "docs/api.md lists them"}));
    return known || path.starts_with("/api/");
}

net::Response LiveApi::bars(const net::Request& request, std::string_view symbol) {
    const std::size_t limit = limit_of(request, 500);
    if (limit == 0) return bad_limit();
    const auto id = simulation_.instruments().find(symbol_of(symbol));
    if (id.is_none())
        return problem({.status = 404,
                        .code = "not_found",
                        .detail = "unknown instrument",
                        .hint = "GET /api/v1/status lists them"});
    const auto text = query_value(request, "interval");
    const auto intervals = simulation_.history().intervals(id);
    const auto interval = text.empty()
                              ? (intervals.empty() ? Result<Duration>(1min) : Result<Duration>(intervals.front()))
                              : parse_duration(text);
    if (!interval) return problem(interval.error());
    if (auto found = runtime::bars_json(simulation_, id, *interval, limit)) return json_response(std::move(*found));
    return problem({.status = 404,
                    .code = "not_found",
                    .detail = "no bars of this interval",
                    .hint = "GET /api/v1/status lists them"});
}

net::Response LiveApi::act(const domain::Command& command) {
    if (const auto done = simulation_.command(command); !done) return problem(done.error());
    auto status = runtime::status_json(simulation_, info());
    publish("status", status);
    return json_response(std::move(status));
}

Result<> LiveApi::emergency_stop(std::string_view reason, bool flatten) {
    return simulation_.command(
        domain::EmergencyStop{.flatten = flatten, .reason = reason.empty() ? "no reason given" : reason});
}

net::Response LiveApi::emergency(const net::Request& request) {
    const auto reason = body_field(request, "reason"), flatten = body_field(request, "flatten");
    if (!reason) return problem(reason.error());
    if (!flatten) return problem(flatten.error());
    const Duration begin = net::steady_time();
    const std::size_t open = simulation_.engine().orders().open_count();
    if (const auto done = emergency_stop(*reason, *flatten == "true"); !done) return problem(done.error());
    const std::size_t left = simulation_.engine().orders().open_count();
    publish("status", runtime::status_json(simulation_, info()));
    JsonWriter w;
    w.begin_object().field("gate_closed_us", (net::steady_time() - begin).count() / 1000).field("orders_open", open);
    w.field("orders_canceled", open - std::min(open, left)).field("orders_unconfirmed", left).end_object();
    return json_response(std::move(w).take());
}

net::Response LiveApi::reset(const net::Request& request) {
    const auto confirm = body_field(request, "confirm");
    if (!confirm) return problem(confirm.error());
    if (confirm->empty()) {
        if (const auto done = simulation_.command(domain::ResetEmergency{}); !done) return problem(done.error());
        reset_code_ = fmt::format("{:04x}", net::steady_time().count() / 1000 & 0xffff);
        const auto& cause = simulation_.engine().emergency().cause();
        JsonWriter w;
        w.begin_object().field("confirm", reset_code_).field("expires_in_s", 60);
        w.field("orders_open", simulation_.engine().orders().open_count());
        w.field("positions_open", std::ranges::count_if(simulation_.engine().portfolio().positions(),
                                                        [](const auto& p) { return !p.is_flat(); }));
        w.field("cause", cause.reason.view()).end_object();
        return json_response(std::move(w).take());
    }
    if (*confirm != reset_code_ || reset_code_.empty())
        return problem({.status = 409,
                        .code = "rejected",
                        .detail = "the confirmation is not the one that was given",
                        .hint = "ask for a new one with {}"});
    reset_code_.clear();
    return act(domain::ResetEmergency{.confirm = true});
}

std::string LiveApi::message(std::string_view type, std::string_view data) const {
    return fmt::format(R"({{"type":"{}","data":{},"seq":{},"ts":"{}"}})", type, data, seq_,
                       to_iso8601(net::wall_time()));
}

void LiveApi::publish(std::string_view type, std::string_view data) {
    if (!can_send_) return;
    ++seq_;
    fanout_.publish(message(type, data), type, std::to_string(seq_));
}

void LiveApi::publish_changes() {
    if (!std::exchange(changed_, false)) return;
    publish("portfolio_update", runtime::portfolio_update_json(simulation_));
    for (std::uint32_t i = 0; i < simulation_.instruments().size(); ++i)
        if (!simulation_.engine().portfolio().position(InstrumentId(i)).is_flat())
            publish("position_update", runtime::position_json(simulation_, InstrumentId(i)));
    for (const auto& bar : new_bars_) publish("bar", runtime::bar_json(simulation_, bar));
    new_bars_.clear();
}

void LiveApi::on_order(const domain::Order& order) { publish("order_update", runtime::order_json(simulation_, order)); }
void LiveApi::on_fill(const domain::Fill& fill) {
    publish("fill", runtime::fill_json(simulation_, fill));
    publish("position_update", runtime::position_json(simulation_, fill.instrument));
}
void LiveApi::on_ballot(const domain::Ballot& ballot) { publish("signal", runtime::ballot_json(simulation_, ballot)); }
void LiveApi::on_alert(const domain::Alert& alert) { publish("alert", runtime::alert_json(simulation_, alert)); }
void LiveApi::on_trade(const domain::RoundTrip& trade) {
    publish("trade_update", runtime::trade_update_json(simulation_, trade, "CLOSED"));
}

void LiveApi::on_bar(const domain::BarClosed& bar) {
    const auto same = [&](const domain::BarClosed& b) {
        return b.instrument == bar.instrument && b.interval == bar.interval;
    };
    if (const auto it = std::ranges::find_if(new_bars_, same); it != new_bars_.end())
        *it = bar;
    else
        new_bars_.push_back(bar);
}

}  // namespace argosy::app
