// CppTrader (https://github.com/chronoxor/CppTrader) in row 5: its market manager with automatic matching.
#include <trader/matching/market_manager.h>

#include "support/matching.hpp"

namespace argosy::bench {
namespace {

namespace ct = CppTrader::Matching;

/// An execution is told twice: first for the maker, then for the taker.
class Publisher final : public ct::MarketHandler {
public:
    Executions executions;
    std::uint64_t taker = 0;

protected:
    void onExecuteOrder(const ct::Order& order, std::uint64_t price, std::uint64_t quantity) override {
        if (order.Id != taker)
            maker_ = order.Id;
        else
            executions.add(maker_ - 1, taker - 1, static_cast<std::int64_t>(price),
                           static_cast<std::int64_t>(quantity));
    }

private:
    std::uint64_t maker_ = 0;
};

}  // namespace

Executions run_cpptrader(std::span<const Operation> operations) {
    Publisher publisher;
    ct::MarketManager manager(publisher);
    const char name[8] = "BTC";
    const ct::Symbol symbol(0, name);
    manager.AddSymbol(symbol);
    manager.AddOrderBook(symbol);
    manager.EnableMatching();
    for (std::uint32_t i = 0; i < operations.size(); ++i) {
        const Operation& o = operations[i];
        publisher.taker = i + 1;  // an order number of zero is refused
        const auto side = o.is_buy ? ct::OrderSide::BUY : ct::OrderSide::SELL;
        const auto price = static_cast<std::uint64_t>(o.price), qty = static_cast<std::uint64_t>(o.qty);
        if (o.kind == Operation::limit)
            manager.AddOrder(ct::Order::Limit(i + 1, 0, side, price, qty));
        else if (o.kind == Operation::market)
            manager.AddOrder(ct::Order::Market(i + 1, 0, side, qty));
        else
            manager.DeleteOrder(o.victim + 1);
    }
    return publisher.executions;
}

}  // namespace argosy::bench
