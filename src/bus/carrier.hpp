#pragma once

#include <functional>
#include <string_view>

#include "base/error.hpp"

namespace argosy::bus {

/// Carries messages between processes: the port for NATS, Redis and Kafka (bus/<name>).
///
/// At least once, in order per key. Thread safety: publish from any thread; `receive` is called on one thread of the
/// carrier's choice.
class Carrier {
public:
    /// subject, bytes of a sealed message.
    using Receive = std::move_only_function<void(std::string_view subject, std::string_view message)>;

    virtual ~Carrier() = default;
    /// Errors: unavailable when the message could not be handed over; the outbox will try again.
    virtual Result<> publish(std::string_view subject, std::uint64_t key, std::string_view message) = 0;
    /// From now on, messages of the subject that other processes publish.
    virtual Result<> subscribe(std::string_view subject) = 0;
    virtual void on_receive(Receive receive) = 0;
};

}  // namespace argosy::bus
