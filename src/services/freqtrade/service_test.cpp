#include "services/freqtrade/service.hpp"

#include <gmock/gmock.h>
#include <set>

#include "engine/engine.hpp"
#include "services/freqtrade/trades.hpp"
#include "support/service_bench.hpp"

namespace argosy::services::freqtrade {
namespace {

using net::Method;
using testing::Answer;
using ::testing::HasSubstr;

/// Knows no bearer token at all.
class StrictGate final : public api::Gate {
public:
    explicit StrictGate(api::Gate& roles) : roles_(roles) {}
    std::expected<Admission, api::Problem> admit(const net::Request& request, const api::Route& route) override {
        if (request.headers.value("Authorization").starts_with("Bearer "))
            return std::unexpected(api::make_problem(401, "a token that is not known"));
        return roles_.admit(request, route);
    }
    void answered(const api::Route&, int, Duration) override {}

private:
    api::Gate& roles_;
};

/// The service over a core that has traded a day, with a doorkeeper who knows one name.
class FreqtradeTest : public testing::ServiceBench {
protected:
    void open(std::vector<std::string> origins = {}, std::function<Result<>()> reload = {}) {
        Doorkeeper door;
        door.gate = &strict;
        door.sign_in = [](const std::string& name, const auth::Secret& password, const std::string&,
                          Doorkeeper::Done done) {
            if (name != "ada" || password.reveal() != "correct horse")
                return done(fail(Errc::unauthorized, "name or password is wrong"));
            done(auth::TokenAnswer{.access_token = "access-0", .refresh_token = "refresh-0"});
        };
        door.refresh = [this](const std::string& token) -> Result<auth::TokenAnswer> {
            if (token != "refresh-" + std::to_string(refreshed)) return fail(Errc::unauthorized, "used already");
            ++refreshed;
            return auth::TokenAnswer{.access_token = "access-" + std::to_string(refreshed),
                                     .refresh_token = "refresh-" + std::to_string(refreshed)};
        };
        start(spec({.loop = loop,
                    .core = *core,
                    .door = std::move(door),
                    .version = "1.0",
                    .settings = {.port = 0, .cors_origins = std::move(origins)},
                    .listening = [this](std::uint16_t at) { port = at; },
                    .changed = [this](const api::Changed& c) { changes.emplace_back(c.path); },
                    .reload = std::move(reload)}));
    }
    std::unique_ptr<Answer> with(std::string_view authorization, std::string_view path) {
        net::Headers headers;
        headers.add("Authorization", authorization);
        return ask(Method::post, path, {}, {}, headers);
    }
    std::unique_ptr<Answer> api(std::string_view path) {
        auto answer = get("/api/v1" + std::string(path));
        EXPECT_EQ(answer->status, 200) << path << ": " << answer->text;
        return answer;
    }
    /// Every name must be there, whatever its value.
    static void expect_members(const Answer& answer, std::string_view at, std::initializer_list<const char*> names) {
        for (const char* name : names) EXPECT_TRUE(answer.has(std::string(at) + "/" + name)) << at << "/" << name;
    }

    StrictGate strict{gate};
    int refreshed = 0;
    std::vector<std::string> changes;
};

TEST(TradeNumber, what_began_in_one_millisecond_is_told_apart) {
    std::set<std::int64_t> numbers;
    constexpr std::uint32_t instruments = 100;
    constexpr std::uint16_t strategies = 20;
    for (std::uint32_t i = 0; i < instruments; ++i)
        for (std::uint16_t s = 0; s <= strategies; ++s) {
            domain::RoundTrip trip{.instrument = InstrumentId(i), .entry_time = *parse_iso8601("2039-01-01")};
            if (s < strategies) trip.strategy = StrategyId(s);
            EXPECT_TRUE(numbers.insert(trade_number(trip)).second) << i << " " << s;
            EXPECT_LT(trade_number(trip), std::int64_t{1} << 53);
        }
}

constexpr std::initializer_list<const char*> trade_members = {"trade_id",
                                                              "pair",
                                                              "base_currency",
                                                              "quote_currency",
                                                              "is_open",
                                                              "is_short",
                                                              "exchange",
                                                              "amount",
                                                              "stake_amount",
                                                              "max_stake_amount",
                                                              "strategy",
                                                              "enter_tag",
                                                              "timeframe",
                                                              "fee_open",
                                                              "fee_close",
                                                              "open_date",
                                                              "open_timestamp",
                                                              "open_rate",
                                                              "open_trade_value",
                                                              "close_date",
                                                              "close_timestamp",
                                                              "close_rate",
                                                              "close_profit",
                                                              "close_profit_pct",
                                                              "close_profit_abs",
                                                              "profit_ratio",
                                                              "profit_pct",
                                                              "profit_abs",
                                                              "realized_profit",
                                                              "exit_reason",
                                                              "stop_loss_abs",
                                                              "stop_loss_ratio",
                                                              "stop_loss_pct",
                                                              "has_open_orders",
                                                              "orders",
                                                              "leverage",
                                                              "liquidation_price",
                                                              "funding_fees",
                                                              "trading_mode"};

TEST_F(FreqtradeTest, lets_people_in_by_name_and_password_and_keeps_them_in) {
    open();
    const auto tokens = with("Basic YWRhOmNvcnJlY3QgaG9yc2U=", "/api/v1/token/login");  // ada:correct horse
    ASSERT_EQ(tokens->status, 200) << tokens->text;
    EXPECT_EQ(tokens->word("/access_token"), "access-0");
    const std::string handle = tokens->word("/refresh_token");
    EXPECT_THAT(handle, ::testing::Not(HasSubstr("refresh-0"))) << "the token itself stays here";
    for (int i = 1; i <= 3; ++i) {
        const auto again = with("Bearer " + handle, "/api/v1/token/refresh");
        EXPECT_EQ(again->status, 200) << again->text;
        EXPECT_EQ(again->word("/access_token"), "access-" + std::to_string(i)) << "the same handle serves again";
    }
    EXPECT_EQ(with("Bearer nonsense", "/api/v1/token/refresh")->status, 401);
}

TEST_F(FreqtradeTest, refuses_who_is_not_known) {
    open();
    for (const char* wrong :
         {"Basic YWRhOndyb25n", "Basic", "Basic ====", "Basic !!!!", "Basic YWRh", "Bearer x", ""}) {
        const auto answer = with(wrong, "/api/v1/token/login");
        EXPECT_EQ(answer->status, 401) << wrong;
        EXPECT_TRUE(answer->has("/detail")) << wrong;
    }
}

TEST_F(FreqtradeTest, roles_hold) {
    open();
    EXPECT_EQ(ask(Method::get, "/api/v1/ping", {}, "anyone")->word("/status"), "pong");
    for (const char* path : {"/api/v1/status", "/api/v1/balance", "/api/v1/logs", "/api/v1/show_config"})
        EXPECT_EQ(ask(Method::get, path, {}, "anyone")->status, 403) << path;
    for (const char* path : {"/api/v1/stop", "/api/v1/start", "/api/v1/stopbuy", "/api/v1/forceexit"})
        EXPECT_EQ(ask(Method::post, path, "{}", "viewer")->status, 403) << path;
}

TEST_F(FreqtradeTest, tells_what_it_is_and_does_not_promise_more) {
    open();
    const auto config = api("/show_config");
    EXPECT_EQ(config->number("/api_version"), 2.42);
    EXPECT_EQ(config->word("/state"), "running");
    EXPECT_EQ(config->word("/stake_currency"), "USDT");
    expect_members(*config, "",
                   {"version",
                    "dry_run",
                    "trading_mode",
                    "short_allowed",
                    "stake_amount",
                    "max_open_trades",
                    "minimal_roi",
                    "stoploss",
                    "timeframe",
                    "timeframe_ms",
                    "timeframe_min",
                    "exchange",
                    "strategy",
                    "force_entry_enable",
                    "exit_pricing",
                    "entry_pricing",
                    "bot_name",
                    "runmode",
                    "position_adjustment_enable",
                    "max_entry_position_adjustment",
                    "unfilledtimeout",
                    "order_types",
                    "stake_currency_decimals",
                    "stoploss_on_exchange"});
    EXPECT_THAT(api("/version")->word("/version"), HasSubstr("1.0"));
    EXPECT_EQ(api("/whitelist")->number("/length"), 3);
    EXPECT_EQ(api("/whitelist")->size("/whitelist"), 3U);
    EXPECT_EQ(api("/blacklist")->number("/length"), 0);
    EXPECT_GE(api("/locks")->number("/lock_count"), 0);
    EXPECT_GT(api("/strategies")->size("/strategies"), 0U);
    EXPECT_TRUE(api("/plot_config")->has("/main_plot"));
    EXPECT_TRUE(api("/health")->has("/last_process_ts"));
}

TEST_F(FreqtradeTest, trades_have_their_shape_and_come_in_pages) {
    open();
    const auto all = api("/trades?limit=5000");
    const auto total = static_cast<std::size_t>(all->number("/total_trades"));
    ASSERT_GT(total, 2U) << "the day had trades";
    EXPECT_EQ(all->size("/trades"), total);
    expect_members(*all, "/trades/0", trade_members);
    EXPECT_FALSE(bool(all->at("/trades/0/is_open").get_bool()));
    const auto page = api("/trades?limit=1&offset=1");
    EXPECT_EQ(page->number("/trades_count"), 1);
    EXPECT_EQ(page->number("/trades/0/trade_id"), all->number("/trades/1/trade_id"));
    const auto id = std::to_string(std::int64_t(all->at("/trades/1/trade_id").get_int64()));
    EXPECT_EQ(api("/trade/" + id)->word("/pair"), all->word("/trades/1/pair"));
    EXPECT_EQ(get("/api/v1/trade/1")->status, 404);
    EXPECT_EQ(get("/api/v1/trade/x")->status, 400);
    EXPECT_EQ(get("/api/v1/trades?limit=0")->status, 400);
}

TEST_F(FreqtradeTest, numbers_of_trades_are_unique_and_exact_in_javascript) {
    open();
    const auto all = api("/trades?limit=5000");
    std::set<std::int64_t> seen;
    for (const auto trade : all->at("/trades").get_array()) {
        const std::int64_t id = trade["trade_id"].get_int64();
        EXPECT_TRUE(seen.insert(id).second) << id;
        EXPECT_LT(id, std::int64_t{1} << 53);
    }
}

TEST_F(FreqtradeTest, money_adds_up) {
    open();
    const auto profit = api("/profit"), trades = api("/trades?limit=5000"), performance = api("/performance"),
               balance = api("/balance");
    double sum = 0;
    for (const auto trade : trades->at("/trades").get_array()) sum += double(trade["profit_abs"].get_double());
    EXPECT_NEAR(profit->number("/profit_closed_coin"), sum, 1e-6);
    EXPECT_EQ(profit->number("/closed_trade_count"), trades->number("/total_trades"));
    EXPECT_EQ(profit->number("/winning_trades") + profit->number("/losing_trades"), trades->number("/total_trades"));
    double by_pair = 0;
    for (const auto pair : performance->json.get_array()) by_pair += double(pair["profit_abs"].get_double());
    EXPECT_NEAR(by_pair, sum, 1e-6);
    expect_members(
        *profit, "",
        {"profit_closed_ratio_mean", "profit_closed_percent_sum", "profit_all_coin", "profit_all_percent",
         "first_trade_timestamp", "latest_trade_date", "avg_duration", "best_pair", "best_rate", "profit_factor",
         "winrate", "expectancy", "max_drawdown", "max_drawdown_start", "trading_volume", "bot_start_timestamp"});
    EXPECT_NEAR(balance->number("/total"), core->engine().equity().to_double(), 1e-6);
    expect_members(
        *balance, "/currencies/0",
        {"currency", "free", "balance", "used", "est_stake", "stake", "side", "leverage", "is_position", "position"});
    expect_members(*api("/count"), "", {"current", "max", "total_stake"});
}

TEST_F(FreqtradeTest, periods_hold_every_trade_once) {
    open();
    const double total = api("/trades")->number("/total_trades");
    for (const char* path : {"/daily?timescale=30", "/weekly?timescale=10", "/monthly?timescale=3"}) {
        const auto answer = api(path);
        double trades = 0;
        for (const auto row : answer->at("/data").get_array()) trades += double(row["trade_count"].get_double());
        EXPECT_EQ(trades, total) << path;
        EXPECT_EQ(answer->word("/stake_currency"), "USDT");
        expect_members(*answer, "/data/0", {"date", "abs_profit", "rel_profit", "starting_balance", "fiat_value"});
    }
    const auto days = api("/daily?timescale=3");
    EXPECT_EQ(days->size("/data"), 3U);
    EXPECT_NEAR(days->number("/data/1/starting_balance") + days->number("/data/1/abs_profit"),
                days->number("/data/0/starting_balance"), 1e-6);
    EXPECT_EQ(get("/api/v1/daily?timescale=0")->status, 400);
}

TEST_F(FreqtradeTest, bars_by_either_method) {
    open();
    const std::string interval = to_string(core->config().interval);
    const auto bars = api("/pair_candles?pair=BTC/USDT:USDT&timeframe=" + interval + "&limit=10");
    EXPECT_EQ(bars->number("/length"), 10);
    EXPECT_EQ(bars->size("/data"), 10U);
    EXPECT_EQ(bars->size("/data/0"), bars->size("/columns"));
    EXPECT_EQ(bars->word("/columns/6"), "__date_ts");
    const auto posted = post("/api/v1/pair_candles", R"({"pair":"BTC/USDT:USDT","timeframe":")" + interval +
                                                         R"(","limit":10,"columns":["rsi"]})");
    EXPECT_EQ(posted->text, bars->text);
    EXPECT_EQ(get("/api/v1/pair_candles?pair=NO/PAIR&timeframe=1m")->status, 404);
    EXPECT_EQ(get("/api/v1/pair_candles?pair=BTC/USDT:USDT&timeframe=7m")->status, 404);
    EXPECT_EQ(get("/api/v1/pair_candles?pair=BTC/USDT:USDT&timeframe=x")->status, 400);
    EXPECT_EQ(post("/api/v1/pair_candles", "[]")->status, 400);
}

TEST_F(FreqtradeTest, starts_and_stops) {
    open();
    EXPECT_EQ(post("/api/v1/start")->word("/status"), "already running");
    EXPECT_THAT(post("/api/v1/stop")->word("/status"), HasSubstr("stopping"));
    EXPECT_FALSE(core->is_trading());
    EXPECT_EQ(api("/show_config")->word("/state"), "stopped");
    EXPECT_EQ(post("/api/v1/stopbuy")->word("/status"), "already stopped");
    EXPECT_THAT(post("/api/v1/start")->word("/status"), HasSubstr("starting"));
    EXPECT_TRUE(core->is_trading());
}

TEST_F(FreqtradeTest, an_emergency_stop_is_no_running_and_says_how_it_ends) {
    open();
    ASSERT_TRUE(core->command(domain::EmergencyStop{.reason = "fire"}));
    EXPECT_EQ(api("/show_config")->word("/state"), "stopped");
    const auto refused = post("/api/v1/start");
    EXPECT_EQ(refused->status, 409);
    EXPECT_THAT(refused->word("/detail"), HasSubstr("fire"));
    EXPECT_THAT(refused->word("/detail"), HasSubstr("POST /api/v1/trading/emergency-reset"));
    ASSERT_TRUE(core->command(domain::ResetEmergency{}));
    ASSERT_TRUE(core->command(domain::ResetEmergency{.confirm = true}));
    EXPECT_THAT(post("/api/v1/start")->word("/status"), ::testing::AnyOf("already running", HasSubstr("starting")));
    EXPECT_EQ(api("/show_config")->word("/state"), "running");
}

TEST_F(FreqtradeTest, its_control_paths_answer_and_what_is_not_had_says_what_to_do_instead) {
    open();
    EXPECT_THAT(post("/api/v1/pause")->word("/status"), HasSubstr("stopping"));
    EXPECT_EQ(post("/api/v1/stopentry")->word("/status"), "already stopped");
    const std::pair<Method, const char*> refused[] = {
        {Method::post, "/reload_config"}, {Method::post, "/forceenter"}, {Method::post, "/forcebuy"},
        {Method::delete_, "/trades/1"},   {Method::post, "/blacklist"},  {Method::delete_, "/blacklist"}};
    for (const auto& [method, path] : refused) {
        const auto answer = ask(method, "/api/v1" + std::string(path), "{}");
        EXPECT_EQ(answer->status, 409) << path << answer->text;
        EXPECT_THAT(answer->word("/detail"), HasSubstr(": ")) << "why, and what to do";
        EXPECT_EQ(ask(method, "/api/v1" + std::string(path), "{}", "viewer")->status, 403) << path;
    }
    EXPECT_EQ(post("/api/v1/trades/1/reload")->status, 404);
    EXPECT_EQ(ask(Method::delete_, "/api/v1/trades/1/open-order")->status, 404);
}

TEST_F(FreqtradeTest, reads_the_settings_again_where_somebody_does_that) {
    int reloaded = 0;
    open({}, [&]() -> Result<> { return ++reloaded, Result<>{}; });
    EXPECT_EQ(post("/api/v1/reload_config")->word("/status"), "Reloading config ...");
    EXPECT_EQ(reloaded, 1);
    EXPECT_EQ(ask(Method::post, "/api/v1/reload_config", "{}", "trader")->status, 403);
}

TEST_F(FreqtradeTest, closes_the_position_of_an_open_trade_and_of_no_other) {
    open();
    for (int i = 0; i < 5000 && core->engine().trades().open(core->engine().portfolio(), core->now()).empty(); ++i)
        play(1);
    const auto status = api("/status");
    ASSERT_GT(status->json.get_array().value().size(), 0U);
    expect_members(*status, "/0", trade_members);
    expect_members(*status, "/0", {"current_rate", "total_profit_abs"});
    const auto id = std::to_string(std::int64_t(status->at("/0/trade_id").get_int64()));
    EXPECT_EQ(post("/api/v1/trades/" + id + "/reload")->text, api("/trade/" + id)->text);
    EXPECT_EQ(ask(Method::delete_, "/api/v1/trades/" + id + "/open-order")->status, 200);
    EXPECT_EQ(post("/api/v1/forceexit", R"({"tradeid":"1"})")->status, 404);
    EXPECT_EQ(post("/api/v1/forceexit", R"({"tradeid":"x"})")->status, 400);
    EXPECT_EQ(post("/api/v1/forceexit", R"({"tradeid":")" + id + R"(","amount":0.1})")->status, 400);
    EXPECT_THAT(post("/api/v1/forceexit", R"({"tradeid":)" + id + "}")->word("/result"), HasSubstr(id));
    ASSERT_FALSE(changes.empty());
    EXPECT_EQ(changes.back(), "/api/v1/forceexit") << "for the audit log";
    play(3);
    for (const auto trade : api("/status")->json.get_array())
        EXPECT_NE(std::to_string(std::int64_t(trade["trade_id"].get_int64())), id);
    EXPECT_EQ(post("/api/v1/forceexit", R"({"tradeid":)" + id + "}")->status, 404) << "late clicks close nothing else";
}

TEST_F(FreqtradeTest, pages_of_a_listed_origin_may_call) {
    open({"http://localhost:3000"});
    net::Headers headers;
    headers.add("Origin", "http://localhost:3000");
    headers.add("Access-Control-Request-Method", "GET");
    const auto allowed = ask(Method::options, "/api/v1/status", {}, {}, headers);
    EXPECT_EQ(allowed->headers.value("Access-Control-Allow-Origin"), "http://localhost:3000");
    EXPECT_EQ(allowed->headers.value("Access-Control-Allow-Credentials"), "true") << "FreqUI asks for it";
}

TEST_F(FreqtradeTest, its_websocket_is_not_there) {
    open();
    EXPECT_EQ(get("/api/v1/message/ws")->status, 404);
}

}  // namespace
}  // namespace argosy::services::freqtrade
