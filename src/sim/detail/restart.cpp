#include <algorithm>
#include <string>

#include "sim/detail/core.hpp"

namespace argosy::sim::detail {

namespace {

domain::VenueCommand to_command(const OrderPool& orders, const Pending& p) {
    switch (p.kind) {
        case Pending::Kind::submit: return domain::SubmitOrder{p.order, orders[orders.find(p.order)].request};
        case Pending::Kind::cancel: return domain::CancelOrder{p.order};
        case Pending::Kind::replace:
            return domain::ReplaceOrder{
                .order = p.order, .qty = p.qty, .limit_price = p.limit_price, .trigger_price = p.trigger_price};
    }
    std::unreachable();
}

}  // namespace

VenueState Core::snapshot() const {
    VenueState state{.fills = fills,
                     .feed_draws = feed.draws,
                     .entry_draws = entry.draws,
                     .response_draws = response.draws,
                     .last_arrival = last_arrival,
                     .balances = account.balances(),
                     .positions = account.positions(),
                     .volumes = account.volumes()};
    for (const Market& m : markets) {
        const Watch& w = watch_of(m);
        state.markets.push_back({.instrument = m.id,
                                 .time = w.time,
                                 .reported_at = m.reported_at,
                                 .last = w.last,
                                 .mark = m.mark,
                                 .has_trades = m.has_trades,
                                 .has_quote = m.has_quote,
                                 .quote = quotes[m.id.value()],
                                 .ambiguous_bars = m.ambiguous_bars});
        for (const Slot s : m.orders) state.orders.push_back(orders[s]);
        for (const Pending& p : m.pending) state.pending.push_back({m.id, p.at, to_command(orders, p)});
    }
    for (const auto& r : reports) state.reports.push_back({r.at, r.event});
    return state;
}

Result<> Core::check(const VenueState& state) const {
    const auto corrupt = [](std::string what) { return fail(Errc::corrupt, "venue state: " + std::move(what)); };
    const auto is_known = [&](InstrumentId id) { return id.value() < markets.size(); };
    std::vector<OrderId> ids;
    const auto check_order = [&](OrderId id, const domain::OrderRequest& r, Qty filled) -> Result<> {
        const std::string name = "order " + std::to_string(id.value());
        if (!is_known(r.instrument)) return corrupt(name + " names an unknown instrument");
        if (filled.is_negative() || filled >= r.qty) return corrupt(name + " is not open");
        if (std::ranges::find(ids, id) != ids.end()) return corrupt(name + " is there twice");
        ids.push_back(id);
        return {};
    };
    for (const OrderState& o : state.orders) ARGOSY_TRY(check_order(o.id, o.request, o.filled), "orders");
    for (const PendingState& p : state.pending) {
        if (!is_known(p.instrument)) return corrupt("a command under way names an unknown instrument");
        if (const auto* submit = std::get_if<domain::SubmitOrder>(&p.command))
            ARGOSY_TRY(check_order(submit->order, submit->request, Qty{}), "pending");
    }
    for (const PositionState& p : state.positions)
        if (!is_known(p.instrument)) return corrupt("a position names an unknown instrument");
    for (const MarketState& m : state.markets)
        if (!is_known(m.instrument)) return corrupt("a market names an unknown instrument");
    for (const DayVolume& v : state.volumes)
        if (v.day <= 0) return corrupt("a day of traded volume lies before 1970");
    return {};
}

Result<> Core::restore(const VenueState& state) {
    ARGOSY_TRY(check(state), "restore");
    account.clear();
    orders = OrderPool{};
    reports.clear();
    waiting.clear();
    next_timer = time_max;
    for (Market& m : markets) {
        m = Market{.id = m.id, .instrument = m.instrument, .slippage = m.slippage};
        watch[m.id.value()] = Watch{};
        quotes[m.id.value()] = domain::Quote{};
    }
    fills = state.fills;
    feed.draws = state.feed_draws;
    entry.draws = state.entry_draws;
    response.draws = state.response_draws;
    last_arrival = state.last_arrival;
    for (const Balance& b : state.balances) account.set_balance(b);
    for (const DayVolume& v : state.volumes) account.set_volume(v);
    for (const PositionState& p : state.positions) account.set_position(p);
    for (const MarketState& s : state.markets) restore_market(s);
    for (const OrderState& o : state.orders) restore_order(o);
    for (const PendingState& p : state.pending) restore_pending(p);
    for (const ReportState& r : state.reports) reports.push(r.delivered_at, r.event);
    for (Market& m : markets) {
        watch_margin(m);
        refresh(m);
    }
    return {};
}

void Core::restore_market(const MarketState& s) {
    Market& m = market(s.instrument);
    Watch& w = watch_of(m);
    w.time = s.time;
    w.last = s.last;
    m.mark = s.mark;
    m.reported_at = s.reported_at;
    m.ambiguous_bars = s.ambiguous_bars;
    m.has_trades = s.has_trades;
    m.has_quote = s.has_quote;
    quotes[m.id.value()] = s.quote;
}

void Core::restore_order(const OrderState& state) {
    Market& m = market(state.request.instrument);
    const Slot slot = orders.add(state.id);
    WorkingOrder& o = orders[slot];
    static_cast<OrderState&>(o) = state;
    o.has_arrived = true;
    m.orders.push_back(slot);
    if (o.stage == Stage::held)
        ++m.held;
    else
        reserve(o, need_of(m, o));
}

void Core::restore_pending(const PendingState& state) {
    Pending p{.at = state.arrives_at};
    if (const auto* submit = std::get_if<domain::SubmitOrder>(&state.command)) {
        p.order = submit->order;
        orders[orders.add(p.order)].request = submit->request;
    } else if (const auto* cancel = std::get_if<domain::CancelOrder>(&state.command)) {
        p.kind = Pending::Kind::cancel;
        p.order = cancel->order;
    } else if (const auto* replace = std::get_if<domain::ReplaceOrder>(&state.command)) {
        p = {.at = p.at,
             .kind = Pending::Kind::replace,
             .order = replace->order,
             .qty = replace->qty,
             .limit_price = replace->limit_price,
             .trigger_price = replace->trigger_price};
    }
    market(state.instrument).pending.push(p);
}

Result<> Core::adopt(const domain::Order& order) {
    const auto refuse = [&](const char* why) {
        return fail(Errc::invalid_argument, "adopt order " + std::to_string(order.id.value()) + ": " + why);
    };
    if (order.request.instrument.value() >= markets.size()) return refuse("it names an unknown instrument");
    if (!order.is_open() || !order.open_qty().is_positive()) return refuse("it is final");
    if (orders.find(order.id) != OrderPool::none) return refuse("it is there already");
    ARGOSY_TRY(domain::validate(order.request), "adopt order " + std::to_string(order.id.value()));
    Market& m = market(order.request.instrument);
    const Slot slot = orders.add(order.id);
    WorkingOrder& o = orders[slot];
    o.request = order.request;
    o.filled = order.filled;
    o.has_arrived = true;
    place(m, slot, need_of(m, o), order.created_at);
    refresh(m);
    return {};
}

void Core::set_position(const PositionState& position) {
    account.set_position(position);
    Market& m = market(position.instrument);
    watch_margin(m);
    refresh(m);
}

}  // namespace argosy::sim::detail
