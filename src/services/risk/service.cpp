#include "services/risk/service.hpp"

#include <algorithm>

#include "api/endpoint.hpp"
#include "auth/principal.hpp"
#include "domain/order_value.hpp"
#include "engine/engine.hpp"
#include "net/loop.hpp"
#include "runtime/lookup.hpp"
#include "runtime/views.hpp"
#include "services/risk/assess.hpp"
#include "services/risk/limits.hpp"

namespace argosy::services::risk {
namespace {

struct PositionName {
    std::string position_id;
};
void describe(Described<PositionName>& d) {
    d.name("position_name").field("position_id", &PositionName::position_id, {.doc = "A symbol, or a trade's id."});
}

struct StopsInput {
    std::string position_id, symbol, pair, exchange;
    std::optional<Price> stop_loss, stop_price, take_profit;
};
void describe(Described<StopsInput>& d) {
    using T = StopsInput;
    d.name("stops_input").field("position_id", &T::position_id).field("symbol", &T::symbol).field("pair", &T::pair);
    d.field("exchange", &T::exchange).field("stop_loss", &T::stop_loss, {.above = Price{}});
    d.field("stop_price", &T::stop_price, {.above = Price{}, .doc = "The same as stop_loss."});
    d.field("take_profit", &T::take_profit, {.above = Price{}});
}

struct Cause {
    std::string cause, reason;
};
void describe(Described<Cause>& d) {
    d.name("cause").field("cause", &Cause::cause, {.doc = "Is kept with the state."}).field("reason", &Cause::reason);
}

using LimitsReply = api::Reply<LimitsView>;

void send(LimitsReply& reply, const LimitsView& view) {
    auto response = api::json_response(config::json_line(view));
    response.headers.set("ETag", etag_of(view));
    reply.send(std::move(response));
}

class Service final : public host::Service {
public:
    explicit Service(const Parts& parts) : router_(parts.router), core_(parts.core), settings_(parts.settings) {}

    Result<> start() override {
        add_state();
        add_limits();
        add_trades();
        add_actions();
        return {};
    }
    void stop() noexcept override {}

private:
    static api::Route route(net::Method method, std::string path, std::vector<std::string> aliases, std::string summary,
                            api::Role role = api::Role::viewer) {
        return {.method = method,
                .path = std::move(path),
                .summary = std::move(summary),
                .role = role,
                .service = "risk",
                .aliases = std::move(aliases)};
    }

    void add_state() {
        using net::Method;
        endpoint(router_, route(Method::get, "/api/v1/risk", {}, "risk state, gauges and protections"),
                 [this](const api::Nothing&, const api::Call&) -> Result<messages::RiskState> {
                     return runtime::risk_of(core_);
                 });
        endpoint(router_, route(Method::get, "/api/v1/risk/exposure", {}, "exposure now"),
                 [this](const api::Nothing&, const api::Call&) -> Result<ExposureView> { return exposure_of(core_); });
        endpoint(router_,
                 route(Method::get, "/api/v1/risk/position/{position_id}", {"/risk/position/{position_id}"},
                       "risk of one open position"),
                 [this](const PositionName& in, const api::Call&) { return risk_of_position(core_, in.position_id); });
    }

    void add_limits() {
        endpoint_later(
            router_, route(net::Method::get, "/api/v1/risk/limits", {"/risk/limits"}, "the limits in force"),
            [this](const api::Nothing&, const api::Call&, LimitsReply reply) { send(reply, limits_of(core_)); });
        endpoint_later(router_,
                       route(net::Method::put, "/api/v1/risk/limits", {"/risk/limits"},
                             "set limits; If-Match names the state they are changed from", api::Role::risk),
                       [this](const LimitsChange& in, const api::Call& call, LimitsReply reply) {
                           const auto command = admit(in, call);
                           if (!command) return reply.send(api::to_response(command.error(), call.trace_id()));
                           set_limits(*command, call, std::move(reply));
                       });
    }

    /// The change as a command, if this caller may make it now.
    std::expected<domain::SetLimits, api::Problem> admit(const LimitsChange& in, const api::Call& call) {
        const LimitsView now = limits_of(core_);
        if (auto problem = check_match(now, call)) return std::unexpected(std::move(*problem));
        const auto command = to_command(in);
        if (!command) return std::unexpected(api::problem_of(command.error()));
        const auto then = after(now, *command);
        if (!then) return std::unexpected(api::problem_of(then.error()));
        if (loosens(now, *then))
            if (auto problem = check_step_up(call)) return std::unexpected(std::move(*problem));
        return *command;
    }

    /// The size of positions is a matter of the books, and no setting that a version takes to the running core.
    void set_limits(domain::SetLimits limits, const api::Call& call, LimitsReply reply) {
        const auto sizes =
            std::ranges::partition(limits.values, [](const auto& v) { return v.name != "position_size"; });
        const domain::SetLimits size{{sizes.begin(), sizes.end()}};
        limits.values.erase(sizes.begin(), sizes.end());
        auto done = [this, size, trace = call.trace_id(), reply = std::move(reply)](Result<> made) mutable {
            if (made && !size.values.empty()) made = core_.command(size);
            if (!made) return reply.send(api::to_response(api::problem_of(made.error()), trace));
            send(reply, limits_of(core_));
        };
        if (limits.values.empty()) return done({});
        if (!settings_) return done(core_.command(limits));
        settings_({.limits = std::move(limits), .author = call.who().name, .trace = call.trace_id()}, std::move(done));
    }

    static std::optional<api::Problem> check_match(const LimitsView& now, const api::Call& call) {
        const auto& headers = call.request().headers;
        if (!headers.get("If-Match"))
            return api::make_problem(428,
                                     "limits are changed with If-Match only, so that nobody undoes another's change",
                                     "send the ETag that GET answered");
        if (headers.has_token("If-Match", "*") || headers.has_token("If-Match", etag_of(now))) return std::nullopt;
        return api::make_problem(412, "the limits have changed since they were read", "read them again, then decide");
    }

    static std::optional<api::Problem> check_step_up(const api::Call& call) {
        if (call.request().is_local_user) return std::nullopt;
        const auto fresh = auth::require_step_up(call.who(), net::wall_time());
        if (fresh) return std::nullopt;
        auto problem = api::make_problem(403, "this raises a limit: " + std::string(fresh.error().message()),
                                         fresh.error().hint());
        problem.code = "step_up_required";
        return problem;
    }

    void add_trades() {
        endpoint(
            router_,
            route(net::Method::post, "/api/v1/risk/check", {"/api/v1/risk/assess", "/risk/assess", "/api/assess-risk"},
                  "would this trade pass, and what would it put at risk"),
            [this](const Trade& in, const api::Call&) { return assess(in, core_); });
        endpoint(router_,
                 route(net::Method::post, "/api/v1/risk/stops", {"/api/update-stops"},
                       "move stop loss and take profit of an open position", api::Role::trader),
                 [this](const StopsInput& in, const api::Call&) { return move_stops(in); });
    }

    Result<PositionRisk> move_stops(const StopsInput& in) {
        const std::string& name = !in.position_id.empty() ? in.position_id : !in.symbol.empty() ? in.symbol : in.pair;
        if (name.empty()) return fail(Errc::invalid_argument, "position_id or symbol is missing");
        const auto stop = in.stop_loss ? in.stop_loss : in.stop_price;
        if (!stop && !in.take_profit) return fail(Errc::invalid_argument, "stop_loss or take_profit is missing");
        ARGOSY_LET(const auto id, find_position(core_, name, in.exchange), "");
        const auto& engine = core_.engine();
        ARGOSY_TRY(domain::validate_value(core_.instruments()[id], engine.portfolio().position(id).qty.abs(),
                                          {stop.value_or(Price{}), in.take_profit.value_or(Price{})},
                                          engine.exposure().rate(id)),
                   "");
        ARGOSY_TRY(
            core_.command(domain::MoveStops{
                .instrument = id, .stop = stop.value_or(Price{}), .take_profit = in.take_profit.value_or(Price{})}),
            "");
        return risk_of_position(core_, core_.instruments()[id].symbol);
    }

    void add_actions() {
        const auto mode = [this](std::string path, std::string summary, domain::RiskState state) {
            endpoint(router_, route(net::Method::post, std::move(path), {}, std::move(summary), api::Role::risk),
                     [this, state](const Cause& in, const api::Call& call) -> Result<messages::RiskState> {
                         const std::string& said = in.cause.empty() ? in.reason : in.cause;
                         const std::string cause = (said.empty() ? "no cause given" : said) + ", " + call.who().name;
                         if (const auto now = core_.engine().monitor().state();
                             state == now || (state == domain::RiskState::crisis && now > state))
                             return runtime::risk_of(core_);  // it is so already
                         ARGOSY_TRY(core_.command(domain::SetRiskMode{state, std::string_view(cause)}), "");
                         return runtime::risk_of(core_);
                     });
        };
        mode("/api/v1/risk/crisis/on", "crisis mode: exits only, until it is ended by hand", domain::RiskState::crisis);
        mode("/api/v1/risk/crisis/off", "end crisis mode; a loss that is still there starts it again",
             domain::RiskState::normal);
        endpoint(router_,
                 route(net::Method::post, "/api/v1/risk/rearm", {},
                       "after a person has looked: back to normal, all bases restart", api::Role::risk),
                 [this](const api::Nothing&, const api::Call&) -> Result<messages::RiskState> {
                     ARGOSY_TRY(core_.command(domain::RearmRisk{}), "");
                     return runtime::risk_of(core_);
                 });
    }

    api::Router& router_;
    runtime::Simulation& core_;
    LimitsPort settings_;
};

}  // namespace

host::ServiceSpec spec(Parts parts) {
    return {.name = "risk", .needs = {"execution"}, .make = [parts]() -> Result<std::unique_ptr<host::Service>> {
                return std::make_unique<Service>(parts);
            }};
}

}  // namespace argosy::services::risk
