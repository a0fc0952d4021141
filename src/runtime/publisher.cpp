#include "runtime/publisher.hpp"

#include <fmt/format.h>

#include "base/hash.hpp"
#include "bus/named_id.hpp"
#include "engine/engine.hpp"
#include "runtime/views.hpp"

namespace argosy::runtime {
namespace {

constexpr std::size_t causes_kept = 8'192;

/// Many states of one order are many facts.
std::uint64_t number_of(const domain::Order& order) {
    return order.id.value() * 64 + static_cast<std::uint64_t>(order.status) +
           static_cast<std::uint64_t>(order.filled.raw()) * 1'000'003;
}

}  // namespace

Publisher::Publisher(Simulation& simulation, bus::Bus& bus, const messages::Subjects& subjects)
    : simulation_(simulation),
      market_data_(bus.topic(subjects.market_data)),
      signals_(bus.topic(subjects.signals)),
      executions_(bus.topic(subjects.executions)),
      positions_(bus.topic(subjects.positions)),
      risk_state_(bus.topic(subjects.risk_state)),
      performance_(bus.topic(subjects.performance)),
      alerts_(bus.topic(subjects.alerts)),
      was_open_(simulation.instruments().size()) {
    simulation_.listen(*this);
}

Publisher::~Publisher() { simulation_.forget(*this); }

void Publisher::repeat() {
    for (const auto& trade : simulation_.engine().trades().closed()) on_trade(trade);
    for (const auto& alert : simulation_.history().alerts()) on_alert(alert);
    for (const auto& order : simulation_.history().orders())
        if (order.is_open()) on_order(order);
    changed_ = true;
    publish_changes();
}

void Publisher::publish_changes() {
    if (!std::exchange(changed_, false)) return;
    publish_positions();
    for (auto& balance : balances_of(simulation_))
        positions_.publish({passing("positions", "balance"), std::move(balance)});
    const messages::Portfolio portfolio = portfolio_of(simulation_);
    positions_.publish({passing("positions", "portfolio"), portfolio});
    risk_state_.publish({passing("risk", "risk_state"), risk_of(simulation_)});
    performance_.publish({passing("positions", "equity"), messages::EquityPoint{.time = portfolio.time,
                                                                                .equity = portfolio.equity,
                                                                                .balance = portfolio.balance,
                                                                                .unrealised = portfolio.unrealised,
                                                                                .exposure = portfolio.exposure_gross,
                                                                                .drawdown = portfolio.drawdown}});
}

/// Those that are open, and once more those that were.
void Publisher::publish_positions() {
    for (std::uint32_t i = 0; i < was_open_.size(); ++i) {
        const InstrumentId id(i);
        const bool is_open = !simulation_.engine().portfolio().position(id).is_flat();
        if (is_open || was_open_[i])
            positions_.publish({passing("positions", "position"), position_of(simulation_, id)});
        was_open_[i] = is_open;
    }
}

void Publisher::on_order(const domain::Order& order) {
    const Uuid cause = known(ballot_ids_, order.request.decision.value());
    const auto head = envelope("execution", "order", number_of(order), order.updated_at, cause);
    remember(order_ids_, order.id.value(), head.id);
    executions_.publish({head, order});
}

void Publisher::on_fill(const domain::Fill& fill) {
    const Uuid cause = known(order_ids_, fill.order.value());
    executions_.publish({envelope("execution", "fill", fill.id.value(), fill.time, cause), fill});
}

void Publisher::on_ballot(const domain::Ballot& ballot) {
    const auto head = envelope("strategy", "ballot", ballot.id.value(), ballot.time);
    remember(ballot_ids_, ballot.id.value(), head.id);
    signals_.publish({head, ballot});
}

void Publisher::on_alert(const domain::Alert& alert) {
    alerts_.publish({envelope("execution", "alert", alert.id, alert.time), alert_of(simulation_, alert)});
}

void Publisher::on_trade(const domain::RoundTrip& trade) {
    performance_.publish({envelope("positions", trade_id_of(trade), 0, trade.exit_time), trade});
}

void Publisher::on_bar(const domain::BarClosed& bar) {
    // Of all facts the most frequent: its name is not spelled out.
    const std::uint64_t name[] = {static_cast<std::uint64_t>(to_ns(bar.bar.open_time)),
                                  static_cast<std::uint64_t>(bar.interval.count()), bar.instrument.value()};
    const std::uint64_t hash = checksum64(std::as_bytes(std::span(name)));
    market_data_.publish(
        {{.id = bus::named_id(bar.close_time(), hash), .time = bar.close_time(), .source = "market-data"}, bar});
}

bus::Envelope Publisher::envelope(std::string_view source, std::string_view kind, std::uint64_t number, Time time,
                                  Uuid cause) const {
    return {
        .id = bus::named_id(time, fmt::format("{} {}", kind, number)), .time = time, .source = source, .cause = cause};
}

bus::Envelope Publisher::passing(std::string_view source, std::string_view kind) {
    return envelope(source, kind, ++passed_ << 20 | simulation_.steps(), simulation_.now());
}

void Publisher::remember(std::unordered_map<std::uint64_t, Uuid>& ids, std::uint64_t number, Uuid id) {
    if (ids.size() >= causes_kept) ids.clear();  // an old cause is no longer told: it is in the journal
    ids[number] = id;
}

Uuid Publisher::known(const std::unordered_map<std::uint64_t, Uuid>& ids, std::uint64_t number) {
    const auto found = ids.find(number);
    return found == ids.end() ? Uuid{} : found->second;
}

}  // namespace argosy::runtime
