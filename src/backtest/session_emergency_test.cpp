#include <gtest/gtest.h>

#include "backtest/config.hpp"
#include "backtest/session.hpp"

namespace argosy::backtest {
namespace {

using domain::OrderPurpose;

constexpr InstrumentId btc{0};

/// Buys after its first bar and wants to stay in.
class Buyer final : public strategy::Strategy {
public:
    [[nodiscard]] std::size_t warm_up() const noexcept override { return 1; }
    void on_bar(const strategy::BarView& bar, strategy::Context& context) override {
        context.emit(bar.instrument(), domain::Direction::buy);
    }
};

RunConfig config_with_response(Duration latency) {
    RunConfig c;
    c.instruments = {{.symbol = "BTC/USDT:USDT", .tick_size = "0.1"_px, .lot_size = "0.001"_qty, .funding = false}};
    c.books = {{.strategies = {{.name = "buyer", .timeframe = 1h}}}};
    c.books[0].sizing.method = risk::FixedFraction{"0.5"_ratio};
    c.books[0].exits.stop = {.kind = execution::Distance::Kind::rate, .value = "0.05"_ratio};
    c.latency.response.mean = latency;
    return c;
}

/// A session of bars of an hour at a price of 100; now() is the close of the last one.
struct Stage {
    RunConfig config;
    domain::InstrumentTable table;
    strategy::Catalogue catalogue;
    std::unique_ptr<engine::Engine> engine;
    sim::Venue venue;
    Session session;
    domain::BarClosed next{.instrument = btc,
                           .interval = 1h,
                           .bar = {.open_time = *parse_iso8601("2026-01-01"),
                                   .open = "100"_px,
                                   .high = "100"_px,
                                   .low = "100"_px,
                                   .close = "100"_px,
                                   .volume = "1000"_qty}};

    explicit Stage(Duration response = {})
        : config(config_with_response(response)),
          table(*make_instruments(config)),
          engine(make_engine()),
          venue(table, venue_settings(config)),
          session(*engine, venue) {}

    std::unique_ptr<engine::Engine> make_engine() {
        EXPECT_TRUE(catalogue.add({.name = "buyer",
                                   .title = "Buyer",
                                   .summary = "buys",
                                   .make = [](const auto&, const auto&) -> Result<std::unique_ptr<strategy::Strategy>> {
                                       return std::make_unique<Buyer>();
                                   }}));
        auto made = engine::Engine::make({.instruments = table,
                                          .catalogue = catalogue,
                                          .settings = engine_settings(config),
                                          .account = account_settings(config)});
        EXPECT_TRUE(made);
        return std::move(*made);
    }
    void open() { session.on_open(next); }
    void close() {
        session.on_close(next);
        next.bar.open_time += 1h;
    }
    void bar() {
        open();
        close();
    }
    void ask(const domain::Command& command, Time at) { ASSERT_TRUE(session.on_command(command, at)); }
    [[nodiscard]] Time opened_at() const { return next.bar.open_time; }
    [[nodiscard]] Qty position() const { return engine->portfolio().position(btc).qty; }
    [[nodiscard]] std::vector<execution::BracketView> brackets() const { return engine->brackets(0).views(); }
};

TEST(EmergencyStop, an_entry_that_filled_before_the_stop_and_is_told_after_it_is_closed_too) {
    Stage s(10min);
    s.bar();
    s.open();  // the entry fills here, and we hear of it ten minutes later
    s.ask(domain::EmergencyStop{.flatten = true, .reason = "test"}, s.opened_at() + 5min);
    ASSERT_TRUE(s.position().is_zero()) << "it is not known yet";
    s.close();
    s.bar();
    s.bar();
    EXPECT_TRUE(s.position().is_zero());
    EXPECT_TRUE(s.venue.position_qty(btc).is_zero());
}

TEST(EmergencyStop, without_a_wish_to_flatten_the_position_stays_and_shows_that_nothing_protects_it) {
    Stage s;
    s.bar();
    s.bar();
    ASSERT_FALSE(s.position().is_zero());
    ASSERT_EQ(s.engine->orders().open_count(), 1U);
    s.ask(domain::EmergencyStop{.reason = "test"}, s.opened_at());
    s.bar();
    EXPECT_FALSE(s.position().is_zero());
    EXPECT_EQ(s.engine->orders().open_count(), 0U);
    ASSERT_EQ(s.brackets().size(), 1U);
    EXPECT_TRUE(s.brackets()[0].is_naked);
}

TEST(EmergencyStop, after_its_reset_the_position_gets_its_stop_back_and_is_not_sold) {
    Stage s;
    s.bar();
    s.bar();
    s.ask(domain::EmergencyStop{.reason = "test"}, s.opened_at());
    for (int i = 0; i < 5; ++i) s.bar();
    const Qty held = s.position();
    s.ask(domain::ResetEmergency{}, s.opened_at());
    s.ask(domain::ResetEmergency{.confirm = true}, s.opened_at());
    s.bar();
    s.bar();
    EXPECT_EQ(s.position(), held);
    EXPECT_TRUE(held.is_positive());
    EXPECT_EQ(s.engine->orders().open_count(), 1U);
    ASSERT_EQ(s.brackets().size(), 1U);
    EXPECT_FALSE(s.brackets()[0].is_naked);
    EXPECT_EQ(s.brackets()[0].stop_now, "95"_px);
}

}  // namespace
}  // namespace argosy::backtest
