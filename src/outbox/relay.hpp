#pragma once

#include <functional>
#include <string>

#include "bus/bus.hpp"
#include "store/store.hpp"

/// What a service decides itself and stores reaches the bus at least once, also when the process is killed in between:
/// the message is put into the outbox in the transaction that makes it true, and goes out from there.
///
///     store.write([&](store::Tables& t) -> Result<> {
///         ARGOSY_TRY(t.alerts().put(alert), "");
///         return outbox::put(t, subjects.alerts, message);
///     });
///     relay.run();
///
/// Facts of the core need none of this: its journal is their outbox (runtime::Publisher).
namespace argosy::outbox {

/// To be called in the transaction that makes the message true. Errors: those of store::Outbox::put.
template <class T>
[[nodiscard]] Result<> put(store::Tables& tables, const bus::Subject<T>& subject, const bus::Message<T>& message) {
    ARGOSY_TRY(tables.outbox().put(
                   {.id = message.envelope.id,
                    .subject = std::string(subject.name),
                    .envelope = bus::seal(message.envelope, subject.type(message.data), subject.encode(message.data)),
                    .time = message.envelope.time}),
               "outbox");
    return {};
}

/// Publishes what waits in the outbox, in its order. A crash after that and before it is taken out publishes it again
/// under the same id, and consumers drop the second.
///
/// Thread safety: the thread of those who subscribe directly.
class Relay {
public:
    /// What of a message nobody can read is dated with the clock. The store and the bus outlive it.
    Relay(store::Store& store, bus::Bus& bus, std::function<Time()> clock)
        : store_(store), bus_(bus), clock_(std::move(clock)) {}
    Relay(const Relay&) = delete;
    Relay& operator=(const Relay&) = delete;

    /// After every commit, and once when all have subscribed. A message that cannot be read becomes a dead letter. A
    /// call while another one is under way makes that one go on. Errors: those of the store and of the carrier; what
    /// was not published waits for the next call.
    Result<> run();

private:
    Result<bool> publish_some();
    Result<> publish(const store::OutboxMessage& message, store::DeadLetter& dead);

    store::Store& store_;
    bus::Bus& bus_;
    const std::function<Time()> clock_;
    bool is_running_ = false, is_asked_again_ = false;
};

}  // namespace argosy::outbox
