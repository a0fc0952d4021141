#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/venue.hpp"

/// Text tables of the simulated venue's behaviour, for tests: a line is a command and what it causes.
///
///     scenario a market order fills at the next open
///     instrument BTC/USDT tick=0.1 lot=0.001 taker=0.001
///     balance USDT 1000
///     submit 1 buy market 2                   -> 1 accepted
///     bar 100 101 99 100.5 50                 -> 1 filled 2 @ 100 taker fee 0.2
///     check balance USDT 799.8
///
/// Commands (names in brackets may be left out):
///     instrument SYMBOL tick= lot= min= max= notional_min= maker= taker= multiplier= hours=
///                tier=NOTIONAL:INITIAL:MAINTENANCE fee_tier=VOLUME:MAKER:TAKER   (both may be repeated)
///     settings   margin= leverage= liquidation_fee= slippage= ticks= impact= fill= queue= queue_power= participation=
///     funds=
///                entry= response= displayed= volume=
///     balance CURRENCY AMOUNT
///     submit ID SIDE TYPE QTY [limit=] [trigger=] [offset=] [rate=] [tif=] [expire=SECONDS] [parent=] [source=]
///                [post_only] [reduce_only]
///     cancel ID          replace ID QTY [limit=] [trigger=]
///     bar OPEN HIGH LOW CLOSE VOLUME   one minute from now on; then now is its close
///     open OPEN HIGH LOW CLOSE VOLUME  only the open of that bar
///     trade PRICE QTY SIDE             quote BID BID_QTY ASK ASK_QTY
///     book SIDE:PRICE:QTY ...          snapshot SIDE:PRICE:QTY ...
///     funding RATE [mark=]             mark PRICE
///     time SECONDS       lets the clock advance to so many seconds after the start
///     restart            the venue is made anew from its snapshot
///     check (position|ambiguous|open|liquidation|balance CURRENCY|equity CURRENCY|idle) VALUE
/// on=SYMBOL chooses the instrument where there are several; the first one otherwise. Reports are joined by "; ".
namespace argosy::sim::testing {

struct Failure {
    std::size_t line = 0;
    std::string message;
};

class ScenarioTable {
public:
    /// Plays every scenario of the text and returns what differed.
    [[nodiscard]] static std::vector<Failure> play(std::string_view text, std::size_t& scenarios);

private:
    struct Line {
        std::string command;
        std::vector<std::string> words;
        std::multimap<std::string, std::string> options;
        [[nodiscard]] bool has(const std::string& flag) const;
        [[nodiscard]] std::string option(const std::string& name, std::string fallback = {}) const;
    };
    void begin();
    std::string run(const Line& line);
    void setup(const Line& line);
    void add_instrument(const Line& line);
    void change_settings(const Line& line);
    void submit(const Line& line);
    void market_event(const Line& line);
    std::string check(const Line& line);
    std::string describe(const domain::VenueEvent& event) const;
    std::string deliver();
    [[nodiscard]] InstrumentId instrument(const Line& line) const;
    Venue& venue();
    void restart();
    static Line parse(std::string_view text);

    std::unique_ptr<domain::InstrumentTable> table_;
    Settings settings_;
    std::unique_ptr<Venue> venue_;
    Time now_{};
    bool shows_time_ = false;
};

}  // namespace argosy::sim::testing
