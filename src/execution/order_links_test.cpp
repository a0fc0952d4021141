#include "execution/order_links.hpp"

#include <gmock/gmock.h>

#include "support/risk_desk.hpp"

namespace argosy::execution {
namespace {

using testing::ElementsAre;

struct Linked {
    test::RiskDesk desk;
    OrderManager orders{{}, desk.exposure};
    OrderLinks links;
    LinkActions actions;
    Outbox out;
    std::uint64_t fills = 0;

    OrderId submit() {
        return orders.submit(desk.approve({.instrument = test::btc, .qty = "2"_qty}, desk.start), desk.start, out);
    }
    void fill(OrderId id, Qty qty) {
        apply(domain::OrderFilled{
            {.id = FillId(++fills), .order = id, .instrument = test::btc, .qty = qty, .price = "100"_px}});
    }
    void cancel(OrderId id) { apply(domain::OrderCanceled{id, orders.find(id)->filled, "", desk.start}); }
    void apply(const domain::VenueEvent& e) {
        actions = {};
        links.on_change(orders.on_event(e, out), actions);
    }
};

TEST(OrderLinks, TheFirstFillCancelsTheOthers) {
    Linked l;
    const std::array ids = {l.submit(), l.submit(), l.submit()};
    l.links.one_cancels_other(ids);
    l.apply(domain::OrderAccepted{ids[0], "v", l.desk.start});
    EXPECT_TRUE(l.actions.cancel.empty());
    l.fill(ids[1], "1"_qty);
    EXPECT_THAT(l.actions.cancel, ElementsAre(ids[0], ids[2]));
    EXPECT_EQ(l.links.size(), 0U);
    l.fill(ids[1], "1"_qty);
    EXPECT_TRUE(l.actions.cancel.empty());
}

TEST(OrderLinks, AnEndWithoutAFillLeavesTheOthersAlone) {
    Linked l;
    const std::array ids = {l.submit(), l.submit(), l.submit()};
    l.links.one_cancels_other(ids);
    l.cancel(ids[0]);
    EXPECT_TRUE(l.actions.cancel.empty());
    l.fill(ids[1], "2"_qty);
    EXPECT_THAT(l.actions.cancel, ElementsAre(ids[2]));
}

TEST(OrderLinks, AGroupOfOneIsNone) {
    Linked l;
    const std::array ids = {l.submit(), l.submit()};
    l.links.one_cancels_other(ids);
    l.cancel(ids[0]);
    EXPECT_EQ(l.links.size(), 0U);
    EXPECT_DEATH(l.links.one_cancels_other({ids.data(), 1}), "needs two");
}

TEST(OrderLinks, TheChildWaitsForTheWholeFillOfItsParent) {
    Linked l;
    const auto parent = l.submit();
    const domain::OrderRequest child{.instrument = test::btc, .side = domain::Side::sell, .qty = "1"_qty};
    l.links.one_triggers_other(parent, child);
    l.fill(parent, "1"_qty);
    EXPECT_TRUE(l.actions.place.empty());
    l.fill(parent, "1"_qty);
    EXPECT_THAT(l.actions.place, ElementsAre(child));
    EXPECT_EQ(l.links.size(), 0U);
}

TEST(OrderLinks, TheChildIsForgottenWhenItsParentEndsOtherwise) {
    Linked l;
    const auto parent = l.submit();
    l.links.one_triggers_other(parent, {.instrument = test::btc, .qty = "1"_qty});
    l.fill(parent, "1"_qty);
    l.cancel(parent);
    EXPECT_TRUE(l.actions.place.empty());
    EXPECT_EQ(l.links.size(), 0U);
}

}  // namespace
}  // namespace argosy::execution
