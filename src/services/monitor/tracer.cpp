#include "services/monitor/tracer.hpp"

#include <bit>

#include "base/hash.hpp"

namespace argosy::services::monitor {
namespace {

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    const std::uint64_t both[] = {a, b};
    const std::uint64_t hash = checksum64(std::as_bytes(std::span(both)));
    return hash == 0 ? 1 : hash;  // zero means none
}

/// The trace of a decision: both halves of its id, so that every process gives it the same.
TraceContext trace_of(Uuid decision, std::uint64_t step) {
    return {
        .trace_high = decision.high, .trace_low = decision.low, .span = mix(decision.low, step), .is_sampled = true};
}

TraceContext below(const TraceContext& parent, std::uint64_t step) {
    TraceContext out = parent;
    out.span = mix(parent.span, step);
    return out;
}

bool is_chosen(Uuid id, double sample) {
    constexpr double range = 18446744073709551616.0;  // 2^64
    return static_cast<double>(mix(id.high, id.low)) < sample * range;
}

constexpr std::uint64_t tick_step = 1, vote_step = 2, risk_step = 3, order_step = 4, signal_step = 100;

}  // namespace

Tracer::Tracer(const Parts& parts) : spans_(parts.spans), names_(parts.names), sample_(parts.sample) {
    if (sample_ <= 0) return;
    signals_ = parts.bus.topic(parts.subjects.signals).subscribe([this](const auto& message) {
        if (const auto* ballot = std::get_if<domain::Ballot>(&message.data)) on_ballot(message.envelope, *ballot);
    });
    executions_ = parts.bus.topic(parts.subjects.executions).subscribe([this](const auto& message) {
        if (const auto* order = std::get_if<domain::Order>(&message.data)) on_order(message.envelope, *order);
        if (const auto* fill = std::get_if<domain::Fill>(&message.data)) on_fill(message.envelope, *fill);
    });
}

std::string Tracer::instrument(InstrumentId id) const { return (*names_.instruments)[id].symbol; }

void Tracer::follow(Uuid id, const Step& step) {
    if (!steps_.insert_or_assign(id, step).second) return;
    ages_.push_back(id);
    if (ages_.size() <= followed_max) return;
    steps_.erase(ages_.front());
    ages_.pop_front();
}

const Tracer::Step* Tracer::step_of(Uuid cause) const {
    const auto found = steps_.find(cause);
    return found == steps_.end() ? nullptr : &found->second;
}

void Tracer::on_ballot(const bus::Envelope& head, const domain::Ballot& ballot) {
    if (!is_chosen(head.id, sample_)) return;
    const TraceContext tick = trace_of(head.id, tick_step), vote = below(tick, vote_step);
    spans_.add({.context = tick,
                .name = "tick",
                .start = ballot.time,
                .end = ballot.time,
                .attributes = {{"instrument", instrument(ballot.instrument)}, {"price", to_string(ballot.price)}}});
    for (std::size_t i = 0; i < ballot.votes.size(); ++i) {
        const domain::Vote& v = ballot.votes[i];
        spans_.add({.context = below(tick, signal_step + i),
                    .parent = tick.span,
                    .name = "signal",
                    .start = ballot.time,
                    .end = ballot.time,
                    .attributes = {{"strategy", names_.strategies[v.strategy.value()]},
                                   {"direction", std::string(to_string(v.direction))},
                                   {"reason", std::string(v.reason.view())}}});
    }
    spans_.add({.context = vote,
                .parent = tick.span,
                .name = "vote",
                .start = ballot.time,
                .end = ballot.time,
                .attributes = {{"outcome", std::string(to_string(ballot.outcome))},
                               {"reason", std::string(ballot.reason.view())}}});
    follow(head.id, {.context = vote, .time = ballot.time});
}

void Tracer::on_order(const bus::Envelope& head, const domain::Order& order) {
    const Step* cause = step_of(head.cause);
    if (cause == nullptr) return;
    const TraceContext risk = below(cause->context, mix(order.id.value(), risk_step)), span = below(risk, order_step);
    if (orders_.size() > followed_max) orders_.clear();
    if (orders_.try_emplace(order.id.value(), span).second)
        spans_.add({.context = risk,
                    .parent = cause->context.span,
                    .name = "risk",
                    .start = cause->time,
                    .end = order.created_at,
                    .attributes = {{"verdict", "approved"}}});
    follow(head.id, {.context = span, .time = order.updated_at});
    if (order.is_open()) return;
    spans_.add({.context = span,
                .parent = risk.span,
                .name = "order",
                .start = order.created_at,
                .end = order.updated_at,
                .is_error = order.status == domain::OrderStatus::rejected,
                .attributes = {{"instrument", instrument(order.request.instrument)},
                               {"status", std::string(to_string(order.status))},
                               {"side", std::string(to_string(order.request.side))},
                               {"qty", to_string(order.request.qty)}}});
}

void Tracer::on_fill(const bus::Envelope& head, const domain::Fill& fill) {
    const Step* cause = step_of(head.cause);
    if (cause == nullptr) return;
    spans_.add({.context = below(cause->context, fill.id.value()),
                .parent = cause->context.span,
                .name = "fill",
                .start = fill.time,
                .end = fill.time,
                .attributes = {{"instrument", instrument(fill.instrument)},
                               {"qty", to_string(fill.qty)},
                               {"price", to_string(fill.price)}}});
}

}  // namespace argosy::services::monitor
