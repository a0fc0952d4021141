#include <gtest/gtest.h>
#include <map>

#include "execution/carry_out.hpp"
#include "support/risk_desk.hpp"
#include "support/scenario.hpp"

namespace argosy::execution {
namespace {

using domain::OrderPurpose;
using domain::OrderRequest;
using domain::Side;
using test::Words;

Distance distance(std::string text) {
    if (!text.ends_with("atr")) return {Distance::Kind::rate, *parse_decimal<Ratio>(text)};
    text.resize(text.size() - 3);
    return {Distance::Kind::atr, *parse_decimal<Ratio>(text)};
}

ExitRules rules_from(const Words& words) {
    ExitRules rules;
    const std::map<std::string, Distance ExitRules::*> distances = {
        {"stop", &ExitRules::stop},
        {"take_profit", &ExitRules::take_profit},
        {"trail", &ExitRules::trail},
        {"trail_activation", &ExitRules::trail_activation},
        {"trail_step", &ExitRules::trail_step},
        {"break_even", &ExitRules::break_even},
        {"break_even_offset", &ExitRules::break_even_offset}};
    for (const auto& [key, value] : test::named_words(words)) {
        if (key == "bars_max")
            rules.bars_max = static_cast<std::uint32_t>(std::stoul(value));
        else if (key == "time_max")
            rules.time_max = *parse_duration(value);
        else if (key == "trail_mode")
            rules.trail_mode = TrailMode::at_venue;
        else
            rules.*distances.at(key) = distance(value);
    }
    return rules;
}

/// A gate, an order manager and brackets in front of a venue that answers at once, or only when told.
class BracketWorld final : public test::ScenarioWorld {
public:
    std::string act(const Words& w) override {
        asked_.clear();
        if (w[0] == "rules")
            brackets_ = std::make_unique<Brackets>(desk_.instruments, rules_from(w));
        else if (w[0] == "venue")
            answers_ = w[1] == "on";
        else if (w[0] == "wait")
            now_ += *parse_duration(w[1]);
        else if (w[0] == "enter" || w[0] == "exit")
            submit(w);
        else if (w[0] == "bar")
            bar(w);
        else if (w[0] == "price")
            brackets_->on_price(test::btc, *parse_decimal<Price>(w[1]), now_, actions_);
        else if (w[0] == "liquidated")
            liquidate(w);
        else if (w[0] == "took")
            take(w);
        else
            event(w);
        settle();
        check_invariants();
        return asked();
    }

    std::optional<std::string> answer(const Words& w) override {
        if (w[0] == "asks") return "asks " + asked();
        if (w[0] == "position") return "position " + to_string(desk_.exposure.position(test::btc));
        if (w[0] == "brackets") return "brackets " + std::to_string(brackets_->size());
        if (w[0] == "bracket" || w[0] == "naked") return about_bracket(w);
        if (w[0].find('.') != std::string::npos) return about_leg(w[0]);
        return std::nullopt;
    }

private:
    // --- commands ---
    void submit(const Words& w) {
        const bool enters = w[0] == "enter";
        OrderRequest r{.instrument = test::btc,
                       .side = w[2] == "buy" ? Side::buy : Side::sell,
                       .qty = *parse_decimal<Qty>(w[3]),
                       .reduce_only = !enters,
                       .purpose = enters ? OrderPurpose::entry : OrderPurpose::exit};
        ids_[w[1]] = orders_.submit(desk_.approve(r, now_), now_, out_);
        names_[ids_[w[1]]] = w[1];
        auto named = test::named_words(w);
        EntryPlan plan{.instrument = test::btc, .side = r.side};
        if (named.contains("atr")) plan.atr = *parse_decimal<Price>(named["atr"]);
        if (named.contains("stop")) plan.signal_stop = *parse_decimal<Price>(named["stop"]);
        if (enters) brackets_->attach(ids_[w[1]], plan);
        const bool was = std::exchange(answers_, true);  // entries and exits are always accepted
        settle();
        answers_ = was;
        asked_.clear();
    }
    void bar(const Words& w) {
        const domain::Bar b{.open_time = now_ - now_.time_since_epoch() % 1h,
                            .open = *parse_decimal<Price>(w[1]),
                            .high = *parse_decimal<Price>(w[2]),
                            .low = *parse_decimal<Price>(w[3]),
                            .close = *parse_decimal<Price>(w[4])};
        now_ = b.open_time + 1h;
        brackets_->on_bar(test::btc, b, now_, actions_);
    }
    void liquidate(const Words& w) {
        fill({}, desk_.exposure.position(test::btc).is_positive() ? Side::sell : Side::buy, w[1], w[3]);
    }
    void take(const Words& w) {
        const Qty left = desk_.exposure.position(test::btc) - *parse_decimal<Qty>(w[1]);
        desk_.exposure.set_position(test::btc, {}, left);
        brackets_->on_position(test::btc, left, actions_);
    }
    void event(const Words& w) {
        const auto id = id_of(w[1]);
        if (w[0] == "fill") return fill(id, side_of(id), w[2], w[4]);
        if (w[0] == "accept") return apply(domain::OrderAccepted{id, "v", now_});
        if (w[0] == "reject") return apply(domain::OrderRejected{id, "no", now_});
        if (w[0] == "unknown") return apply(domain::OrderUnknown{id, "timeout", now_});
        if (w[0] == "cancel_reject") return apply(domain::CancelRejected{id, "no", now_});
        if (w[0] == "replace_reject") return apply(domain::ReplaceRejected{id, "no", now_});
        if (w[0] == "replaced") return apply(replaced(id));
        if (w[0] == "venue_cancel") return apply(domain::OrderCanceled{id, filled(id), "", now_});
        ADD_FAILURE() << "no command is called " << w[0];
    }
    void fill(OrderId id, Side side, const std::string& qty, const std::string& price) {
        apply(domain::OrderFilled{{.id = FillId(++fills_),
                                   .order = id,
                                   .instrument = test::btc,
                                   .side = side,
                                   .purpose = id.is_none() ? OrderPurpose::liquidation : OrderPurpose::entry,
                                   .qty = *parse_decimal<Qty>(qty),
                                   .price = *parse_decimal<Price>(price),
                                   .time = now_}});
    }

    // --- the path of events and commands ---
    void apply(const domain::VenueEvent& e) {
        const auto change = orders_.on_event(e, out_);
        if (change.order != nullptr && change.ended()) sides_[change.order->id] = change.order->request.side;
        brackets_->on_change(change, desk_.exposure.position(test::btc), now_, actions_);
    }
    void settle() {
        do {
            carry_out(actions_, {*brackets_, desk_.checks, orders_}, desk_.account, now_, out_);
            auto commands = std::exchange(out_, {});
            for (const auto& command : commands) {
                note(command);
                if (answers_) std::visit([&](const auto& c) { respond(c); }, command);
            }
        } while (!actions_.empty() || !out_.empty());
    }
    void respond(const domain::SubmitOrder& c) { apply(domain::OrderAccepted{c.order, "v", now_}); }
    void respond(const domain::CancelOrder& c) { apply(domain::OrderCanceled{c.order, filled(c.order), "", now_}); }
    void respond(const domain::ReplaceOrder& c) { apply(replaced(c.order)); }
    void note(const domain::VenueCommand& command) {
        if (const auto* submit = std::get_if<domain::SubmitOrder>(&command); submit && submit->request.reduce_only) {
            const auto& r = submit->request;
            if (!r.parent.is_none()) {
                static const std::map<domain::OrderType, std::string> legs = {
                    {domain::OrderType::market, ".close"},
                    {domain::OrderType::limit, ".profit"},
                    {domain::OrderType::stop_market, ".stop"},
                    {domain::OrderType::trailing_stop, ".trail"}};
                const auto name = names_.at(r.parent) + legs.at(r.type);
                ids_[name] = submit->order;
                names_[submit->order] = name;
            }
        }
        if (const auto* replace = std::get_if<domain::ReplaceOrder>(&command)) replaces_[replace->order] = *replace;
        const auto order = std::visit([](const auto& c) { return c.order; }, command);
        const std::string what = std::array{"submit ", "cancel ", "replace "}[command.index()];
        asked_.push_back(what + names_.at(order));
    }
    domain::OrderReplaced replaced(OrderId id) {
        const auto& c = replaces_.at(id);
        return {id, c.qty, c.limit_price, c.trigger_price, now_};
    }
    Qty filled(OrderId id) const {
        const auto* order = orders_.find(id);
        return order ? order->filled : Qty{};
    }

    // --- answers ---
    std::string about_leg(const std::string& name) {
        const auto it = ids_.find(name);
        const auto* o = it == ids_.end() ? nullptr : orders_.find(it->second);
        if (o == nullptr) return name + " none";
        const auto price = o->request.limit_price.is_positive() ? o->request.limit_price : o->request.trigger_price;
        return name + " " + to_string(o->open_qty()) + " @ " + to_string(price);
    }
    std::string about_bracket(const Words& w) {
        for (const auto& view : brackets_->views()) {
            if (names_.at(view.entry) != w[1]) continue;
            if (w[0] == "naked") return "naked " + w[1] + (view.is_naked ? " yes" : " no");
            return "bracket " + w[1] + " " + to_string(view.qty);
        }
        return test::join_words({w[0], w[1], "gone"});
    }
    std::string asked() const {
        std::string text;
        for (const auto& each : asked_) text += (text.empty() ? "" : " ") + each;
        return text.empty() ? "nothing" : text;
    }
    /// I-09: with a venue that answers at once everything is at rest after each command.
    void check_invariants() {
        if (!answers_) return;
        const Qty position = desk_.exposure.position(test::btc);
        std::map<domain::OrderType, Qty> live;
        for (const auto id : orders_.open_orders()) {
            const auto& o = *orders_.find(id);
            if (o.request.parent.is_none()) continue;
            live[o.request.type] += o.open_qty();
            EXPECT_TRUE(o.request.reduce_only);
            EXPECT_EQ(o.request.side, position.is_positive() ? Side::sell : Side::buy);
        }
        for (const auto& [type, qty] : live) EXPECT_LE(qty, position.abs()) << to_string(type);
    }

    OrderId id_of(const std::string& name) {
        const auto it = ids_.find(name);
        EXPECT_NE(it, ids_.end()) << "no order is called " << name;
        return it == ids_.end() ? OrderId{} : it->second;
    }
    Side side_of(OrderId id) {
        const auto* order = orders_.find(id);
        return order ? order->request.side : sides_[id];
    }

    test::RiskDesk desk_;
    OrderManager orders_{{}, desk_.exposure};
    std::unique_ptr<Brackets> brackets_;
    Time now_ = desk_.start;
    bool answers_ = true;
    Outbox out_;
    BracketActions actions_;
    std::vector<std::string> asked_;
    std::uint64_t fills_ = 0;
    std::map<std::string, OrderId> ids_;
    std::map<OrderId, std::string> names_;
    std::map<OrderId, Side> sides_;
    std::map<OrderId, domain::ReplaceOrder> replaces_;
};

TEST(Brackets, FollowTheScenarios) {
    test::run_scenarios("brackets.txt", [] { return std::make_unique<BracketWorld>(); });
}

}  // namespace
}  // namespace argosy::execution
