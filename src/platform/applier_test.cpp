#include "platform/applier.hpp"

namespace argosy::platform {
namespace {

struct Case {
    Settings before, after;
    std::vector<std::string> paths;
    [[nodiscard]] Change change() const {
        return {.from = 1, .to = 2, .before = before, .after = after, .paths = paths};
    }
};

TEST(KeyApplier, is_asked_only_about_its_own_keys_and_made_only_when_it_was) {
    int checks = 0, rows = 0;
    KeyApplier applier({.name = "pages",
                        .keys = {"platform.web_ui"},
                        .check = [&](const Change&) -> Result<> { return ++checks, Result<>{}; },
                        .make = [&](const Settings& s) { rows = static_cast<int>(s.platform.web_ui.rows); }});
    Case other{.paths = {"platform.log.level"}};
    applier.prepare(other.change(), [](Result<> r) { EXPECT_TRUE(r); });
    applier.commit();
    EXPECT_EQ(checks, 0);
    EXPECT_EQ(rows, 0);
    Case ours{.paths = {"platform.log.level", "platform.web_ui.rows"}};
    ours.after.platform.web_ui.rows = 7;
    applier.prepare(ours.change(), [](Result<> r) { EXPECT_TRUE(r); });
    EXPECT_EQ(rows, 0);
    applier.commit();
    EXPECT_EQ(rows, 7);
}

TEST(KeyApplier, an_aborted_change_is_never_made) {
    bool made = false;
    KeyApplier applier({.name = "pages", .keys = {"platform"}, .make = [&](const Settings&) { made = true; }});
    Case c{.paths = {"platform.web_ui.rows"}};
    applier.prepare(c.change(), [](Result<> r) { EXPECT_TRUE(r); });
    applier.abort();
    applier.commit();
    EXPECT_FALSE(made);
}

TEST(Appliers, what_nobody_takes_is_told) {
    KeyApplier limits({.name = "risk", .keys = {"simulation.run.limits"}});
    Appliers appliers;
    appliers.add(limits);
    EXPECT_EQ(appliers.untaken({"simulation.run.limits.open_orders_max", "simulation.seed"}),
              std::vector<std::string>{"simulation.seed"});
    appliers.remove(limits);
    EXPECT_EQ(appliers.untaken({"simulation.run.limits"}).size(), 1U);
}

TEST(Paths, a_key_holds_what_is_below_it_and_nothing_else) {
    EXPECT_TRUE(is_within("simulation.run.limits", "simulation.run.limits"));
    EXPECT_TRUE(is_within("simulation.run.limits.open_orders_max", "simulation.run.limits"));
    EXPECT_TRUE(is_within("simulation.run.books[0].name", "simulation.run.books"));
    EXPECT_FALSE(is_within("simulation.run.limits_other", "simulation.run.limits"));
    EXPECT_FALSE(is_within("simulation.run", "simulation.run.limits"));
}

}  // namespace
}  // namespace argosy::platform
