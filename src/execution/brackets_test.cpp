#include "execution/brackets.hpp"

#include <deque>
#include <gtest/gtest.h>
#include <map>

#include "base/prng.hpp"
#include "execution/carry_out.hpp"
#include "support/risk_desk.hpp"

namespace argosy::execution {
namespace {

using domain::OrderRequest;
using domain::Side;

constexpr Distance rate(std::int64_t per_mille) {
    return {Distance::Kind::rate, Ratio::from_raw(per_mille * 10'000'000)};
}

/// Entries, exits and moving prices against a venue that answers late, refuses some replaces and cancels, honours
/// reduce-only, and executes whatever it likes in between.
class Crossing {
public:
    explicit Crossing(std::uint64_t seed) : random_(seed) {}

    void run() {
        for (int step = 0; step < 250; ++step) act();
        while (!inbox_.empty() || !wire_.empty()) inbox_.empty() ? deliver() : work();
    }
    void check_rest() {
        ASSERT_EQ(desk_.exposure.position(test::btc), position_) << "our position is the venue's";
        std::map<domain::OrderType, Qty> live;
        for (const auto& [id, o] : venue_) {
            if (o.is_final || o.request.parent.is_none()) continue;
            EXPECT_TRUE(o.request.reduce_only);
            EXPECT_EQ(o.request.side, position_.is_positive() ? Side::sell : Side::buy);
            live[o.request.type] += o.open();
        }
        EXPECT_EQ(live[domain::OrderType::stop_market], position_.abs()) << "all of the position is protected";
        EXPECT_EQ(live[domain::OrderType::limit], position_.abs());
        for (const auto& view : brackets_.views()) EXPECT_FALSE(view.is_naked);
    }
    bool is_flat() const { return position_.is_zero(); }
    int legs() const { return legs_; }

private:
    struct VenueOrder {
        OrderRequest request;
        Qty filled;
        bool is_final = false;
        Qty open() const { return request.qty - filled; }
    };

    void act() {
        now_ += 1s;
        switch (random_.below(9)) {
            case 0: enter(); break;
            case 1: exit(); break;
            case 2: price(); break;
            case 3:
            case 4: execute(); break;
            case 5:
            case 6: work(); break;
            default: deliver();
        }
    }
    void enter() {
        OrderRequest r{.instrument = test::btc, .side = random_.below(4) ? side_ : opposite(side_), .qty = some_qty()};
        const auto id = orders_.submit(desk_.approve(r, now_), now_, out_);
        brackets_.attach(id, {.instrument = test::btc, .side = r.side});
        settle();
    }
    void exit() {
        const Qty held = desk_.exposure.position(test::btc);
        if (held.is_zero()) return;
        OrderRequest r{.instrument = test::btc,
                       .side = held.is_positive() ? Side::sell : Side::buy,
                       .qty = std::min(held.abs(), some_qty()),
                       .reduce_only = true,
                       .purpose = domain::OrderPurpose::exit};
        (void)orders_.submit(desk_.approve(r, now_), now_, out_);
        settle();
    }
    void price() {
        const Price p = Price::from_raw(static_cast<std::int64_t>(980 + random_.below(40)) * 1'000'000'000);
        brackets_.on_price(test::btc, p, now_, actions_);
        settle();
    }
    /// The venue executes some part of some order, as far as reduce-only allows.
    void execute() {
        std::vector<OrderId> open;
        for (const auto& [id, o] : venue_)
            if (!o.is_final) open.push_back(id);
        if (open.empty()) return;
        const auto id = open[random_.below(open.size())];
        auto& o = venue_.at(id);
        Qty qty = std::min(o.open(), some_qty());
        if (o.request.reduce_only) {
            const Qty room = o.request.side == Side::sell ? position_ : -position_;
            if (!room.is_positive()) return;
            qty = std::min(qty, room);
        }
        o.filled += qty;
        o.is_final = o.open().is_zero();
        position_ += signed_qty(o.request.side, qty);
        wire_.push_back(domain::OrderFilled{{.id = FillId(++fills_),
                                             .order = id,
                                             .instrument = test::btc,
                                             .side = o.request.side,
                                             .qty = qty,
                                             .price = "100"_px,
                                             .time = now_}});
    }
    /// The venue handles the next command.
    void work() {
        if (inbox_.empty()) return;
        const auto command = inbox_.front();
        inbox_.pop_front();
        std::visit([&](const auto& c) { handle(c); }, command);
    }
    void handle(const domain::SubmitOrder& c) {
        legs_ += !c.request.parent.is_none();
        venue_[c.order] = {.request = c.request};
        wire_.push_back(domain::OrderAccepted{c.order, "v", now_});
    }
    void handle(const domain::CancelOrder& c) {
        auto& o = venue_.at(c.order);
        if (o.is_final || random_.below(5) == 0) return wire_.push_back(domain::CancelRejected{c.order, "", now_});
        o.is_final = true;
        wire_.push_back(domain::OrderCanceled{c.order, o.filled, "", now_});
    }
    void handle(const domain::ReplaceOrder& c) {
        auto& o = venue_.at(c.order);
        if (o.is_final || c.qty <= o.filled || random_.below(5) == 0)
            return wire_.push_back(domain::ReplaceRejected{c.order, "", now_});
        o.request.qty = c.qty;
        wire_.push_back(domain::OrderReplaced{c.order, c.qty, c.limit_price, c.trigger_price, now_});
    }
    void deliver() {
        if (wire_.empty()) return;
        const auto event = wire_.front();
        wire_.pop_front();
        const auto change = orders_.on_event(event, out_);
        EXPECT_NE(change.doubt, Doubt::contradiction);
        brackets_.on_change(change, desk_.exposure.position(test::btc), now_, actions_);
        settle();
    }
    void settle() {
        carry_out(actions_, {brackets_, desk_.checks, orders_}, desk_.account, now_, out_);
        for (auto& command : out_) inbox_.push_back(std::move(command));
        out_.clear();
    }
    Qty some_qty() { return Qty::from_int(static_cast<std::int64_t>(1 + random_.below(5))); }

    Prng random_;
    test::RiskDesk desk_;
    OrderManager orders_{{}, desk_.exposure};
    Brackets brackets_{desk_.instruments, {.stop = rate(50), .take_profit = rate(50), .trail = rate(10)}};
    Time now_ = desk_.start;
    Side side_ = random_.below(2) ? Side::buy : Side::sell;
    Outbox out_;
    BracketActions actions_;
    std::deque<domain::VenueCommand> inbox_;  ///< on its way to the venue
    std::deque<domain::VenueEvent> wire_;     ///< on its way to us
    std::map<OrderId, VenueOrder> venue_;
    Qty position_;
    std::uint64_t fills_ = 0;
    int legs_ = 0;
};

TEST(Brackets, ProtectExactlyThePositionOnceEverythingIsAnswered) {
    int flat = 0, legs = 0;
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Crossing crossing(seed);
        crossing.run();
        crossing.check_rest();
        flat += crossing.is_flat();
        legs += crossing.legs();
    }
    EXPECT_LT(flat, 350) << "most runs end with a position to protect";
    EXPECT_GT(legs, 5'000);
}

TEST(Brackets, CostNothingWithoutAPosition) {
    test::RiskDesk desk;
    Brackets brackets(desk.instruments, {.stop = rate(50)});
    BracketActions actions;
    for (int i = 0; i < 1000; ++i) {
        brackets.on_bar(test::btc, {}, desk.start, actions);
        brackets.on_price(test::btc, "100"_px, desk.start, actions);
    }
    EXPECT_TRUE(actions.empty());
    EXPECT_EQ(brackets.size(), 0U);
}

TEST(Brackets, ALegThatTheGateRefusesBecomesAMarketExit) {
    test::RiskDesk desk;
    OrderManager orders({}, desk.exposure);
    Brackets brackets(desk.instruments, {.stop = rate(50), .take_profit = rate(50)});
    ASSERT_TRUE(desk.checks.set_limits({.price_band = "0.04"_ratio}));
    Outbox out;
    BracketActions actions;
    const auto entry =
        orders.submit(desk.approve({.instrument = test::btc, .qty = "5"_qty}, desk.start), desk.start, out);
    brackets.attach(entry, {.instrument = test::btc});
    const domain::Fill fill{
        .id = FillId(1), .order = entry, .instrument = test::btc, .qty = "5"_qty, .price = "100"_px};
    brackets.on_change(orders.on_event(domain::OrderFilled{fill}, out), "5"_qty, desk.start, actions);
    out.clear();
    const ProtectionPath path{brackets, desk.checks, orders};
    carry_out(actions, path, desk.account, desk.start, out);
    // The stop lies beyond the band: the gate refuses it, and the position is closed at the market instead.
    ASSERT_EQ(out.size(), 2U);
    EXPECT_EQ(std::get<domain::SubmitOrder>(out[0]).request.purpose, domain::OrderPurpose::take_profit);
    EXPECT_EQ(std::get<domain::SubmitOrder>(out[1]).request.type, domain::OrderType::market);

    // The venue rejects that as well: naked, and tried again with the bar.
    const auto stand_in = std::get<domain::SubmitOrder>(out[1]).order;
    out.clear();
    brackets.on_change(orders.on_event(domain::OrderRejected{stand_in, "no", desk.start}, out), "5"_qty, desk.start,
                       actions);
    carry_out(actions, path, desk.account, desk.start, out);
    EXPECT_TRUE(out.empty());
    EXPECT_TRUE(brackets.views().at(0).is_naked);
    brackets.on_bar(test::btc, {.open_time = desk.start, .high = "100"_px, .close = "99"_px}, desk.start + 1h, actions);
    carry_out(actions, path, desk.account, desk.start + 1h, out);
    ASSERT_FALSE(out.empty());
    const auto& exit = std::get<domain::SubmitOrder>(out.back()).request;
    EXPECT_EQ(exit.type, domain::OrderType::market);
    EXPECT_EQ(exit.side, Side::sell);
    EXPECT_EQ(exit.qty, "5"_qty);
}

}  // namespace
}  // namespace argosy::execution
