#include "services/freqtrade/service.hpp"

#include <algorithm>
#include <charconv>

#include "api/json.hpp"
#include "base/json_writer.hpp"
#include "engine/engine.hpp"
#include "services/freqtrade/bodies.hpp"
#include "services/freqtrade/money.hpp"
#include "services/freqtrade/sign_in.hpp"
#include "services/freqtrade/trades.hpp"
#include "services/freqtrade/views.hpp"

namespace argosy::services::freqtrade {
namespace {

using net::Method;

net::Response status_response(std::string_view text) {
    JsonWriter w;
    w.begin_object().field("status", text).end_object();
    return api::json_response(std::move(w).take());
}

class Service final : public host::Service {
public:
    explicit Service(Parts parts)
        : parts_(std::move(parts)),
          core_(parts_.core),
          sign_in_(parts_.door, entropy_),
          server_(
              parts_.loop, [this](const net::Request& r, net::Responder to) { handle(r, std::move(to)); },
              api::with_problems()) {}

    Result<> start() override {
        if (parts_.door.gate != nullptr) router_.guard_with(*parts_.door.gate);
        // FreqUI asks with credentials always (withCredentials of its HTTP client), though it signs in with a token.
        ARGOSY_LET(auto cors, api::Cors::make({.origins = parts_.settings.cors_origins, .allows_credentials = true}),
                   "freqtrade.cors_origins");
        if (!cors.origins().empty()) router_.allow_origins(std::move(cors));
        router_.allow_hosts(parts_.settings.host_names);
        if (parts_.changed) router_.log_changes([this](const api::Changed& changed) { parts_.changed(changed); });
        sign_in_.add_routes(router_);
        add_state_routes();
        add_money_routes();
        add_trade_routes();
        add_control_routes();
        add_trade_control_routes();
        const auto& s = parts_.settings;
        ARGOSY_LET(const auto port,
                   s.tls.private_key.empty() ? server_.listen(s.address, s.port)
                                             : server_.listen_tls(s.address, s.port, s.tls),
                   "freqtrade.port");
        if (parts_.listening) parts_.listening(port);
        return {};
    }
    void stop() noexcept override {
        server_.stop([] {});
    }
    Result<> reload() override { return parts_.settings.tls.private_key.empty() ? Result<>{} : server_.reload_tls(); }

private:
    /// A refresh token comes where access tokens do. The gate, which knows no such token, does not get to see it.
    void handle(const net::Request& request, net::Responder to) {
        if (request.path() != SignIn::refresh_path) return router_.handle(request, std::move(to));
        net::Request hidden = request;  // is answered at once, so it may end here
        hidden.headers.remove("Authorization");
        hidden.headers.set(SignIn::refresh_header, request.headers.value("Authorization"));
        router_.handle(hidden, std::move(to));
    }

    using Handler = std::move_only_function<Result<net::Response>(const api::Call&)>;

    /// Errors go out as freqtrade's do: {"detail":...}.
    void add(Method method, std::string path, std::string summary, api::Role role, Handler handler,
             std::vector<std::string> aliases = {}) {
        router_.add({.method = method,
                     .path = "/api/v1" + std::move(path),
                     .summary = std::move(summary),
                     .role = role,
                     .service = "freqtrade",
                     .aliases = std::move(aliases)},
                    [handler = std::move(handler)](const api::Call& call) mutable -> Result<net::Response> {
                        auto answer = handler(call);
                        if (answer) return answer;
                        const auto problem = api::problem_of(answer.error());
                        const std::string hint = problem.hint.empty() ? "" : ": " + problem.hint;
                        return detail_response(problem.status, problem.detail + hint);
                    });
    }
    void show(std::string path, std::string summary, std::function<Result<std::string>(const api::Call&)> make) {
        add(Method::get, std::move(path), std::move(summary), api::Role::viewer,
            [make = std::move(make)](const api::Call& call) -> Result<net::Response> {
                ARGOSY_LET(auto text, make(call), "");
                return api::json_response(std::move(text));
            });
    }

    void add_state_routes() {
        add(Method::get, "/ping", "Is it there?", api::Role::anyone,
            [](const api::Call&) -> Result<net::Response> { return status_response("pong"); });
        show("/version", "Version", [this](const api::Call&) {
            JsonWriter w;
            return std::move(w.begin_object().field("version", "argosy " + parts_.version).end_object()).take();
        });
        show("/show_config", "Settings", [this](const api::Call&) { return show_config_json(core_, parts_.version); });
        show("/whitelist", "Pairs", [this](const api::Call&) { return whitelist_json(core_); });
        show("/blacklist", "Pairs that are left out", [](const api::Call&) { return blacklist_json(); });
        show("/locks", "Rests of protections", [this](const api::Call&) { return locks_json(core_); });
        show("/strategies", "Strategies", [this](const api::Call&) { return strategies_json(core_); });
        show("/plot_config", "Indicators to draw: none",
             [](const api::Call&) -> Result<std::string> { return std::string(R"({"main_plot":{},"subplots":{}})"); });
        show("/health", "When something happened last", [this](const api::Call&) {
            JsonWriter w;
            w.begin_object().field("last_process", date_text(core_.now()));
            return std::move(w.field("last_process_ts", milliseconds(core_.now()) / 1000).end_object()).take();
        });
        show("/logs", "Alerts", [this](const api::Call& call) -> Result<std::string> {
            ARGOSY_LET(const auto limit, call.query_number("limit", 200, 1, 1000), "");
            return logs_json(core_, static_cast<std::size_t>(limit));
        });
        add_candle_routes();
    }

    void add_candle_routes() {
        show("/pair_candles", "Bars", [this](const api::Call& call) -> Result<std::string> {
            ARGOSY_LET(const auto limit, call.query_number("limit", 500, 1, 5000), "");
            return candles_json(core_, std::string(call.query("pair").value_or("")),
                                std::string(call.query("timeframe").value_or("")), static_cast<std::size_t>(limit));
        });
        add(Method::post, "/pair_candles", "Bars", api::Role::viewer,
            [this](const api::Call& call) -> Result<net::Response> {
                ARGOSY_LET(const CandleRequest in, read_candle_request(call.body()), "");
                ARGOSY_LET(auto text, candles_json(core_, in.pair, in.timeframe, in.limit), "");
                return api::json_response(std::move(text));
            });
    }

    void add_money_routes() {
        show("/balance", "Balance", [this](const api::Call&) { return balance_json(core_); });
        show("/profit", "Profit", [this](const api::Call&) { return profit_json(core_); });
        show("/count", "Open trades", [this](const api::Call&) { return count_json(core_); });
        show("/performance", "Profit by pair", [this](const api::Call&) { return performance_json(core_); });
        show("/daily", "Profit by day", [this](const api::Call& call) { return periods(call, Period::day); });
        show("/weekly", "Profit by week", [this](const api::Call& call) { return periods(call, Period::week); });
        show("/monthly", "Profit by month", [this](const api::Call& call) { return periods(call, Period::month); });
    }
    Result<std::string> periods(const api::Call& call, Period period) {
        ARGOSY_LET(const auto count, call.query_number("timescale", 7, 1, 366), "");
        return periods_json(core_, period, count);
    }

    void add_trade_routes() {
        show("/status", "Open trades", [this](const api::Call&) -> Result<std::string> {
            JsonWriter w;
            w.begin_array();
            for (const auto& t : open_trades(core_)) write_trade(w, core_, t, true);
            return std::move(w.end_array()).take();
        });
        show("/trades", "Closed trades", [this](const api::Call& call) { return trades(call); });
        show("/trade/{id}", "A trade", [this](const api::Call& call) { return trade(call.parameter("id")); });
        add(Method::post, "/forceexit", "Close the position of a trade", api::Role::trader,
            [this](const api::Call& call) { return force_exit(call); }, {"/api/v1/forcesell"});
    }

    Result<std::string> trades(const api::Call& call) {
        ARGOSY_LET(const auto limit, call.query_number("limit", 500, 1, 5000), "");
        ARGOSY_LET(const auto offset, call.query_number("offset", 0, 0, 1'000'000'000), "");
        const auto& all = closed_trades(core_);
        const auto total = static_cast<std::int64_t>(all.size());
        const auto from = std::min(offset, total), to = std::min(from + limit, total);
        JsonWriter w;
        w.begin_object().key("trades").begin_array();
        for (auto i = from; i < to; ++i) write_trade(w, core_, all[static_cast<std::size_t>(i)], false);
        w.end_array().field("trades_count", to - from).field("offset", offset).field("total_trades", total);
        return std::move(w.end_object()).take();
    }

    Result<std::string> trade(std::string_view id) {
        JsonWriter w;
        ARGOSY_LET(const auto wanted, number_of(id), "");
        if (const auto open = open_trade(wanted)) return write_trade(w, core_, *open, true), std::move(w).take();
        for (const auto& t : closed_trades(core_))
            if (trade_number(t) == wanted) return write_trade(w, core_, t, false), std::move(w).take();
        return fail(Errc::not_found, "Trade not found.");
    }

    static Result<std::int64_t> number_of(std::string_view text) {
        std::int64_t number = 0;
        const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (!text.empty() && ec == std::errc() && end == text.data() + text.size()) return number;
        return fail(Errc::invalid_argument, "invalid trade id, expected a number");
    }

    /// Only the position of a trade that is still open is closed: a number that is late closes nothing else.
    Result<net::Response> force_exit(const api::Call& call) {
        ARGOSY_LET(const ExitRequest request, read_exit_request(call.body()), "");
        if (request.has_amount) return fail(Errc::invalid_argument, "parts of a position cannot be closed here");
        ARGOSY_LET(const auto wanted, number_of(request.trade), "tradeid");
        ARGOSY_LET(const auto open, open_trade(wanted), "");
        ARGOSY_TRY(core_.command(domain::ClosePosition{.instrument = open.instrument}), "forceexit");
        JsonWriter w;
        w.begin_object().field("result", "Created exit order for trade " + std::to_string(wanted) + ".").end_object();
        return api::json_response(std::move(w).take());
    }

    /// Errors: rejected, when more than one has the number: never another one instead.
    Result<domain::RoundTrip> open_trade(std::int64_t wanted) const {
        auto open = open_trades(core_);
        std::erase_if(open, [&](const auto& t) { return trade_number(t) != wanted; });
        if (open.empty()) return fail(Errc::not_found, "no open trade " + std::to_string(wanted));
        if (open.size() == 1) return open.front();
        return fail(Errc::rejected, "more than one open trade has the number " + std::to_string(wanted),
                    "close the position by its symbol: POST /api/v1/positions/{symbol}/close");
    }

    /// Entries and exits that wait go; what protects the trade stays.
    Result<net::Response> cancel_open_orders(const api::Call& call) {
        ARGOSY_LET(const auto wanted, number_of(call.parameter("id")), "");
        ARGOSY_LET(const auto trade, open_trade(wanted), "");
        const auto waits = [&](const domain::Order& o) {
            return o.is_open() && o.request.instrument == trade.instrument && o.request.strategy == trade.strategy &&
                   (o.request.purpose == domain::OrderPurpose::entry ||
                    o.request.purpose == domain::OrderPurpose::exit);
        };
        std::vector<OrderId> waiting;
        for (const auto& order : core_.history().orders())
            if (waits(order)) waiting.push_back(order.id);
        for (const auto id : waiting) ARGOSY_TRY(core_.command(domain::RequestCancel{.order = id}), "open-order");
        return shown(call);
    }
    Result<net::Response> shown(const api::Call& call) {
        ARGOSY_LET(auto text, trade(call.parameter("id")), "");
        return api::json_response(std::move(text));
    }

    /// That API has it, this platform has not, and says so.
    void refuse(Method method, std::string path, std::string summary, const char* why, const char* instead) {
        add(method, std::move(path), std::move(summary), api::Role::trader,
            [why, instead](const api::Call&) -> Result<net::Response> { return fail(Errc::rejected, why, instead); });
    }

    void add_trade_control_routes() {
        add(Method::delete_, "/trades/{id}/open-order", "Cancel what a trade waits for", api::Role::trader,
            [this](const api::Call& call) { return cancel_open_orders(call); });
        add(Method::post, "/trades/{id}/reload", "A trade: it is never out of date", api::Role::trader,
            [this](const api::Call& call) { return shown(call); });
        refuse(Method::delete_, "/trades/{id}", "Delete a trade: refused", "trades are kept as they happened",
               "close one that is open by forceexit");
        for (const char* path : {"/forceenter", "/forcebuy"})
            refuse(Method::post, path, "Enter a trade: refused", "force_entry_enable is false",
                   "place an order at the main port: POST /api/v1/orders");
        for (const auto method : {Method::post, Method::delete_})
            refuse(method, "/blacklist", "Change the blacklist: refused", "there is no blacklist",
                   "select the pairs at the main port: POST /api/v1/pairs/select");
    }

    void add_control_routes() {
        add(Method::post, "/start", "Trade", api::Role::trader, [this](const api::Call&) -> Result<net::Response> {
            if (core_.engine().emergency().is_tripped()) return refuse_start();
            if (core_.is_trading()) return status_response("already running");
            ARGOSY_TRY(core_.command(domain::StartTrading{}), "start");
            return status_response("starting trader ...");
        });
        const auto stop = [this](const api::Call&) -> Result<net::Response> {
            if (!core_.is_trading()) return status_response("already stopped");
            ARGOSY_TRY(core_.command(domain::StopTrading{}), "stop");
            return status_response("stopping trader ...");
        };
        add(Method::post, "/stop", "Enter no more", api::Role::trader, stop,
            {"/api/v1/stopentry", "/api/v1/stopbuy", "/api/v1/pause"});
        add(Method::post, "/reload_config", "Read the settings again", api::Role::admin,
            [this](const api::Call&) -> Result<net::Response> {
                if (!parts_.reload)
                    return fail(Errc::rejected, "settings are not read again from here",
                                "change them at the main port: PUT /api/v1/config");
                ARGOSY_TRY(parts_.reload(), "reload_config");
                return status_response("Reloading config ...");
            });
    }
    std::unexpected<Error> refuse_start() const {
        return fail(
            Errc::rejected,
            "trading does not start: the emergency stop is latched (" +
                std::string(core_.engine().emergency().cause().reason.view()) + ")",
            "reset it at the main port in two steps, both POST /api/v1/trading/emergency-reset: {} answers with "
            "a code, then {\"confirm\": that code}");
    }

    Parts parts_;
    runtime::Simulation& core_;
    auth::SystemEntropy entropy_;
    api::Router router_;
    SignIn sign_in_;
    net::HttpServer server_;
};

}  // namespace

host::ServiceSpec spec(Parts parts) {
    const auto shared = std::make_shared<Parts>(std::move(parts));
    return {
        .name = "freqtrade", .needs = {"orchestrator"}, .make = [shared]() -> Result<std::unique_ptr<host::Service>> {
            return std::make_unique<Service>(*shared);
        }};
}

}  // namespace argosy::services::freqtrade
