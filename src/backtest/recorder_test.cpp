#include "backtest/recorder.hpp"

#include <gtest/gtest.h>

namespace argosy::backtest {
namespace {

using domain::Direction;
using domain::Regime;

domain::Ballot ballot(int hour, Direction outcome, std::string_view reason, Regime regime,
                      std::vector<domain::Vote> votes = {}) {
    return {.instrument = InstrumentId(0),
            .time = Time{} + 1h * hour,
            .outcome = outcome,
            .regime = regime,
            .reason = reason,
            .votes = std::move(votes)};
}

domain::Vote vote(std::uint16_t strategy, Direction direction, bool counted = true) {
    return {.strategy = StrategyId(strategy), .direction = direction, .counted = counted};
}

TEST(Recorder, counts_how_every_voter_stood_to_the_decisions) {
    Recorder recorder;
    recorder.on_ballot(
        ballot(0, Direction::buy, "agreed", Regime::unknown, {vote(0, Direction::buy), vote(2, Direction::sell)}));
    recorder.on_ballot(ballot(1, Direction::hold, "SUPPORT_LOST: 0.20 < 0.34", Regime::unknown,
                              {vote(0, Direction::buy), vote(2, Direction::hold, false)}));
    ASSERT_EQ(recorder.voting().size(), 3U);
    EXPECT_EQ(recorder.voting()[0].agreed, 1U);
    EXPECT_EQ(recorder.voting()[0].opposed, 1U);
    EXPECT_EQ(recorder.voting()[0].uncounted, 0U);
    EXPECT_EQ(recorder.voting()[2].opposed, 1U);
    EXPECT_EQ(recorder.voting()[2].uncounted, 1U);
}

TEST(Recorder, counts_reasons_by_their_code_and_beyond_the_ballots_it_keeps) {
    Recorder recorder;
    for (std::size_t i = 0; i < Recorder::keep + 5; ++i)
        recorder.on_ballot(ballot(0, Direction::hold, i < 3 ? "VETO: guard" : "agreed", Regime::unknown));
    EXPECT_EQ(recorder.reasons().at("VETO"), 3U);
    EXPECT_EQ(recorder.reasons().at("agreed"), Recorder::keep + 2);
    EXPECT_EQ(recorder.ballots().size(), Recorder::keep);
}

TEST(Recorder, keeps_the_changes_of_the_regime) {
    Recorder recorder;
    int hour = 0;
    for (const auto regime : {Regime::unknown, Regime::range, Regime::range, Regime::trend_up})
        recorder.on_ballot(ballot(hour++, Direction::hold, "agreed", regime));
    ASSERT_EQ(recorder.regimes().size(), 2U);
    EXPECT_EQ(recorder.regimes()[0].regime, Regime::range);
    EXPECT_EQ(recorder.regimes()[0].time, Time{} + 1h);
    EXPECT_EQ(recorder.regimes()[1].regime, Regime::trend_up);
}

}  // namespace
}  // namespace argosy::backtest
