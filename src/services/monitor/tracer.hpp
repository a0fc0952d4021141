#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "bus/bus.hpp"
#include "messages/subjects.hpp"
#include "observe/span.hpp"

namespace argosy::services::monitor {

/// Turns a sample of decisions into spans: tick, signal, vote, risk, order, fill, tied by the causes of their messages.
/// Their times are those of the core (simulated time in a replay).
///
/// Thread safety: the publishers' thread.
/// Known limits: what a decision has become is followed for the newest `followed_max` of them only.
class Tracer {
public:
    struct Parts {
        bus::Bus& bus;
        const messages::Subjects& subjects;
        observe::SpanBuffer& spans;
        const codec::Names& names;
        double sample = 0;  ///< part of decisions, by their id: the same in every process
    };
    explicit Tracer(const Parts& parts);

    static constexpr std::size_t followed_max = 1'024;

private:
    /// What later messages name as their cause.
    struct Step {
        TraceContext context;
        Time time{};
    };
    void on_ballot(const bus::Envelope& head, const domain::Ballot& ballot);
    void on_order(const bus::Envelope& head, const domain::Order& order);
    void on_fill(const bus::Envelope& head, const domain::Fill& fill);
    void follow(Uuid id, const Step& step);
    [[nodiscard]] const Step* step_of(Uuid cause) const;
    [[nodiscard]] std::string instrument(InstrumentId id) const;

    observe::SpanBuffer& spans_;
    const codec::Names& names_;
    const double sample_;
    std::map<Uuid, Step> steps_;
    std::deque<Uuid> ages_;                         ///< of steps_
    std::map<std::uint64_t, TraceContext> orders_;  ///< the span of each order that is followed
    bus::Subscription signals_, executions_;
};

}  // namespace argosy::services::monitor
