#include "services/positions/service.hpp"

#include "engine/engine.hpp"
#include "support/service_bench.hpp"

namespace argosy::services::positions {
namespace {

class PositionsTest : public argosy::testing::ServiceBench {
protected:
    PositionsTest() { start(spec({.router = router, .core = *core})); }
};

TEST_F(PositionsTest, the_account_adds_up_exactly) {
    const auto answer = get("/api/account");
    ASSERT_EQ(answer->status, 200);
    const auto money = [&](std::string_view field) { return *parse_decimal<Money>(answer->word(field)); };
    EXPECT_EQ(money("/equity"), money("/cash") + money("/unrealised"));
    EXPECT_EQ(money("/equity"), core->engine().equity());
    EXPECT_EQ(answer->word("/mode"), "simulation");
}

TEST_F(PositionsTest, every_name_of_a_route_gives_the_same) {
    for (const auto* paths : {"/api/v1/positions /api/positions /positions", "/api/v1/account /api/account /account",
                              "/api/v1/portfolio/summary /api/portfolio /portfolio/summary /api/portfolio/summary"}) {
        std::istringstream words(paths);
        std::string path;
        words >> path;
        const std::string first = get(path)->text;
        while (words >> path) EXPECT_EQ(get(path)->text, first) << path;
    }
}

TEST_F(PositionsTest, open_positions_are_those_of_the_books) {
    while (core->engine().portfolio().positions().empty() || runtime::open_positions_of(*core).empty()) play(1);
    const auto answer = get("/positions");
    ASSERT_EQ(answer->size("/positions"), runtime::open_positions_of(*core).size());
    const auto expected = runtime::open_positions_of(*core).front();
    EXPECT_EQ(answer->word("/positions/0/instrument"), expected.instrument);
    EXPECT_EQ(answer->word("/positions/0/qty"), to_string(expected.qty));
}

TEST_F(PositionsTest, the_curve_is_thinned_as_asked) {
    EXPECT_LE(get("/api/v1/equity?limit=10")->size("/points"), 10U);
    EXPECT_EQ(get("/api/portfolio/history?limit=0")->status, 400);
}

TEST_F(PositionsTest, a_viewer_may_look) {
    EXPECT_EQ(ask(net::Method::get, "/api/positions", {}, "viewer")->status, 200);
    EXPECT_EQ(ask(net::Method::get, "/api/positions", {}, "anyone")->status, 403);
}

}  // namespace
}  // namespace argosy::services::positions
