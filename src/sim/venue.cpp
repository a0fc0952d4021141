#include "sim/venue.hpp"

#include <algorithm>
#include <utility>

#include "domain/archive.hpp"
#include "sim/detail/bar_walk.hpp"
#include "sim/detail/core.hpp"

namespace argosy::sim {

Venue::Venue(const domain::InstrumentTable& instruments, Settings settings)
    : core_(std::make_unique<detail::Core>(instruments, std::move(settings))),
      front_(core_.get()),
      watch_(core_->watch.data()) {}
Venue::Venue(Venue&&) noexcept = default;
Venue& Venue::operator=(Venue&&) noexcept = default;
Venue::~Venue() = default;

void Venue::submit(const domain::SubmitOrder& command, Time now, Sent sent) {
    core_->submit(command, now, sent == Sent::alone);
}
void Venue::cancel(const domain::CancelOrder& command, Time now, Sent sent) {
    core_->cancel(command, now, sent == Sent::alone);
}
void Venue::replace(const domain::ReplaceOrder& command, Time now, Sent sent) {
    core_->replace(command, now, sent == Sent::alone);
}

void Venue::bar_open(const domain::BarClosed& bar) {
    detail::Market& m = core_->market(bar.instrument);
    if (m.has_ticks()) return;
    detail::BarWalk(*core_, m, bar).open();
    core_->watch_of(m).time = bar.bar.open_time;
    core_->refresh(m);
}

void Venue::bar_path(const domain::BarClosed& bar) {
    detail::Market& m = core_->market(bar.instrument);
    if (m.has_ticks()) return;
    detail::BarWalk walk(*core_, m, bar);
    walk.open();
    walk.rest();
    core_->watch_of(m).time = bar.close_time();
    core_->refresh(m);
}

void Venue::trade_path(const domain::Trade& trade) { core_->on_trade(trade); }
void Venue::quote_path(const domain::Quote& quote) { core_->on_quote(quote); }
void Venue::on_book(const domain::BookUpdate& update) { core_->on_book(update); }
void Venue::on_funding(const domain::Funding& funding) { core_->on_funding(funding); }
void Venue::on_mark(const domain::MarkPrice& mark) { core_->on_mark(mark); }
void Venue::run_timers(Time until) { core_->run_timers(until); }
Time Venue::feed_time(Time event) { return event + core_->feed.next(); }

Money Venue::balance(const domain::Currency& currency) const noexcept { return core_->account.balance(currency); }

Money Venue::equity(const domain::Currency& currency) const noexcept {
    Money equity = balance(currency);
    for (const InstrumentId id : core_->account.open_positions())
        if ((*core_->instruments)[id].settlement == currency)
            equity += core_->account.unrealised(id, core_->margin_price(core_->market(id)));
    return equity;
}

Qty Venue::position_qty(InstrumentId id) const noexcept { return core_->account.position_qty(id); }

std::optional<Price> Venue::liquidation_price(InstrumentId id) const noexcept {
    return core_->liquidation_price(core_->market(id));
}

std::size_t Venue::open_orders() const noexcept { return core_->orders.size(); }

std::uint64_t Venue::ambiguous_bars(InstrumentId id) const noexcept { return core_->market(id).ambiguous_bars; }

VenueState Venue::snapshot() const { return core_->snapshot(); }
Result<> Venue::restore(const VenueState& state) { return core_->restore(state); }

bool Venue::save(ArchiveWriter& archive) const {
    if (std::ranges::any_of(core_->markets, [](const detail::Market& m) { return m.book != nullptr; })) return false;
    archive(*core_);
    return true;
}

void Venue::load(ArchiveReader& archive) {
    archive(*core_);
    watch_ = core_->watch.data();
}

Result<> Venue::adopt(const domain::Order& order) { return core_->adopt(order); }
void Venue::set_balance(const Balance& balance) { core_->account.set_balance(balance); }
void Venue::set_position(const PositionState& position) { core_->set_position(position); }

}  // namespace argosy::sim
