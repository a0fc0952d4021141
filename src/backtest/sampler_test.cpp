#include "backtest/sampler.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <set>

namespace argosy::backtest {
namespace {

const std::vector<Dimension> plane{{"x", 0, 1, 0.1}, {"y", 5, 20, 5}};

std::vector<Candidate> all_of(Sampler& s) {
    std::vector<Candidate> out;
    while (auto c = s.next()) {
        s.tell(*c, 0);
        out.push_back(*c);
    }
    return out;
}

TEST(Sampler, the_grid_visits_every_combination_once) {
    const auto candidates = all_of(*make_grid(plane));
    EXPECT_EQ(candidates.size(), 44U);
    EXPECT_EQ(std::set<Candidate>(candidates.begin(), candidates.end()).size(), 44U);
    EXPECT_EQ(candidates[1], (Candidate{0, 10}));
    EXPECT_EQ(candidates.back(), (Candidate{1, 20}));
    EXPECT_EQ(candidates[12], (Candidate{0.3, 5}));  // as typed, not 0.30000000000000004
}

TEST(Sampler, random_draws_are_reproducible_and_inside_the_space) {
    const auto a = all_of(*make_random(plane, 200, 1)), b = all_of(*make_random(plane, 200, 1));
    EXPECT_EQ(a, b);
    EXPECT_NE(a, all_of(*make_random(plane, 200, 2)));
    for (const auto& c : a) EXPECT_TRUE(c[0] >= 0 && c[0] <= 1 && c[1] >= 5 && c[1] <= 20);
}

TEST(Sampler, tpe_finds_a_narrow_peak_better_than_chance_and_continues_after_an_interruption) {
    const std::vector<Dimension> space{{"x", 0, 100, 1}, {"y", 0, 100, 1}};
    const auto score = [](const Candidate& c) { return -std::hypot(c[0] - 37, c[1] - 81); };
    const auto best_of = [&](std::unique_ptr<Sampler> s) {
        double best = -1e9;
        while (auto c = s->next()) s->tell(*c, score(*c)), best = std::max(best, score(*c));
        return best;
    };
    double tpe = 0, chance = 0;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        tpe += best_of(make_tpe(space, 150, seed));
        chance += best_of(make_random(space, 150, seed));
    }
    EXPECT_GT(tpe, chance / 2);  // scores are negative distances

    auto whole = make_tpe(space, 60, 3), resumed = make_tpe(space, 60, 3);
    std::vector<Candidate> first;
    for (int i = 0; i < 30; ++i) {
        first.push_back(*whole->next());
        whole->tell(first.back(), score(first.back()));
        resumed->tell(*resumed->next(), score(first.back()));
    }
    EXPECT_EQ(*whole->next(), *resumed->next());
}

TEST(Sampler, tpe_gives_no_candidate_twice_and_ends_when_it_has_given_all) {
    auto sampler = make_tpe(plane, 200, 5);
    std::set<Candidate> given;
    while (auto c = sampler->next()) {
        EXPECT_TRUE(given.insert(*c).second) << (*c)[0] << ' ' << (*c)[1];
        sampler->tell(*c, -std::hypot((*c)[0] - 0.5, (*c)[1] - 10));
    }
    EXPECT_EQ(given.size(), 44U);
}

TEST(Sampler, impossible_ranges_are_refused_by_name) {
    EXPECT_TRUE(validate(plane));
    EXPECT_FALSE(validate({{"x", 1, 0, 1}}));
    EXPECT_FALSE(validate({{"x", 0, 1, 0}}));
    EXPECT_FALSE(validate({{"x", 0, NAN, 1}}));
    const auto r = validate({{"a", 0, 1e9, 1}, {"b", 0, 1e9, 1}});
    ASSERT_FALSE(r);
    EXPECT_NE(r.error().message().find("2^53"), std::string::npos);
}

}  // namespace
}  // namespace argosy::backtest
