#include "execution/reconcile.hpp"

#include <gtest/gtest.h>

#include "support/risk_desk.hpp"

namespace argosy::execution {
namespace {

using domain::Fill;
using domain::OrderRequest;
using domain::OrderStatus;
using domain::Side;
using Kind = Difference::Kind;

/// We and a venue's report, built by the test.
struct Pair {
    test::RiskDesk desk;
    OrderManager orders{{}, desk.exposure};
    ClientOrderIds ids = *ClientOrderIds::make("ag", 7);
    Time now = desk.start;
    Outbox out;
    VenueReport report{.has_history = true};
    std::vector<Difference> before;

    OrderId submit(std::string_view qty, Side side = Side::buy) {
        const OrderRequest r{
            .instrument = test::btc, .side = side, .qty = *parse_decimal<Qty>(qty), .strategy = StrategyId(1)};
        return orders.submit(desk.approve(r, now), now, out);
    }
    void accept(OrderId id) { (void)orders.on_event(domain::OrderAccepted{id, "v", now}, out); }
    void doubt(OrderId id) { (void)orders.on_event(domain::OrderUnknown{id, "timeout", now}, out); }
    Change fill(OrderId id, std::uint64_t number, std::string_view qty) {
        return orders.on_event(domain::OrderFilled{make(id, number, qty)}, out);
    }
    Fill make(OrderId id, std::uint64_t number, std::string_view qty) const {
        const auto* order = orders.find(id);
        return {.id = FillId(number),
                .order = id,
                .instrument = test::btc,
                .strategy = StrategyId(1),
                .side = order ? order->request.side : Side::buy,
                .qty = *parse_decimal<Qty>(qty),
                .price = "100"_px,
                .time = now};
    }
    void list(OrderId id, OrderStatus status, std::string_view filled, std::string_view average = "0") {
        const auto* order = orders.find(id);
        report.orders.push_back(
            {.client_id = std::string(ids.id_of(id).view()),
             .terms = order ? order->request : OrderRequest{.instrument = test::btc, .qty = "5"_qty},
             .state = {.status = status,
                       .filled = *parse_decimal<Qty>(filled),
                       .average_price = *parse_decimal<Price>(average)}});
    }
    void position(std::string_view qty) { report.positions = {{test::btc, *parse_decimal<Qty>(qty), "101"_px}}; }
    /// The report is asked for some time later.
    ReconcilePlan plan(Duration later = 100s) {
        now += later;
        report.asked_at = now;
        return again();
    }
    ReconcilePlan again() { return reconcile({orders, desk.exposure, ids, before}, report, {}); }
    void apply(const ReconcilePlan& plan) {
        for (const auto& each : plan.fills) (void)orders.on_event(each, out);
        for (const auto& r : plan.resolutions)
            if (orders.find(r.order)) ASSERT_TRUE(orders.resolve(r.order, r.proof, now, out));
        for (const auto& a : plan.adoptions) (void)orders.adopt(a.request, a.found, now);
    }
};

std::string kinds(const ReconcilePlan& plan) {
    std::string text;
    for (const auto& d : plan.differences)
        text += std::string(text.empty() ? "" : " ") + std::string(to_string(d.kind)) + (d.is_settled ? "" : "?");
    return text;
}

TEST(Reconcile, NothingDiffersWhenAllIsKnown) {
    Pair p;
    const auto id = p.submit("5");
    p.accept(id);
    (void)p.fill(id, 1, "2");
    p.list(id, OrderStatus::partially_filled, "2");
    p.position("2");
    const auto plan = p.plan();
    EXPECT_EQ(kinds(plan), "");
    EXPECT_TRUE(plan.settles_everything());
}

TEST(Reconcile, AnUnknownOrderIsFoundByItsClientId) {
    Pair p;
    const auto id = p.submit("5");
    p.doubt(id);
    p.list(id, OrderStatus::accepted, "0");
    const auto plan = p.plan();
    EXPECT_EQ(kinds(plan), "unknown_order_found");
    p.apply(plan);
    EXPECT_EQ(p.orders.find(id)->status, OrderStatus::accepted);
    EXPECT_EQ(kinds(p.again()), "") << "the same report changes nothing the second time";
}

TEST(Reconcile, AReportFromBeforeTheDoubtProvesNothing) {
    Pair p;
    const auto id = p.submit("5");
    p.list(id, OrderStatus::accepted, "0");
    p.report.asked_at = p.now;
    p.now += 1s;
    p.doubt(id);
    EXPECT_TRUE(p.again().resolutions.empty());
}

TEST(Reconcile, AnOrderThatNeverArrivedEndsOnlyByProof) {
    Pair p;
    const auto id = p.submit("5");
    p.doubt(id);
    EXPECT_EQ(kinds(p.plan(30s)), "order_unproven?") << "too soon";
    p.report.has_history = false;
    EXPECT_EQ(kinds(p.plan(100s)), "order_unproven?") << "history was not searched";
    p.report.has_history = true;
    p.position("5");
    EXPECT_EQ(kinds(p.plan(1s)), "order_unproven? position_differs?") << "the position says that it did arrive";
    p.position("0");
    const auto plan = p.plan(1s);
    EXPECT_EQ(kinds(plan), "order_never_arrived");
    p.apply(plan);
    EXPECT_EQ(p.orders.find(id), nullptr);
    EXPECT_EQ(p.desk.exposure.line(test::btc).buy_reserved, Qty{});
}

TEST(Reconcile, AnAcknowledgedOrderThatVanishedStaysOpen) {
    Pair p;
    const auto id = p.submit("5");
    p.accept(id);
    const auto plan = p.plan(24h);
    EXPECT_EQ(kinds(plan), "order_vanished?");
    EXPECT_FALSE(plan.settles_everything());
    EXPECT_TRUE(plan.resolutions.empty());
}

TEST(Reconcile, MissedFillsAreAppliedOnce) {
    Pair p;
    const auto id = p.submit("5");
    p.accept(id);
    (void)p.fill(id, 1, "1");
    p.report.fills = {p.make(id, 1, "1"), p.make(id, 2, "3")};
    p.list(id, OrderStatus::partially_filled, "4");
    p.position("4");
    const auto plan = p.plan();
    EXPECT_EQ(kinds(plan), "fills_missed");
    p.apply(plan);
    EXPECT_EQ(p.desk.exposure.position(test::btc), "4"_qty);
    EXPECT_EQ(kinds(p.again()), "");
    EXPECT_EQ(p.fill(id, 2, "3").applied, Applied::duplicate_fill) << "the stream brings it after all";
}

TEST(Reconcile, AnUnlistedFillIsInferredAtThePriceThatMakesTheAverageTrue) {
    Pair p;
    const auto id = p.submit("5");
    p.accept(id);
    (void)p.fill(id, 1, "2");
    p.list(id, OrderStatus::partially_filled, "3", "102");
    p.position("3");
    EXPECT_EQ(kinds(p.plan(1s)), "fills_inferred? position_differs?") << "a message may be on its way";
    const auto plan = p.plan(10s);
    ASSERT_EQ(kinds(plan), "fills_inferred");
    const auto& inferred = plan.fills.at(0).fill;
    EXPECT_EQ(inferred.qty, "1"_qty);
    EXPECT_EQ(inferred.price, "106"_px) << "2 at 100 and 1 at 106 average 102";
    EXPECT_TRUE(is_inferred(inferred.id));
    EXPECT_EQ(p.again().fills.at(0).fill.id, inferred.id) << "ids are derived, not drawn";
    p.apply(plan);
    EXPECT_EQ(kinds(p.again()), "");
    EXPECT_EQ(p.desk.exposure.position(test::btc), "3"_qty);
}

TEST(Reconcile, TheRealFillTakesThePlaceOfTheInferredOne) {
    Pair p;
    const auto id = p.submit("5");
    p.accept(id);
    p.list(id, OrderStatus::partially_filled, "3", "100");
    p.position("3");
    p.apply(p.plan());
    EXPECT_EQ(p.fill(id, 8, "1").applied, Applied::duplicate_fill);
    const auto change = p.fill(id, 9, "4");
    EXPECT_EQ(change.applied, Applied::fill) << "2 of the 4 were inferred, 2 are new";
    EXPECT_EQ(change.fill->qty, "2"_qty);
    EXPECT_TRUE(change.ended());
    EXPECT_EQ(p.desk.exposure.position(test::btc), "5"_qty);
}

TEST(Reconcile, AnEndThatWeMissedIsTakenOver) {
    Pair p;
    const auto id = p.submit("5");
    p.accept(id);
    p.report.fills = {p.make(id, 1, "2")};
    p.list(id, OrderStatus::canceled, "2");
    p.position("2");
    const auto plan = p.plan();
    EXPECT_EQ(kinds(plan), "fills_missed unknown_order_found");
    p.apply(plan);
    EXPECT_EQ(p.orders.find(id), nullptr);
    EXPECT_EQ(p.desk.exposure.position(test::btc), "2"_qty);
    EXPECT_EQ(p.desk.exposure.open_orders(), 0U);
}

TEST(Reconcile, ExternalOrdersBecomeVisibleAndNobodysElse) {
    Pair p;
    p.report.orders.push_back({.client_id = "web_abc",
                               .terms = {.instrument = test::btc,
                                         .side = Side::sell,
                                         .type = domain::OrderType::limit,
                                         .qty = "3"_qty,
                                         .limit_price = "120"_px,
                                         .strategy = StrategyId(2)},
                               .state = {.filled = "1"_qty}});
    const auto plan = p.plan();
    ASSERT_EQ(kinds(plan), "external_order");
    EXPECT_TRUE(plan.adoptions.at(0).request.strategy.is_none());
    EXPECT_EQ(plan.adoptions.at(0).request.purpose, domain::OrderPurpose::manual);
    p.apply(plan);
    EXPECT_EQ(p.desk.exposure.line(test::btc).sell_reserved, "2"_qty);
    EXPECT_TRUE(reconcile({p.orders, p.desk.exposure, p.ids}, p.report, {.adopt_orders = false}).adoptions.empty());
}

TEST(Reconcile, FillsFromBeforeAnAdoptionAreNotCountedAgain) {
    Pair p;
    p.report.orders.push_back(
        {.client_id = "web",
         .terms = {.instrument = test::btc, .type = domain::OrderType::limit, .qty = "3"_qty, .limit_price = "90"_px},
         .state = {.filled = "1"_qty}});
    p.position("1");
    const auto plan = p.plan();
    EXPECT_EQ(kinds(plan), "external_order position_differs");
    p.apply(plan);
    p.report.orders.clear();
    p.report.fills = {p.make(OrderId(1), 77, "1")};
    p.now += 1s;
    const auto next = p.plan();
    EXPECT_EQ(kinds(next), "order_vanished?");
    p.apply(next);
    EXPECT_EQ(p.desk.exposure.position(test::btc), "1"_qty);
    EXPECT_EQ(p.orders.find(OrderId(1))->filled, "1"_qty);
    EXPECT_TRUE(p.again().fills.empty()) << "its number is known by now";
}

TEST(Reconcile, AnEndedOrderThatIsOpenAtTheVenueIsAdoptedAgain) {
    Pair p;
    const auto id = p.submit("5");
    (void)p.orders.on_event(domain::OrderCanceled{id, Qty{}, "", p.now}, p.out);
    p.list(id, OrderStatus::accepted, "0");
    EXPECT_EQ(kinds(p.plan(1s)), "") << "the list may be from before its end";
    EXPECT_EQ(kinds(p.plan(10s)), "ended_order_open");
}

TEST(Reconcile, APositionOpenedElsewhereIsBookedUnderNobody) {
    Pair p;
    p.position("-2.5");
    const auto plan = p.plan();
    ASSERT_EQ(kinds(plan), "position_differs");
    const auto& f = plan.fills.at(0).fill;
    EXPECT_EQ(f.side, Side::sell);
    EXPECT_EQ(f.qty, "2.5"_qty);
    EXPECT_EQ(f.price, "101"_px);
    EXPECT_TRUE(f.strategy.is_none());
    p.apply(plan);
    EXPECT_EQ(p.desk.exposure.position(test::btc), "-2.5"_qty);
    EXPECT_EQ(kinds(p.again()), "");
}

TEST(Reconcile, APositionNextToAWorkingOrderIsAdoptedWhenSeenTwice) {
    Pair p;
    const auto id = p.submit("5");
    p.accept(id);
    p.list(id, OrderStatus::accepted, "0");
    p.position("1");
    const auto first = p.plan();
    EXPECT_EQ(kinds(first), "position_differs?") << "a fill of the working order may be on its way";
    p.before = first.differences;
    EXPECT_EQ(kinds(p.plan(10s)), "position_differs");
}

}  // namespace
}  // namespace argosy::execution
