#include "runtime/lookup.hpp"

#include <gtest/gtest.h>

#include "engine/engine.hpp"
#include "strategies/builtin.hpp"

namespace argosy::runtime {
namespace {

/// The default's perpetuals, and a spot instrument of another venue with the name of one of them.
std::unique_ptr<Simulation> open_simulation() {
    strategy::Catalogue known;
    strategies::add_builtin(known);
    return Simulation::open(default_simulation(), known, {}).value();
}

TEST(Lookup, a_symbol_may_be_written_in_every_way_that_a_path_allows) {
    const auto s = open_simulation();
    ASSERT_EQ(s->instruments()[InstrumentId(0)].symbol, "BTC/USDT:USDT");
    for (const char* text : {"BTC/USDT:USDT", "BTC-USDT:USDT", "BTC-USDT", "BTC/USDT", "btc-usdt", "btc/usdt:usdt"}) {
        const auto found = find_instrument(*s, text);
        ASSERT_TRUE(found) << text << ": " << found.error().message();
        EXPECT_EQ(found->value(), 0U) << text;
    }
}

TEST(Lookup, an_unknown_symbol_is_not_found_and_the_nearest_is_named) {
    const auto s = open_simulation();
    for (const char* text : {"BTC-USDX", "", "BTC", "BTC-USDT:EUR"}) {
        const auto found = find_instrument(*s, text);
        ASSERT_FALSE(found) << text;
        EXPECT_EQ(found.error().code(), Errc::not_found) << text;
        EXPECT_NE(found.error().hint().find("USDT"), std::string_view::npos) << found.error().hint();
    }
}

TEST(Lookup, the_simulated_venue_answers_to_the_names_it_plays_and_no_other) {
    const auto s = open_simulation();
    const std::string own = s->instruments()[InstrumentId(0)].venue;
    for (const std::string& name : {own, std::string("binance"), std::string("BYBIT")})
        EXPECT_EQ(find_exchange(*s, name).value(), own) << name;
    EXPECT_EQ(find_exchange(*s, "nowhere").error().code(), Errc::not_found);
    EXPECT_TRUE(find_instrument(*s, "ETH-USDT", "binance"));
    EXPECT_EQ(find_instrument(*s, "ETH-USDT", "nowhere").error().code(), Errc::not_found);
}

TEST(Lookup, strategies_are_found_by_their_label) {
    const auto s = open_simulation();
    const auto& names = s->engine().strategy_names();
    for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(find_strategy(*s, names[i]).value().value(), i);
    EXPECT_EQ(find_strategy(*s, names[0] + "x").error().hint(), "did you mean " + names[0] + "?");
}

}  // namespace
}  // namespace argosy::runtime
