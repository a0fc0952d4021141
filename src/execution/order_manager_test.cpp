#include "execution/order_manager.hpp"

#include <gtest/gtest.h>
#include <map>

#include "base/prng.hpp"
#include "support/risk_desk.hpp"

namespace argosy::execution {
namespace {

using domain::Fill;
using domain::OrderRequest;
using domain::OrderStatus;
using domain::Side;
using domain::VenueEvent;

// Nothing but an approval can be submitted.
template <class Argument>
concept Submittable =
    requires(OrderManager& m, Argument&& a, Outbox& out) { m.submit(std::forward<Argument>(a), {}, out); };
static_assert(Submittable<risk::Approved>);
static_assert(!Submittable<OrderRequest> && !Submittable<risk::Approved&>);

/// What really happens at a venue, in order; the answers reach us shuffled, twice or late.
struct VenueOrder {
    OrderRequest request;
    Qty filled;
    bool is_final = false;
};

/// A venue that matches at random and a network that reorders and repeats, but loses nothing for ever.
class Chaos {
public:
    explicit Chaos(std::uint64_t seed) : random_(seed) {}

    void run() {
        for (int step = 0; step < 300; ++step) act();
        while (!open_at_venue().empty()) finish(open_at_venue().front());
        while (!wire_.empty()) deliver(random_.below(wire_.size()));
        settle();
    }

    void check_conservation() {
        Qty at_venue;
        for (const auto& [id, o] : venue_) at_venue += signed_qty(o.request.side, o.filled);
        EXPECT_EQ(desk_.exposure.position(test::btc), at_venue);
        EXPECT_EQ(desk_.exposure.line(test::btc).buy_reserved, Qty{});
        EXPECT_EQ(desk_.exposure.line(test::btc).sell_reserved, Qty{});
        EXPECT_EQ(desk_.exposure.open_orders(), 0U);
        EXPECT_EQ(desk_.exposure.margin_reserved(), Money{});
        EXPECT_EQ(orders_.open_count(), 0U);
        EXPECT_EQ(counted_, at_venue) << "what the changes said adds up as well";
    }
    std::uint64_t duplicates() const { return orders_.counters().duplicate_fills; }
    std::uint64_t late() const { return orders_.counters().late_fills; }
    std::uint64_t doubts() const { return orders_.counters().doubts; }

private:
    void act() {
        now_ += 1s;
        switch (random_.below(8)) {
            case 0:
            case 1: submit(); break;
            case 2: cancel(); break;
            case 3:
            case 4: fill_at_venue(); break;
            case 5: lose_sight(); break;
            default:
                for (int i = 0; i < 3 && !wire_.empty(); ++i) deliver(random_.below(wire_.size()));
        }
    }
    void submit() {
        OrderRequest r{.instrument = test::btc,
                       .side = random_.below(2) ? Side::buy : Side::sell,
                       .qty = Qty::from_int(static_cast<std::int64_t>(1 + random_.below(6)))};
        const auto id = orders_.submit(desk_.approve(r, now_), now_, out_);
        if (random_.below(8) == 0) {
            venue_[id] = {.request = r, .is_final = true};
            send(domain::OrderRejected{id, "no", now_});
        } else {
            venue_[id] = {.request = r};
            send(domain::OrderAccepted{id, "v", now_});
        }
    }
    void cancel() {
        const auto open = orders_.open_orders();
        if (!open.empty()) (void)orders_.cancel(open[random_.below(open.size())], now_, out_);
        answer_cancels();
    }
    /// The venue's answers to the cancels in the outbox.
    void answer_cancels() {
        for (const auto& command : out_) {
            const auto* cancel = std::get_if<domain::CancelOrder>(&command);
            if (cancel == nullptr) continue;
            auto& o = venue_.at(cancel->order);
            if (o.is_final || random_.below(4) == 0)
                send(domain::CancelRejected{cancel->order, "late", now_});
            else
                finish(cancel->order);
        }
        out_.clear();
    }
    void finish(OrderId id) {
        auto& o = venue_.at(id);
        o.is_final = true;
        // Now and then the venue forgets its fills in the confirmation: then they come late.
        const Qty reported = random_.below(6) ? o.filled : Qty{};
        if (random_.below(2))
            send(domain::OrderCanceled{id, reported, "", now_});
        else
            send(domain::OrderExpired{id, reported, now_});
    }
    void fill_at_venue() {
        const auto open = open_at_venue();
        if (open.empty()) return;
        auto& o = venue_.at(open[random_.below(open.size())]);
        const Qty left = o.request.qty - o.filled;
        const Qty part = random_.below(3) ? std::min(left, Qty::from_int(1)) : left;
        o.filled += part;
        o.is_final = o.filled == o.request.qty;
        send(domain::OrderFilled{{.id = FillId(++fills_),
                                  .order = id_of(o),
                                  .instrument = test::btc,
                                  .side = o.request.side,
                                  .qty = part,
                                  .price = "100"_px,
                                  .time = now_}});
    }
    void lose_sight() {
        const auto open = orders_.open_orders();
        if (!open.empty()) on_event(domain::OrderUnknown{open[random_.below(open.size())], "timeout", now_});
    }
    void send(const VenueEvent& e) {
        wire_.push_back(e);
        if (random_.below(5) == 0) wire_.push_back(e);
    }
    void deliver(std::size_t index) {
        const auto e = wire_[index];
        wire_.erase(wire_.begin() + static_cast<std::ptrdiff_t>(index));
        on_event(e);
        answer_cancels();
    }
    void on_event(const VenueEvent& e) {
        const Change c = orders_.on_event(e, out_);
        if (c.has_new_fill()) counted_ += signed_qty(c.fill->side, c.fill->qty);
        if (c.order != nullptr) note(*c.order);
        if (c.applied == Applied::late_fill) EXPECT_EQ(final_status_.at(c.fill->order), c.after);
        const auto& line = desk_.exposure.line(test::btc);
        EXPECT_GE(line.buy_reserved, Qty{});
        EXPECT_GE(line.sell_reserved, Qty{});
    }
    void note(const domain::Order& o) {
        EXPECT_LE(o.filled, o.request.qty);
        EXPECT_FALSE(final_status_.contains(o.id)) << "a final order changed";
        if (is_final(o.status))
            final_status_[o.id] = o.status;
        else
            EXPECT_EQ(desk_.exposure.open_orders(), orders_.open_count()) << "open orders hold reservations";
    }
    /// What is left open now is unknown for good, or waits for nothing: ask the venue.
    void settle() {
        for (const auto id : orders_.open_orders()) {
            const auto& o = venue_.at(id);
            const auto status = o.filled == o.request.qty ? OrderStatus::filled : OrderStatus::canceled;
            auto change = orders_.resolve(id, FoundAtVenue{.status = status, .filled = o.filled}, now_, out_);
            ASSERT_TRUE(change);
            EXPECT_TRUE(change->ended()) << "every fill was delivered, so nothing can be missing";
        }
    }
    std::vector<OrderId> open_at_venue() const {
        std::vector<OrderId> ids;
        for (const auto& [id, o] : venue_)
            if (!o.is_final) ids.push_back(id);
        return ids;
    }
    OrderId id_of(const VenueOrder& order) const {
        for (const auto& [id, o] : venue_)
            if (&o == &order) return id;
        return {};
    }

    Prng random_;
    test::RiskDesk desk_;
    OrderManager orders_{{.finals_kept = 4096}, desk_.exposure};
    Time now_ = desk_.start;
    Outbox out_;
    std::vector<VenueEvent> wire_;
    std::map<OrderId, VenueOrder> venue_;
    std::map<OrderId, OrderStatus> final_status_;
    std::uint64_t fills_ = 0;
    Qty counted_;
};

TEST(OrderManager, ConservesQuantityWhateverOrderTheAnswersComeIn) {
    std::uint64_t duplicates = 0, late = 0, doubts = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Chaos chaos(seed);
        chaos.run();
        chaos.check_conservation();
        duplicates += chaos.duplicates();
        late += chaos.late();
        doubts += chaos.doubts();
    }
    EXPECT_GT(duplicates, 1000U) << "the races that this test is about did happen";
    EXPECT_GT(late, 100U);
    EXPECT_GT(doubts, 1000U);
}

TEST(OrderManager, TheTablesStayBounded) {
    test::RiskDesk desk;
    OrderManager orders({.finals_kept = 8}, desk.exposure);
    Outbox out;
    for (std::uint64_t i = 1; i <= 1000; ++i) {
        out.clear();
        const auto id =
            orders.submit(desk.approve({.instrument = test::btc, .qty = "1"_qty}, desk.start), desk.start, out);
        ASSERT_EQ(id, OrderId(i)) << "ids count up without gaps";
        const Fill fill{.id = FillId(i), .order = id, .instrument = test::btc, .qty = "1"_qty, .price = "100"_px};
        ASSERT_TRUE(orders.on_event(domain::OrderFilled{fill}, out).ended());
        ASSERT_EQ(orders.on_event(domain::OrderFilled{fill}, out).applied, Applied::duplicate_fill);
    }
    EXPECT_EQ(orders.open_count(), 0U);
    const Fill old{.id = FillId(1), .order = OrderId(1), .instrument = test::btc, .qty = "1"_qty, .price = "100"_px};
    EXPECT_EQ(orders.on_event(domain::OrderFilled{old}, out).doubt, Doubt::foreign_order) << "forgotten: ask the venue";
    const Fill late{.id = FillId(5000), .order = OrderId(1000), .instrument = test::btc, .qty = "1"_qty};
    EXPECT_EQ(orders.on_event(domain::OrderFilled{late}, out).applied, Applied::late_fill);
}

TEST(OrderManager, AnEndedOrderCanBeReadFromItsChange) {
    test::RiskDesk desk;
    OrderManager orders({}, desk.exposure);
    Outbox out;
    const auto id = orders.submit(desk.approve({.instrument = test::btc, .qty = "2"_qty}, desk.start), desk.start, out);
    for (const auto& [number, price] : {std::pair{1U, "100"_px}, {2U, "103"_px}}) {
        const auto change = orders.on_event(
            domain::OrderFilled{
                {.id = FillId(number), .order = id, .instrument = test::btc, .qty = "1"_qty, .price = price}},
            out);
        ASSERT_NE(change.order, nullptr);
        EXPECT_EQ(change.ended(), number == 2);
        if (change.ended()) EXPECT_EQ(change.order->average_price(), "101.5"_px);
    }
    EXPECT_EQ(orders.find(id), nullptr);
}

TEST(OrderManager, ALiquidationHasNoOrderAndRaisesNoDoubt) {
    test::RiskDesk desk;
    OrderManager orders({}, desk.exposure);
    Outbox out;
    desk.exposure.set_position(test::btc, {}, "3"_qty);
    const Fill fill{.id = FillId(1),
                    .instrument = test::btc,
                    .side = Side::sell,
                    .purpose = domain::OrderPurpose::liquidation,
                    .qty = "3"_qty};
    const auto change = orders.on_event(domain::OrderFilled{fill}, out);
    EXPECT_TRUE(change.has_new_fill());
    EXPECT_EQ(change.doubt, Doubt::none);
    EXPECT_EQ(desk.exposure.position(test::btc), Qty{});
    EXPECT_EQ(orders.on_event(domain::Liquidated{test::btc, {}, {}}, out).applied, Applied::nothing);
}

}  // namespace
}  // namespace argosy::execution
