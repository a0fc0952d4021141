#include "strategy/consensus.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace argosy::strategy {
namespace {

using domain::Direction;
using domain::Regime;

constexpr InstrumentId btc{0};

struct Opinion {
    double strength = 1;
    double confidence = 1;
    Time expires_at = time_max;
};

std::vector<Voter> three() {
    return {{StrategyId(0), "a", 1, false, {}}, {StrategyId(1), "b", 1, false, {}}, {StrategyId(2), "c", 2, false, {}}};
}

/// A consensus of voters a, b, c ... and the words that a test of votes needs.
struct Fixture {
    Consensus consensus;
    domain::Ballot ballot;

    Fixture(ConsensusSettings settings, std::vector<Voter> voters) : consensus(settings, std::move(voters), 1) {}

    void vote(std::size_t voter, Direction d, Opinion opinion = {}) {
        consensus.record(voter, {.instrument = btc,
                                 .strategy = consensus.voters()[voter].strategy,
                                 .direction = d,
                                 .strength = opinion.strength,
                                 .confidence = opinion.confidence,
                                 .time = at(0),
                                 .expires_at = opinion.expires_at});
    }
    Direction decide(Direction current = Direction::hold, int now = 1, Regime regime = Regime::range) {
        consensus.decide({.instrument = btc, .now = at(now), .current = current, .regime = regime, .price = "100"_px},
                         ballot);
        return ballot.outcome;
    }
    std::string_view why() const { return ballot.reason.view(); }
    static Time at(int seconds) { return Time{} + std::chrono::seconds{seconds}; }
};

TEST(Consensus, the_heaviest_direction_wins_when_enough_agree) {
    Fixture f({.quorum = 2, .agreement = 0.6}, three());
    f.vote(0, Direction::buy, {.strength = 0.5});
    EXPECT_EQ(f.decide(), Direction::hold);
    EXPECT_EQ(f.why(), "QUORUM_MISSING: 1 of 2 voters");
    f.vote(2, Direction::buy);
    EXPECT_EQ(f.decide(), Direction::buy);
    EXPECT_DOUBLE_EQ(f.ballot.agreement, 1);
    EXPECT_DOUBLE_EQ(f.ballot.strength, 2.5 / 3);
    f.vote(1, Direction::sell);
    f.vote(0, Direction::sell);  // 2 against 2: a draw
    EXPECT_EQ(f.decide(), Direction::hold);
    EXPECT_EQ(f.why(), "AGREEMENT_MISSING: 0.00 < 0.60");
}

TEST(Consensus, a_position_is_kept_while_its_own_side_has_support) {
    Fixture f({.quorum = 1, .agreement = 0.7, .keep_agreement = 0.4}, three());
    f.vote(0, Direction::sell);
    f.vote(1, Direction::sell);
    f.vote(2, Direction::buy);
    EXPECT_EQ(f.decide(Direction::buy), Direction::buy);
    f.vote(2, Direction::buy, {.confidence = 0.5});  // 1 of 3 is left
    EXPECT_EQ(f.decide(Direction::buy), Direction::hold);
    EXPECT_EQ(f.why(), "SUPPORT_LOST: 0.33 < 0.40");
}

TEST(Consensus, writes_shares_as_general_formatting_does) {
    for (int weight = 1; weight < 1000; ++weight) {  // 0.625 and its like lie in the middle between two hundredths
        Fixture f({.agreement = 1}, {{StrategyId(0), "a", weight / 8.0, false, {}},
                                     {StrategyId(1), "b", (1000 - weight) / 8.0, false, {}}});
        f.vote(0, Direction::buy);
        f.vote(1, Direction::sell);
        f.decide();
        ASSERT_EQ(f.why(), fmt::format("AGREEMENT_MISSING: {:.2f} < 1.00", f.ballot.agreement));
    }
}

TEST(Consensus, opinions_expire_and_that_is_something_to_decide) {
    Fixture f({}, {{StrategyId(0), "a", 1, false, {}}});
    f.vote(0, Direction::buy, {.expires_at = Fixture::at(10)});
    EXPECT_TRUE(f.consensus.due(btc, Fixture::at(1)));
    EXPECT_EQ(f.decide(), Direction::buy);
    EXPECT_FALSE(f.consensus.due(btc, Fixture::at(9)));
    EXPECT_TRUE(f.consensus.due(btc, Fixture::at(10)));
    EXPECT_EQ(f.decide(Direction::buy, 10), Direction::buy);
    EXPECT_EQ(f.why(), "QUORUM_MISSING: 0 of 1 voters");
    EXPECT_EQ(f.ballot.votes[0].reason.view(), "expired");
    EXPECT_FALSE(f.consensus.due(btc, Fixture::at(11)));
}

TEST(Consensus, repeating_an_opinion_is_not_news) {
    Fixture f({}, {{StrategyId(0), "a", 1, false, {}}});
    f.vote(0, Direction::buy);
    f.decide();
    f.vote(0, Direction::buy);
    EXPECT_FALSE(f.consensus.due(btc, Fixture::at(2)));
    f.vote(0, Direction::hold);
    EXPECT_TRUE(f.consensus.due(btc, Fixture::at(2)));
}

TEST(Consensus, a_veto_blocks_entries_and_reversals_but_never_an_exit) {
    auto voters = three();
    voters[0].veto = true;
    Fixture f({.agreement = 0.6}, voters);
    f.vote(0, Direction::hold);
    f.vote(1, Direction::sell);
    f.vote(2, Direction::sell);
    EXPECT_EQ(f.decide(), Direction::hold);
    EXPECT_EQ(f.why(), "VETO: a");
    EXPECT_EQ(f.decide(Direction::buy), Direction::hold);
    f.vote(1, Direction::hold);
    f.vote(2, Direction::hold);
    EXPECT_EQ(f.decide(Direction::sell), Direction::hold);
    EXPECT_EQ(f.why(), "agreed");
}

TEST(Consensus, a_voter_counts_only_in_its_regimes) {
    auto voters = three();
    voters[2].only_in = {Regime::trend_up};
    Fixture f({.agreement = 0.6}, voters);
    f.vote(0, Direction::sell);
    f.vote(2, Direction::buy);
    EXPECT_EQ(f.decide(Direction::hold, 1, Regime::range), Direction::sell);
    EXPECT_EQ(f.ballot.votes[2].reason.view(), "not its regime");
    EXPECT_EQ(f.decide(Direction::hold, 1, Regime::trend_up), Direction::buy);
}

TEST(Consensus, is_asked_again_when_the_regime_silences_a_voter) {
    auto voters = three();
    voters[2].only_in = {Regime::range};
    Fixture f({.quorum = 1, .agreement = 0.6, .keep_agreement = 0.5}, std::move(voters));
    EXPECT_TRUE(f.consensus.is_gated());
    f.consensus.on_regime(btc, Regime::range);
    f.vote(0, Direction::sell);
    f.vote(2, Direction::buy);
    EXPECT_EQ(f.decide(Direction::hold, 1, Regime::range), Direction::buy);
    f.consensus.on_regime(btc, Regime::range);
    EXPECT_FALSE(f.consensus.due(btc, Fixture::at(2)));
    f.consensus.on_regime(btc, Regime::trend_down);
    EXPECT_TRUE(f.consensus.due(btc, Fixture::at(2)));
    EXPECT_EQ(f.decide(Direction::buy, 2, Regime::trend_down), Direction::sell);
    EXPECT_FALSE(Fixture({}, three()).consensus.is_gated());
}

}  // namespace
}  // namespace argosy::strategy
