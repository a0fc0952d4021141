#include "backtest/search.hpp"

#include <gtest/gtest.h>

namespace argosy::backtest {
namespace {

const std::vector<Dimension> space = {{"a", 0, 3, 1}, {"b", 0, 2, 1}};

/// The objective is 10 a + b; some candidates do not count.
Outcome outcome_of(const Candidate& c) {
    Outcome o{.verdict = Verdict::counts, .objective = 10 * c[0] + c[1], .daily_sharpe = c[0], .trades = 7};
    if (c[0] == 3 && c[1] == 2) o.verdict = Verdict::few_trades;
    if (c[0] == 0) o = {};
    return o;
}

Result<> evaluate(std::span<const Candidate> candidates, std::span<Outcome> outcomes) {
    for (std::size_t i = 0; i < candidates.size(); ++i) outcomes[i] = outcome_of(candidates[i]);
    return {};
}

/// A log in memory that may already hold trials.
struct MemoryLog final : TrialLog {
    std::vector<Trial> trials;
    std::size_t next = 0, flushed = 0;
    bool is_reading = true;
    Result<std::optional<Trial>> next_recorded(std::uint32_t) override {
        if (!is_reading || next == trials.size()) {
            is_reading = false;
            return std::nullopt;
        }
        return trials[next++];
    }
    Result<> append(std::uint32_t, const Trial& t) override {
        trials.push_back(t);
        return {};
    }
    Result<> flush() override {
        flushed = trials.size();
        return {};
    }
};

TEST(Search, keeps_the_best_and_counts_the_rest) {
    const auto grid = make_grid(space);
    const auto r = search({.space = space, .sampler = *grid, .evaluate = evaluate, .batch = 5, .keep = 3});
    ASSERT_TRUE(r);
    EXPECT_EQ(r->tried, 12U);
    EXPECT_EQ(r->impossible, 3U);
    EXPECT_EQ(r->few_trades, 1U);
    ASSERT_EQ(r->best.size(), 3U);
    EXPECT_EQ(r->best[0].candidate, (Candidate{3, 1}));
    EXPECT_EQ(r->best[1].candidate, (Candidate{3, 0}));
    EXPECT_EQ(r->best[2].candidate, (Candidate{2, 2}));
    EXPECT_EQ(r->best[0].number, 10U);
}

TEST(Search, knows_the_variance_of_the_sharpe_ratios_of_all_trials) {
    const auto grid = make_grid(space);
    const auto r = search({.space = space, .sampler = *grid, .evaluate = evaluate});
    // 1, 2 and 3, three times each: mean 2, Σ squares 6, n - 1 = 8.
    EXPECT_EQ(r->with_sharpe, 9U);
    EXPECT_NEAR(r->sharpe_mean, 2, 1e-15);
    EXPECT_NEAR(*r->sharpe_variance(), 0.75, 1e-15);
}

TEST(Search, smaller_may_be_better) {
    const auto grid = make_grid(space);
    const auto r = search({.space = space, .sampler = *grid, .evaluate = evaluate, .larger_is_better = false});
    EXPECT_EQ(r->best[0].candidate, (Candidate{1, 0}));
}

TEST(Search, of_equal_candidates_the_first_is_better) {
    const auto grid = make_grid(space);
    const auto flat = [](std::span<const Candidate>, std::span<Outcome> outcomes) -> Result<> {
        for (auto& o : outcomes) o = {.verdict = Verdict::counts, .objective = 1};
        return {};
    };
    const auto r = search({.space = space, .sampler = *grid, .evaluate = flat, .keep = 2});
    EXPECT_EQ(r->best[0].number, 0U);
    EXPECT_EQ(r->best[1].number, 1U);
}

TEST(Search, stops_when_told_and_keeps_what_it_has) {
    const auto grid = make_grid(space);
    const auto r = search({.space = space,
                           .sampler = *grid,
                           .evaluate = evaluate,
                           .batch = 6,
                           .progress = [](const SearchProgress& p) -> Result<bool> { return p.done < 6; }});
    EXPECT_FALSE(r->is_complete);
    EXPECT_EQ(r->tried, 6U);
    EXPECT_EQ(r->best[0].candidate, (Candidate{1, 2}));
}

TEST(Search, goes_on_from_a_log_and_ends_where_it_would_have) {
    for (std::size_t recorded = 0; recorded <= 12; ++recorded) {
        MemoryLog whole, part;
        const auto first = make_tpe(space, 12, 3);
        const auto a = search({.space = space, .sampler = *first, .evaluate = evaluate, .batch = 4, .log = &whole});
        part.trials.assign(whole.trials.begin(), whole.trials.begin() + static_cast<std::ptrdiff_t>(recorded));
        const auto second = make_tpe(space, 12, 3);
        const auto b = search({.space = space, .sampler = *second, .evaluate = evaluate, .batch = 4, .log = &part});
        ASSERT_TRUE(a && b);
        EXPECT_EQ(b->resumed, recorded);
        EXPECT_EQ(b->best[0].candidate, a->best[0].candidate);
        EXPECT_EQ(b->sharpe_mean, a->sharpe_mean);
        ASSERT_EQ(part.trials.size(), whole.trials.size());
        EXPECT_EQ(part.flushed, recorded == 12 ? 0U : 12U);
    }
}

TEST(Search, refuses_a_log_of_other_candidates) {
    MemoryLog log;
    log.trials.push_back({.number = 0, .candidate = {1, 1}, .outcome = {}});
    const auto grid = make_grid(space);
    const auto r = search({.space = space, .sampler = *grid, .evaluate = evaluate, .log = &log});
    ASSERT_FALSE(r);
    EXPECT_EQ(r.error().code(), Errc::corrupt);
}

TEST(HeatMap, holds_the_best_and_the_mean_of_each_pair_of_values) {
    const auto grid = make_grid(space);
    const auto r = search({.space = space, .sampler = *grid, .evaluate = evaluate, .heat_maps = true});
    ASSERT_EQ(r->heat_maps.size(), 1U);
    const auto& map = r->heat_maps[0];
    EXPECT_EQ(map.x().bins, 4U);
    EXPECT_EQ(map.y().bins, 3U);
    EXPECT_EQ(map.at(0, 0).count, 0U);
    EXPECT_EQ(map.at(3, 2).count, 0U);
    EXPECT_EQ(map.at(2, 1).best, 21);
}

TEST(HeatMap, cuts_long_dimensions_into_bins) {
    const std::vector<Dimension> wide = {{"a", 0, 199, 1}, {"b", 0, 0, 1}};
    HeatMap map(wide, 0, 1);
    EXPECT_EQ(map.x().bins, 50U);
    for (const double a : {0.0, 3.0, 4.0, 199.0}) map.add({a, 0}, a, a);
    EXPECT_EQ(map.at(0, 0).count, 2U);
    EXPECT_EQ(map.at(0, 0).best, 3);
    EXPECT_EQ(map.at(0, 0).sum, 3);
    EXPECT_EQ(map.value(map.x(), 1), 4);
    EXPECT_EQ(map.at(49, 0).best, 199);
}

}  // namespace
}  // namespace argosy::backtest
