#include "services/risk/service.hpp"

#include "engine/engine.hpp"
#include "support/service_bench.hpp"

namespace argosy::services::risk {
namespace {

/// As the bench's gate; with the header X-Fresh the person has just signed in.
class FreshGate final : public api::Gate {
public:
    std::expected<Admission, api::Problem> admit(const net::Request& request, const api::Route& route) override {
        auto admitted = roles_.admit(request, route);
        if (admitted && request.headers.get("X-Fresh")) admitted->who.signed_in = net::wall_time();
        return admitted;
    }
    void answered(const api::Route&, int, Duration) override {}

private:
    argosy::testing::RoleGate roles_;
};

class RiskTest : public argosy::testing::ServiceBench {
protected:
    RiskTest() {
        router.guard_with(fresh);
        start(spec({.router = router, .core = *core}));
    }
    std::unique_ptr<argosy::testing::Answer> set(std::string body, std::string_view match, bool is_fresh = false) {
        net::Headers headers;
        if (!match.empty()) headers.add("If-Match", match);
        if (is_fresh) headers.add("X-Fresh", "1");
        return ask(net::Method::put, "/api/v1/risk/limits", std::move(body), {}, headers);
    }
    std::string etag() { return std::string(get("/api/v1/risk/limits")->headers.value("ETag")); }
    InstrumentId open_position() {
        while (runtime::open_positions_of(*core).empty()) play(1);
        for (std::uint32_t i = 0;; ++i)
            if (!core->engine().portfolio().position(InstrumentId(i)).is_flat()) return InstrumentId(i);
    }
    std::string path_symbol(InstrumentId id) {
        std::string symbol = core->instruments()[id].symbol;
        std::ranges::replace(symbol, '/', '-');
        return symbol;
    }

    FreshGate fresh;
};

TEST_F(RiskTest, numbers_beyond_every_market_are_refused_and_answered) {
    const auto trade = [](std::string_view more) {
        return R"({"symbol":"BTC/USDT:USDT","side":"buy",)" + std::string(more) + "}";
    };
    for (const auto* more :
         {R"("amount":"1000000000000","price":"900000000")", R"("amount":"1e17")", R"("amount":"1e30","price":"1")",
          R"("amount":"100000000","price":"1","stop_loss":"900000000")",
          R"("amount":"100000000","price":"1","take_profit":"900000000")"}) {
        const auto answer = post("/api/v1/risk/check", trade(more));
        EXPECT_EQ(answer->status, 400) << more << answer->text;
    }
    EXPECT_EQ(post("/api/v1/risk/check", trade(R"("amount":"1","price":"900000000","stop_loss":"1")"))->status, 200);
}

TEST_F(RiskTest, a_share_of_equity_that_cannot_be_counted_bounds_nothing) {
    const auto done = set(R"({"values":{"gross_exposure.fraction":"900000000"}})", etag(), true);
    EXPECT_LT(done->status, 500) << done->text;
    EXPECT_EQ(post("/api/v1/risk/check", R"({"symbol":"BTC/USDT:USDT","side":"buy","amount":"0.01"})")->status, 200);
}

TEST_F(RiskTest, limits_have_the_documents_numbers_and_ours) {
    const auto answer = get("/risk/limits");
    ASSERT_EQ(answer->status, 200);
    EXPECT_EQ(answer->number("/position_size_percentage"), 25);
    EXPECT_EQ(answer->word("/limits/daily_loss/fraction"), "0.05");
    const Money base = core->engine().monitor().day_base();
    EXPECT_DOUBLE_EQ(answer->number("/max_daily_loss"), scale(base, "0.05"_ratio, Rounding::floor).to_double());
}

TEST_F(RiskTest, lowering_holds_at_once_and_needs_the_state_that_was_read) {
    const std::string lower = R"({"max_concurrent_trades":2,"limits":{"daily_loss.fraction":"0.03"}})";
    EXPECT_EQ(set(lower, {})->status, 428);
    EXPECT_EQ(set(lower, "\"0123456789abcdef\"")->status, 412);
    const std::string tag = etag();
    const auto done = set(lower, tag);
    ASSERT_EQ(done->status, 200) << done->text;
    EXPECT_NE(done->headers.value("ETag"), tag);
    EXPECT_EQ(core->engine().checks().limits().concurrent_trades_max, 2U);
    EXPECT_EQ(core->engine().checks().limits().daily_loss.of_base, "0.03"_ratio);
    EXPECT_EQ(set(lower, tag)->status, 412) << "another has changed them";
}

TEST_F(RiskTest, raising_needs_a_person_who_has_just_signed_in) {
    for (const char* raise : {R"({"max_daily_loss":1000000})", R"({"position_size_percentage":30})",
                              R"({"limits":{"open_orders_max":"0"}})", R"({"limits":{"check_margin":"false"}})"}) {
        const auto refused = set(raise, etag());
        EXPECT_EQ(refused->status, 403) << raise << refused->text;
        EXPECT_EQ(refused->word("/code"), "step_up_required");
        EXPECT_EQ(set(raise, etag(), true)->status, 200) << raise;
    }
    EXPECT_FALSE(core->engine().checks().limits().check_margin);
    EXPECT_DOUBLE_EQ(get("/api/v1/risk/limits")->number("/max_daily_loss"), 1'000'000);
}

TEST_F(RiskTest, impossible_limits_are_refused_and_change_nothing) {
    const std::string tag = etag();
    for (const char* bad : {"{}", R"({"limits":{"no_such":"1"}})", R"({"max_daily_loss":-1})",
                            R"({"limits":{"price_band":"2"}})", R"({"position_size_percentage":0})"})
        EXPECT_NE(set(bad, tag, true)->status, 200) << bad;
    EXPECT_EQ(etag(), tag);
    EXPECT_EQ(ask(net::Method::put, "/api/v1/risk/limits", "{}", "trader")->status, 403);
}

TEST_F(RiskTest, a_check_names_every_reason) {
    for (const char* path : {"/api/v1/risk/check", "/risk/assess", "/api/assess-risk"}) {
        const auto good = post(path, R"({"symbol":"ETH-USDT","exchange":"binance","side":"buy","amount":"0.01"})");
        ASSERT_EQ(good->status, 200) << good->text;
        const auto bad = post(path, R"({"pair":"ETH-USDT","side":"buy","amount":10000})");
        EXPECT_FALSE(bool(bad->at("/allowed").get_bool()));
        EXPECT_GE(bad->size("/reasons"), 2U) << bad->text;
        EXPECT_EQ(bad->word("/risk_level"), "refused");
        EXPECT_EQ(post(path)->status, 400);
        EXPECT_EQ(post(path, R"({"symbol":"X-Y","side":"buy","amount":1})")->status, 404);
    }
}

TEST_F(RiskTest, what_a_stop_leaves_at_risk_is_counted) {
    const auto a =
        post("/risk/assess",
             R"({"symbol":"ETH-USDT","side":"buy","amount":2,"price":3000,"stop_loss":2950,"take_profit":3150})");
    EXPECT_EQ(*parse_decimal<Money>(a->word("/loss_at_stop")), Money::from_int(100));
    EXPECT_EQ(*parse_decimal<Ratio>(a->word("/reward_to_risk")), Ratio::from_int(3));
}

TEST_F(RiskTest, a_position_has_its_risk_and_its_stops_move) {
    const auto id = open_position();
    const auto answer = get("/risk/position/" + path_symbol(id));
    ASSERT_EQ(answer->status, 200) << answer->text;
    EXPECT_EQ(get("/api/v1/risk/position/" + answer->word("/position_id"))->status, 200);
    EXPECT_EQ(get("/risk/position/unknown-id")->status, 404);
    const auto& p = core->engine().portfolio().position(id);
    const Price far = round_to_step(scale(p.mark, p.is_short() ? "1.05"_ratio : "0.95"_ratio),
                                    core->instruments()[id].tick_size, Rounding::floor);
    const std::string named = R"({"symbol":")" + path_symbol(id) + R"(",)";
    const auto moved = post("/api/update-stops", named + R"("stop_loss":")" + to_string(far) + R"("})");
    ASSERT_EQ(moved->status, 200) << moved->text;
    EXPECT_EQ(moved->word("/position/stop_price"), to_string(far));
    EXPECT_EQ(post("/api/update-stops", named + R"("take_profit":")" + to_string(far) + R"("})")->status, 400);
    EXPECT_EQ(post("/api/update-stops")->status, 400);
    EXPECT_EQ(post("/api/update-stops", R"({"position_id":"unknown-id","stop_loss":1})")->status, 404);
}

TEST_F(RiskTest, crisis_is_entered_and_left_by_hand) {
    const auto on = post("/api/v1/risk/crisis/on", R"({"cause":"the venue is odd"})");
    ASSERT_EQ(on->status, 200) << on->text;
    EXPECT_EQ(on->word("/state"), "crisis");
    EXPECT_EQ(get("/api/v1/risk")->word("/cause"), "the venue is odd, ada");
    EXPECT_EQ(post("/api/v1/risk/crisis/on")->status, 200) << "again is no fault";
    EXPECT_EQ(post("/api/v1/risk/crisis/off")->word("/state"), "normal");
    EXPECT_EQ(post("/api/v1/risk/rearm")->status, 200);
    EXPECT_EQ(ask(net::Method::post, "/api/v1/risk/crisis/off", "{}", "trader")->status, 403);
}

TEST_F(RiskTest, exposure_is_that_of_the_books) {
    open_position();
    const auto answer = get("/api/v1/risk/exposure");
    EXPECT_EQ(*parse_decimal<Money>(answer->word("/gross")), core->engine().portfolio().exposure()->gross);
    EXPECT_EQ(answer->size("/instruments"), runtime::open_positions_of(*core).size());
    Money net;
    ASSERT_GE(answer->size("/strategies"), 1U) << answer->text;
    for (std::size_t i = 0; i < answer->size("/strategies"); ++i) {
        const std::string row = "/strategies/" + std::to_string(i);
        EXPECT_GE(*parse_decimal<Money>(answer->word(row + "/gross")),
                  parse_decimal<Money>(answer->word(row + "/net"))->abs());
        net += *parse_decimal<Money>(answer->word(row + "/net"));
    }
    EXPECT_EQ(net, core->engine().portfolio().exposure()->net) << "what the strategies hold is what the account holds";
}

/// With settings around it.
class RiskWishes : public RiskTest {
protected:
    RiskWishes() {
        host->stop();
        host.reset();
        router = api::Router();
        router.guard_with(fresh);
        start(spec({.router = router,
                    .core = *core,
                    .settings = [this](const LimitsWish& wish, std::move_only_function<void(Result<>)> done) {
                        wishes.push_back(wish);
                        done(is_refused ? fail(Errc::rejected, "another change is under way")
                                        : core->command(wish.limits));
                    }}));
    }
    std::vector<LimitsWish> wishes;
    bool is_refused = false;
};

TEST_F(RiskWishes, limits_are_asked_of_the_settings_and_the_size_of_positions_of_the_core) {
    const auto made = set(R"({"limits":{"open_orders_max":"7"},"position_size_percentage":10})", etag());
    ASSERT_EQ(made->status, 200) << made->text;
    ASSERT_EQ(wishes.size(), 1U);
    EXPECT_EQ(wishes[0].author, "ada");
    ASSERT_EQ(wishes[0].limits.values.size(), 1U);
    EXPECT_EQ(wishes[0].limits.values[0].name, "open_orders_max");
    EXPECT_DOUBLE_EQ(made->number("/limits/open_orders_max"), 7);
    EXPECT_DOUBLE_EQ(made->number("/position_size_percentage"), 10);
}

TEST_F(RiskWishes, what_the_settings_refuse_changes_nothing) {
    is_refused = true;
    const auto before = get("/api/v1/risk/limits")->text;
    EXPECT_EQ(set(R"({"limits":{"open_orders_max":"7"},"position_size_percentage":10})", etag())->status, 409);
    EXPECT_EQ(get("/api/v1/risk/limits")->text, before);
}

}  // namespace
}  // namespace argosy::services::risk
