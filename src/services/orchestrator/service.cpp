#include "services/orchestrator/service.hpp"

#include <fmt/format.h>

#include "api/endpoint.hpp"
#include "base/json_writer.hpp"
#include "engine/engine.hpp"
#include "runtime/lookup.hpp"
#include "services/orchestrator/emergency.hpp"
#include "services/orchestrator/views.hpp"

namespace argosy::services::orchestrator {
namespace {

using net::Method;

class Service final : public host::Service {
public:
    explicit Service(const Parts& parts)
        : parts_(parts),
          core_(parts.core),
          started_at_(net::wall_time()),
          emergency_(parts.loop, parts.core, parts.state,
                     [this](const StopCaller& caller, std::string_view reason, const StopReport& report) {
                         tell_stop(caller, reason, report);
                     }),
          cycles_({.loop = parts.loop,
                   .core = parts.core,
                   .topic = parts.bus.topic(parts.subjects.performance),
                   .store = parts.store,
                   .writer = parts.writer,
                   .settings = parts.cycles}) {}

    Result<> start() override {
        emergency_.start();
        if (parts_.door != nullptr) {
            parts_.door->trip = [this](std::string_view actor, std::string_view reason, bool flatten,
                                       std::string_view key) {
                return config::json_line(emergency_.trip({std::string(actor), true}, reason, flatten, key));
            };
        }
        ARGOSY_TRY(cycles_.start(), "orchestrator");
        add_trading();
        add_emergency();
        add_cycles();
        add_pairs();
        add_ops();
        return {};
    }
    void stop() noexcept override {
        if (parts_.door != nullptr) parts_.door->trip = nullptr;
        cycles_.stop();
        emergency_.stop();
    }
    [[nodiscard]] host::Health health() const override {
        if (core_.engine().emergency().is_tripped())
            return {.condition = host::Condition::degraded, .detail = "the emergency stop is latched"};
        return {};
    }

private:
    static api::Route route(Method method, std::string path, std::vector<std::string> aliases, std::string summary,
                            api::Role role = api::Role::viewer) {
        return {.method = method,
                .path = std::move(path),
                .summary = std::move(summary),
                .role = role,
                .service = "orchestrator",
                .aliases = std::move(aliases)};
    }

    [[nodiscard]] TradingStatus status() const {
        TradingStatus out;
        static_cast<runtime::Status&>(out) = runtime::status_of(
            core_, {.version = parts_.version, .wall_time = net::wall_time(), .started_at = started_at_});
        const auto portfolio = runtime::portfolio_of(core_);
        out.cycle_count = cycles_.counts().all;
        out.active_trades = portfolio.active_trades;
        out.total_pnl = portfolio.total_pnl.to_double();
        if (!cycles_.recent().empty()) out.last_cycle = cycles_.recent().back().start_time;
        out.uptime = std::chrono::duration<double>(net::wall_time() - started_at_).count();
        if (const auto& e = core_.engine().emergency(); e.is_tripped())
            out.cause = std::string(e.cause().reason.view());
        return out;
    }

    Result<TradingStatus> act(const domain::Command& command) {
        ARGOSY_TRY(core_.command(command), "trading");
        return status();
    }

    void add_trading() {
        endpoint(parts_.router,
                 route(Method::get, "/api/v1/trading/status", {"/api/v1/status", "/ops/status"}, "what runs, and how"),
                 [this](const api::Nothing&, const api::Call&) -> Result<TradingStatus> { return status(); });
        endpoint(parts_.router,
                 route(Method::post, "/api/v1/trading/start", {"/api/control/start", "/ops/start"}, "allow new entries",
                       api::Role::trader),
                 [this](const api::Nothing&, const api::Call&) { return act(domain::StartTrading{}); });
        endpoint(parts_.router,
                 route(Method::post, "/api/v1/trading/stop", {"/api/control/stop", "/ops/stop"},
                       "no new entries; exits and protection go on", api::Role::trader),
                 [this](const api::Nothing&, const api::Call&) { return act(domain::StopTrading{}); });
        endpoint(
            parts_.router, route(Method::get, "/api/v1/trading/active-trades", {}, "open trades"),
            [this](const api::Nothing&, const api::Call&) -> Result<ActiveTrades> { return active_trades(core_); });
    }

    void tell_stop(const StopCaller& caller, std::string_view reason, const StopReport& report) const {
        const std::string warning = report.warning ? "; " + *report.warning : "";
        if (parts_.witness.log)
            parts_.witness.log(fmt::format("emergency stop by {}: \"{}\", {} orders canceled, {} unconfirmed{}",
                                           caller.actor, reason, report.orders_canceled, report.orders_unconfirmed,
                                           warning));
        if (!parts_.witness.record || caller.is_audited) return;
        JsonWriter what;
        what.begin_object().field("reason", reason).end_object();
        parts_.witness.record({.actor = caller.actor,
                               .action = "orchestrator.emergency_stop",
                               .target = "trading",
                               .method = {},
                               .path = {},
                               .trace = {},
                               .result = report.warning.value_or("ok"),
                               .what = std::move(what).take()});
    }

    /// By itself, not through endpoint(): what the body says comes second to stopping.
    void add_emergency() {
        auto stop = route(Method::post, "/api/v1/trading/emergency-stop", {"/ops/emergency-stop"},
                          "cancel everything, block new orders, latch", api::Role::trader);
        stop.input = &type_of<StopInput>;
        stop.output = &type_of<StopReport>;
        stop.runs_in_any_case = true;
        stop.takes_idempotency_key = true;
        parts_.router.add(std::move(stop), [this](const api::Call& call) -> Result<net::Response> {
            StopInput in;
            const auto problem = api::read_input(call, type_of<StopInput>(), &in);
            if (problem) in = {.reason = "the request could not be read", .flatten = false};
            auto report = emergency_.trip({audit::change_of(call, "", "").actor, true}, in.reason, in.flatten,
                                          call.request().headers.value("Idempotency-Key"));
            if (problem) report.warning = "stopped, but the request was not understood: " + problem->detail;
            return api::json_response(config::json_line(report));
        });
        auto reset = route(Method::post, "/api/v1/trading/emergency-reset", {"/ops/emergency-reset"},
                           "clear the latch, in two steps", api::Role::risk);
        endpoint(parts_.router, std::move(reset),
                 [this](const ResetInput& in, const api::Call&) -> Result<net::Response> {
                     if (in.confirm.empty()) {
                         ARGOSY_LET(const auto offer, emergency_.offer_reset(), "");
                         return api::json_response(config::json_line(offer));
                     }
                     ARGOSY_TRY(emergency_.confirm_reset(in.confirm), "");
                     return api::json_response(config::json_line(status()));
                 });
    }

    void add_cycles() {
        endpoint(parts_.router,
                 route(Method::post, "/api/v1/trading/cycle/{cycle_type}", {}, "run one cycle now", api::Role::trader),
                 [this](const CycleInput& in, const api::Call&) -> Result<messages::Cycle> {
                     return cycles_.run(in.cycle_type);
                 });
        endpoint(parts_.router, route(Method::get, "/api/v1/trading/cycle-stats", {}, "what the cycles did"),
                 [this](const api::Nothing&, const api::Call&) -> Result<CycleStats> { return stats_of(cycles_); });
        endpoint(parts_.router, route(Method::get, "/api/v1/trading/cycles", {}, "finished cycles, newest first"),
                 [this](const CyclesQuery& in, const api::Call&) { return stored_cycles(in); });
    }

    Result<api::Rendered<CyclesPage>> stored_cycles(const CyclesQuery& in) const {
        const store::PageRequest request{.limit = static_cast<std::size_t>(in.limit), .cursor = in.cursor};
        ARGOSY_LET(const auto page, parts_.store.read([&](const store::Tables& t) {
            return t.streams().list({.stream = std::string(Cycles::stream), .key = {}, .time = {}}, request);
        }),
                   "cycles");
        JsonWriter w;
        w.begin_object().key("cycles").begin_array();
        for (const auto& row : page.rows) w.raw(row.body);
        w.end_array().field("next_cursor", page.next).end_object();
        return api::Rendered<CyclesPage>{std::move(w).take()};
    }

    void add_pairs() {
        endpoint(parts_.router,
                 route(Method::get, "/api/v1/pairs/candidates", {}, "pairs by volume and volatility of 24 hours"),
                 [this](const PairCriteria& in, const api::Call&) -> Result<CandidateList> {
                     ARGOSY_LET(auto rows, candidates(core_, in), "");
                     std::erase_if(rows, [](const Candidate& c) { return !c.fits; });
                     return CandidateList{std::move(rows)};
                 });
        endpoint(parts_.router, route(Method::get, "/api/v1/pairs/selected", {}, "pairs being traded"),
                 [this](const api::Nothing&, const api::Call&) { return selected(); });
        endpoint(parts_.router,
                 route(Method::post, "/api/v1/pairs/select", {}, "choose pairs: new positions in these only",
                       api::Role::trader),
                 [this](const PairChoice& in, const api::Call&) { return select(in); });
    }

    Result<PairList> selected() const {
        ARGOSY_LET(auto rows, candidates(core_, {}), "");
        std::erase_if(rows, [](const Candidate& c) { return !c.selected; });
        return PairList{.pairs = std::move(rows), .all = !core_.engine().checks().has_selection()};
    }

    Result<PairList> select(const PairChoice& in) {
        ARGOSY_LET(const auto command, selection_of(in), "");
        ARGOSY_TRY(core_.command(command), "select");
        return selected();
    }

    Result<domain::SelectInstruments> selection_of(const PairChoice& in) const {
        if (in.all) return domain::SelectInstruments{.all = true};
        domain::SelectInstruments out;
        const auto add = [&](const std::string& pair) -> Result<> {
            ARGOSY_LET(const auto id, runtime::find_instrument(core_, pair, in.exchange), "");
            if (std::ranges::find(out.instruments, id) == out.instruments.end()) out.instruments.push_back(id);
            return {};
        };
        for (const auto* list : {&in.pairs, &in.symbols})
            for (const auto& pair : *list) ARGOSY_TRY(add(pair), "");
        if (!out.instruments.empty()) return out;
        if (!in.min_volume_24h && !in.min_volatility && !in.max_pairs)
            return fail(Errc::invalid_argument, "nothing is chosen", "give pairs, criteria, or all: true");
        ARGOSY_LET(const auto rows, candidates(core_, in), "");
        for (const auto& row : rows)
            if (row.fits) ARGOSY_TRY(add(row.pair), "");
        return out;
    }

    void add_ops() {
        endpoint(parts_.router, route(Method::get, "/ops/risk", {}, "the risk state"),
                 [this](const api::Nothing&, const api::Call&) -> Result<messages::RiskState> {
                     return runtime::risk_of(core_);
                 });
        endpoint(parts_.router, route(Method::get, "/ops/services", {}, "the services of this process"),
                 [this](const api::Nothing&, const api::Call&) -> Result<ServiceRows> { return services(); });
        endpoint(parts_.router, route(Method::get, "/ops/reports", {}, "the last reports"),
                 [this](const api::Nothing&, const api::Call&) { return reports(); });
        const auto crisis = [this](std::string path, std::string summary, domain::RiskState state) {
            endpoint(parts_.router, route(Method::post, std::move(path), {}, std::move(summary), api::Role::risk),
                     [this, state](const CrisisInput& in, const api::Call&) { return set_crisis(state, in.cause); });
        };
        crisis("/ops/crisis/on", "exits only, until it is ended by hand", domain::RiskState::crisis);
        crisis("/ops/crisis/off", "end crisis mode", domain::RiskState::normal);
    }

    Result<messages::RiskState> set_crisis(domain::RiskState wanted, std::string_view cause) {
        const auto now = core_.engine().monitor().state();
        if (now == wanted || (wanted == domain::RiskState::crisis && now > wanted)) return runtime::risk_of(core_);
        ARGOSY_TRY(core_.command(domain::SetRiskMode{wanted, cause.empty() ? "by hand, through operations" : cause}),
                   "");
        return runtime::risk_of(core_);
    }

    [[nodiscard]] ServiceRows services() const {
        ServiceRows out;
        if (!parts_.services) return out;
        for (const auto& s : parts_.services())
            out.services.push_back({.name = s.name,
                                    .state = std::string(to_string(s.state)),
                                    .condition = std::string(to_string(s.health.condition)),
                                    .detail = s.health.detail,
                                    .error = s.error,
                                    .since = s.since});
        return out;
    }

    [[nodiscard]] Result<ReportRows> reports() const {
        ARGOSY_LET(const auto page, parts_.store.read([](const store::Tables& t) {
            return t.streams().list({.stream = "reports", .key = {}, .time = {}}, {.limit = 20, .cursor = {}});
        }),
                   "reports");
        ReportRows out;
        for (const auto& row : page.rows)
            out.reports.push_back({.sequence = row.sequence, .time = row.time, .key = row.key});
        return out;
    }

    Parts parts_;
    runtime::Simulation& core_;
    Time started_at_;
    Emergency emergency_;
    Cycles cycles_;
};

}  // namespace

host::ServiceSpec spec(Parts parts) {
    return {.name = "orchestrator",
            .needs = {"execution", "risk"},
            .make = [parts = std::move(parts)]() -> Result<std::unique_ptr<host::Service>> {
                return std::make_unique<Service>(parts);
            }};
}

}  // namespace argosy::services::orchestrator
