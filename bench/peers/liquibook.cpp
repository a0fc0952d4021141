// liquibook (https://github.com/enewhuis/liquibook) in row 5: its order book without depth, with an order listener.
#include <book/order_book.h>
#include <deque>

#include "support/matching.hpp"

namespace argosy::bench {
namespace {

namespace lb = liquibook::book;

class Order {
public:
    Order(std::uint32_t number, const Operation& o) : number_(number), operation_(&o) {}
    [[nodiscard]] std::uint32_t number() const { return number_; }
    // What liquibook asks of an order.
    [[nodiscard]] bool is_limit() const { return operation_->kind == Operation::limit; }
    [[nodiscard]] bool is_buy() const { return operation_->is_buy; }
    [[nodiscard]] lb::Price price() const {
        return is_limit() ? static_cast<lb::Price>(operation_->price) : lb::MARKET_ORDER_PRICE;
    }
    [[nodiscard]] lb::Price stop_price() const { return 0; }
    [[nodiscard]] lb::Quantity order_qty() const { return static_cast<lb::Quantity>(operation_->qty); }

private:
    std::uint32_t number_;
    const Operation* operation_;
};

class Publisher final : public lb::OrderListener<Order*> {
public:
    Executions executions;
    void on_accept(Order* const&) override {}
    void on_reject(Order* const&, const char*) override {}
    void on_fill(Order* const& taker, Order* const& maker, lb::Quantity qty, lb::Price price) override {
        executions.add(maker->number(), taker->number(), static_cast<std::int64_t>(price),
                       static_cast<std::int64_t>(qty));
    }
    void on_cancel(Order* const&) override {}
    void on_cancel_reject(Order* const&, const char*) override {}
    void on_replace(Order* const&, const std::int64_t&, lb::Price) override {}
    void on_replace_reject(Order* const&, const char*) override {}
};

}  // namespace

Executions run_liquibook(std::span<const Operation> operations) {
    lb::OrderBook<Order*> book;
    Publisher publisher;
    book.set_order_listener(&publisher);
    std::deque<Order> orders;  // one for each operation, so that a cancel finds its victim by number
    for (std::uint32_t i = 0; i < operations.size(); ++i) {
        orders.emplace_back(i, operations[i]);
        if (operations[i].kind == Operation::cancel)
            book.cancel(&orders[operations[i].victim]);
        else
            book.add(&orders.back(), orders.back().is_limit() ? lb::oc_no_conditions : lb::oc_immediate_or_cancel);
    }
    return publisher.executions;
}

}  // namespace argosy::bench
