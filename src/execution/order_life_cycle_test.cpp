#include <gtest/gtest.h>
#include <map>

#include "execution/order_manager.hpp"
#include "support/risk_desk.hpp"
#include "support/scenario.hpp"

namespace argosy::execution {
namespace {

using domain::OrderStatus;
using test::Words;

class OrderWorld final : public test::ScenarioWorld {
public:
    std::string act(const Words& w) override {
        sent_.clear();
        last_ = {};
        using Command = std::string (OrderWorld::*)(const Words&);
        static const std::map<std::string, Command> commands = {
            {"submit", &OrderWorld::submit},    {"adopt", &OrderWorld::adopt},       {"cancel", &OrderWorld::cancel},
            {"replace", &OrderWorld::replace},  {"resolve", &OrderWorld::resolve},   {"cancel_all", &OrderWorld::all},
            {"overdue", &OrderWorld::overdue},  {"not_sent", &OrderWorld::not_sent}, {"wait", &OrderWorld::wait},
            {"position", &OrderWorld::position}};
        const auto it = commands.find(w[0]);
        return it == commands.end() ? event(w) : (this->*it->second)(w);
    }

    std::optional<std::string> answer(const Words& w) override {
        if (w[0] == "position") return "position " + to_string(desk_.exposure.position(test::btc));
        if (w[0] == "reserved" && w[1] == "sell")
            return "reserved sell " + to_string(desk_.exposure.line(test::btc).sell_reserved);
        if (w[0] == "reserved") return "reserved " + to_string(reserved());
        if (w[0] == "doubt") return "doubt " + std::string(to_string(last_.doubt));
        if (w[0] == "late") return "late fills " + std::to_string(orders_.counters().late_fills);
        if (w[0] == "open") return "open orders " + std::to_string(orders_.open_count());
        if (w[0] == "sends") return "sends " + (sent_.empty() ? "nothing" : sends());
        if (ids_.contains(w[0]) && w.size() > 1) return about_order(w);
        return std::nullopt;
    }

private:
    // --- commands ---
    domain::OrderRequest request(const Words& w) {
        domain::OrderRequest r{.instrument = test::btc,
                               .side = w[2] == "buy" ? domain::Side::buy : domain::Side::sell,
                               .qty = *parse_decimal<Qty>(w[3]),
                               .reduce_only = w.back() == "reduce"};
        if (w.size() > 5 && w[4] == "@") {
            r.type = domain::OrderType::limit;
            r.limit_price = *parse_decimal<Price>(w[5]);
        } else if (w.size() > 5 && w[4] == "stop") {
            r.type = domain::OrderType::stop_market;
            r.trigger_price = *parse_decimal<Price>(w[5]);
        }
        return r;
    }
    std::string submit(const Words& w) {
        ids_[w[1]] = orders_.submit(desk_.approve(request(w), now_), now_, sent_);
        sides_[ids_[w[1]]] = request(w).side;
        return "sent";
    }
    std::string adopt(const Words& w) {
        const FoundAtVenue found{.filled = number(w, "filled"), .average_price = "100"_px};
        ids_[w[1]] = orders_.adopt(request(w), found, now_);
        sides_[ids_[w[1]]] = request(w).side;
        return "adopted";
    }
    std::string cancel(const Words& w) {
        switch (orders_.cancel(id(w[1]), now_, sent_)) {
            case CancelAnswer::sent: return "sent";
            case CancelAnswer::already_asked: return "already_asked";
            case CancelAnswer::already_final: return "already_final";
            case CancelAnswer::not_found: return "not_found";
        }
        return {};
    }
    std::string all(const Words&) { return std::to_string(orders_.cancel_all(now_, sent_)); }
    std::string replace(const Words& w) {
        const auto done =
            orders_.replace(id(w[1]), {.qty = number(w, "qty"), .trigger_price = price(w, "trigger")}, now_, sent_);
        return done ? "sent" : refused(done.error());
    }
    std::string resolve(const Words& w) {
        const auto done = orders_.resolve(id(w[1]), proof(w), now_, sent_);
        if (!done) return refused(done.error());
        return note(*done);
    }
    Proof proof(const Words& w) {
        const auto but = named(w, "but");
        if (w[2] == "absent")
            return AbsentAtVenue{.asked_at = now_,
                                 .not_in_open_orders = but != "open",
                                 .not_in_history = but != "history",
                                 .position_agrees = but != "position"};
        FoundAtVenue found{.filled = number(w, "filled")};
        for (auto s = OrderStatus::created; s <= OrderStatus::expired; s = static_cast<OrderStatus>(int(s) + 1))
            if (to_string(s) == w[3]) found.status = s;
        return found;
    }
    std::string overdue(const Words& w) {
        std::string text = "silent";
        for (const auto order : orders_.overdue(now_, *parse_duration(w[1]))) text += " " + name(order);
        return text;
    }
    std::string not_sent(const Words& w) { return note(orders_.not_sent(id(w[1]), "stopped", now_)); }
    std::string wait(const Words& w) {
        now_ += *parse_duration(w[1]);
        return "";
    }
    std::string position(const Words& w) {
        desk_.exposure.set_position(test::btc, {}, *parse_decimal<Qty>(w[1]));
        return "";
    }

    // --- events ---
    std::string event(const Words& w) {
        const auto order = id(w[1]);
        if (w[0] == "accept") return apply(domain::OrderAccepted{order, "v1", now_});
        if (w[0] == "reject") return apply(domain::OrderRejected{order, "no", now_});
        if (w[0] == "unknown") return apply(domain::OrderUnknown{order, "timeout", now_});
        if (w[0] == "trigger") return apply(domain::OrderTriggered{order, now_});
        if (w[0] == "cancel_reject") return apply(domain::CancelRejected{order, "no such order", now_});
        if (w[0] == "replace_reject") return apply(domain::ReplaceRejected{order, "no", now_});
        if (w[0] == "expire") return apply(domain::OrderExpired{order, number(w, "filled"), now_});
        if (w[0] == "venue_cancel") return apply(domain::OrderCanceled{order, counted(w), "user", now_});
        if (w[0] == "replaced")
            return apply(domain::OrderReplaced{order, number(w, "qty"), Price{}, price(w, "trigger"), now_});
        if (w[0] == "fill") return fill(order, w);
        ADD_FAILURE() << "no command is called " << w[0];
        return {};
    }
    std::string fill(OrderId order, const Words& w) {
        const auto given = named(w, "id");
        const FillId fill_id(given.empty() ? ++fills_ : std::stoull(given));
        return apply(domain::OrderFilled{{.id = fill_id,
                                          .order = order,
                                          .instrument = test::btc,
                                          .side = sides_[order],
                                          .qty = *parse_decimal<Qty>(w[2]),
                                          .price = "100"_px,
                                          .time = now_}});
    }
    /// The venue's count of what is filled: as told, or the same as ours.
    Qty counted(const Words& w) {
        if (!named(w, "filled").empty()) return number(w, "filled");
        const auto* order = orders_.find(id(w[1]));
        return order ? order->filled : Qty{};
    }
    std::string apply(const domain::VenueEvent& e) { return note(orders_.on_event(e, sent_)); }
    std::string note(const Change& change) {
        last_ = change;
        if (change.order) ended_[change.order->id] = *change.order;
        return std::string(to_string(change.applied));
    }

    // --- answers ---
    std::string about_order(const Words& w) {
        const auto* open = orders_.find(ids_.at(w[0]));
        const domain::Order& o = open ? *open : ended_.at(ids_.at(w[0]));
        if (w[1] == "open") return w[0] + " open " + to_string(o.open_qty());
        if (w[1] == "trigger") return w[0] + " trigger " + to_string(o.request.trigger_price);
        return w[0] + " " + std::string(to_string(o.status));
    }
    Qty reserved() {
        const auto& line = desk_.exposure.line(test::btc);
        return line.buy_reserved + line.sell_reserved;
    }
    std::string sends() {
        std::string text;
        for (const auto& command : sent_) {
            text += text.empty() ? "" : " ";
            text += std::array{"submit ", "cancel ", "replace "}[command.index()];
            text += std::visit([&](const auto& c) { return name(c.order); }, command);
        }
        return text;
    }

    // --- words ---
    OrderId id(const std::string& order_name) {
        const auto it = ids_.find(order_name);
        return it == ids_.end() ? OrderId(999'999) : it->second;
    }
    std::string name(OrderId order) {
        for (const auto& [text, each] : ids_)
            if (each == order) return text;
        return "?";
    }
    static std::string named(const Words& w, const std::string& key) { return test::named_words(w)[key]; }
    static Qty number(const Words& w, const std::string& key) {
        return named(w, key).empty() ? Qty{} : *parse_decimal<Qty>(named(w, key));
    }
    static Price price(const Words& w, const std::string& key) {
        return named(w, key).empty() ? Price{} : *parse_decimal<Price>(named(w, key));
    }
    static std::string refused(const Error& error) {
        const auto text = error.message();
        return "refused: " + std::string(text.substr(text.rfind(": ") + 2));
    }

    test::RiskDesk desk_;
    OrderManager orders_{{}, desk_.exposure};
    Time now_ = desk_.start;
    Outbox sent_;
    Change last_;
    std::uint64_t fills_ = 0;
    std::map<std::string, OrderId> ids_;
    std::map<OrderId, domain::Order> ended_;
    std::map<OrderId, domain::Side> sides_;
};

TEST(OrderManager, FollowsTheScenarios) {
    test::run_scenarios("order_life_cycle.txt", [] { return std::make_unique<OrderWorld>(); });
}

}  // namespace
}  // namespace argosy::execution
