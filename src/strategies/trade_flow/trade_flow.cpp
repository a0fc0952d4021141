#include "strategies/trade_flow/trade_flow.hpp"

#include <fmt/format.h>
#include <vector>

#include "strategy/reason.hpp"
#include "strategy/stance.hpp"

namespace argosy::strategies::trade_flow {
namespace {

using domain::Direction;
using strategy::ParameterType;

constexpr strategy::ParameterSpec parameters[] = {
    {"window", ParameterType::integer, 200, 2, 100'000, "trades", "trades that are looked at"},
    {"entry", ParameterType::number, 0.6, 0.01, 1, "share", "imbalance from which the heavier side is followed"},
    {"exit", ParameterType::number, 0, 0, 1, "share", "imbalance at which the position is closed"},
    {"stop", ParameterType::number, 0.01, 0, 0.5, "fraction", "distance of the stop from the price; 0: no stop"},
};

struct Settings {
    double entry, exit, stop;
};

class TradeFlow final : public strategy::Strategy {
public:
    TradeFlow(std::size_t window, const Settings& s) : settings_(s), signed_(window) {}

    /// Trades, not bars, are what it waits for.
    [[nodiscard]] std::size_t warm_up() const noexcept override { return 0; }
    void on_bar(const strategy::BarView&, strategy::Context&) override {}

    void on_trade(const domain::Trade& trade, strategy::Context& context) override {
        add(trade.aggressor == domain::Side::buy ? trade.qty : -trade.qty);
        if (seen_ < signed_.size()) return;
        const double share = net_.to_double() / gross_.to_double();
        const Direction now = strategy::next_direction(stance_.direction(), {.buy = share >= settings_.entry,
                                                                             .sell = share <= -settings_.entry,
                                                                             .exit_long = share <= settings_.exit,
                                                                             .exit_short = share >= -settings_.exit});
        if (stance_.turns_to(now)) say(trade, context, share);
    }

private:
    /// Exact sums: what leaves the window takes away what it brought.
    void add(Qty qty) noexcept {
        Qty& slot = signed_[next_];
        next_ = next_ + 1 == signed_.size() ? 0 : next_ + 1;
        if (seen_ < signed_.size()) ++seen_;
        net_ += qty - slot;
        gross_ += qty.abs() - slot.abs();
        slot = qty;
    }
    void say(const domain::Trade& trade, strategy::Context& context, double share) {
        const Direction now = stance_.direction();
        const double price = trade.price.to_double();
        const double stop = price * (1 - static_cast<double>(now) * settings_.stop);
        const bool with_stop = now != Direction::hold && settings_.stop > 0;
        context.emit(trade.instrument, now,
                     {.stop_price = with_stop ? strategy::stop_at(stop, context.instrument(trade.instrument)) : Price{},
                      .reason = context.reason("imbalance ", strategy::Fixed{share, 2, true}, " of ",
                                               gross_.to_double(), " traded")});
    }

    Settings settings_;
    std::vector<Qty> signed_;  ///< the last trades, a ring; sold is negative
    std::size_t next_ = 0, seen_ = 0;
    Qty net_, gross_;
    strategy::Stance stance_;
};

Result<std::unique_ptr<strategy::Strategy>> make(const strategy::Parameters& p, const strategy::Setup&) {
    const Settings s{.entry = p.number("entry"), .exit = p.number("exit"), .stop = p.number("stop")};
    if (s.exit >= s.entry)
        return fail(Errc::invalid_argument, fmt::format("exit = {} must be below entry = {}", s.exit, s.entry));
    return std::make_unique<TradeFlow>(p.integer("window"), s);
}

}  // namespace

strategy::Descriptor descriptor() {
    return {.name = "trade_flow",
            .title = "Trade flow",
            .summary = "follows the side that takes: the imbalance of aggressive buying and selling of the last trades",
            .parameters = parameters,
            .needs_trades = true,
            .make = make};
}

}  // namespace argosy::strategies::trade_flow
