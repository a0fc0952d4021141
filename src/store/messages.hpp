#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "store/page.hpp"

namespace argosy::store {

/// A message that waits to be published.
struct OutboxMessage {
    std::uint64_t sequence = 0;  ///< given by the outbox: the order of publishing
    Uuid id;
    std::string subject;
    std::string envelope;  ///< its bytes as they go over the wire
    Time time{};

    friend bool operator==(const OutboxMessage&, const OutboxMessage&) = default;
};

/// What is to be published, put here in the transaction that changed the state: a crash between the two loses nothing.
///
/// The relay publishes what `waiting` gives, in order, and then tells `published`; a crash between these two publishes
/// again, and the consumers drop the second by its id.
class Outbox {
public:
    virtual ~Outbox() = default;
    /// Its sequence; an id that waits already is not added a second time. Errors: invalid_argument (none id, no
    /// subject).
    [[nodiscard]] virtual Result<std::uint64_t> put(const OutboxMessage& message) = 0;
    /// In order, from behind `after`.
    [[nodiscard]] virtual Result<std::vector<OutboxMessage>> waiting(std::uint64_t after, std::size_t limit) const = 0;
    [[nodiscard]] virtual Result<std::uint64_t> depth() const = 0;
    /// Removes everything up to and with `sequence`; the number of messages.
    [[nodiscard]] virtual Result<std::uint64_t> published(std::uint64_t sequence) = 0;
};

/// Which messages a consumer has applied, so that a message that comes twice counts once.
class AppliedIds {
public:
    virtual ~AppliedIds() = default;
    /// True the first time; false when this consumer has applied the id. Called in the transaction that applies it.
    [[nodiscard]] virtual Result<bool> apply(std::string_view consumer, const Uuid& id, Time now) = 0;
    [[nodiscard]] virtual Result<bool> has(std::string_view consumer, const Uuid& id) const = 0;
    /// Forgets what was applied before `time`: longer ago than any bus delivers again. The number of ids.
    [[nodiscard]] virtual Result<std::uint64_t> trim(Time time) = 0;
};

/// A message that a consumer could not use.
struct DeadLetter {
    std::uint64_t sequence = 0;  ///< given by the store
    std::string subject;
    std::string message_id;  ///< as far as it could be read
    std::string reason;
    std::string envelope;  ///< as it came, malformed or not
    Time time{};

    friend bool operator==(const DeadLetter&, const DeadLetter&) = default;
};

class DeadLetters {
public:
    virtual ~DeadLetters() = default;
    /// Its sequence. Errors: invalid_argument for an empty subject.
    [[nodiscard]] virtual Result<std::uint64_t> put(const DeadLetter& letter) = 0;
    /// Removes and returns it, to be delivered again in the same transaction.
    [[nodiscard]] virtual Result<std::optional<DeadLetter>> take(std::uint64_t sequence) = 0;
    /// The newest first; an empty subject means all. Errors: invalid_argument (limit, cursor).
    [[nodiscard]] virtual Result<Page<DeadLetter>> list(std::string_view subject, const PageRequest& page) const = 0;
    /// Keeps the newest `keep`; the number of those removed.
    [[nodiscard]] virtual Result<std::uint64_t> trim(std::uint64_t keep) = 0;
};

}  // namespace argosy::store
