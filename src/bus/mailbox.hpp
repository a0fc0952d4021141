#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "bus/subject.hpp"

namespace argosy::bus {

/// The messages that wait for one thread, of all its subscriptions, in the order in which they were published.
///
/// A publisher never waits for the owner: at a subscription's bound its Overflow decides what is given up.
/// Thread safety: post from any thread; everything else on the owner's.
/// Requires:      it outlives the subscriptions that deliver into it.
class Mailbox {
public:
    /// Called on a publisher's thread when the box is no longer empty: make the owner call run() soon
    /// (net::Loop::post).
    using Wake = std::function<void()>;
    /// pending_max: of each subscription.
    explicit Mailbox(Wake wake, std::size_t pending_max = 65'536) : wake_(std::move(wake)), pending_max_(pending_max) {}
    Mailbox(const Mailbox&) = delete;
    Mailbox& operator=(const Mailbox&) = delete;

    /// Delivers what was there when it was called. Returns the number of messages.
    std::size_t run();

    /// One subscription's end.
    struct Slot {
        std::move_only_function<void(const void*)> deliver;
        std::move_only_function<void(std::uint64_t)> missed;  ///< so many messages were dropped: load the state anew
        Overflow overflow = Overflow::resync;

        std::size_t pending = 0;
        std::uint64_t skipped = 0;                                ///< in all
        std::uint64_t gap = 0;                                    ///< dropped and not told yet
        std::unordered_map<std::uint64_t, std::size_t> newest{};  ///< key -> place in waiting_, once behind
        bool is_open = true;
    };
    [[nodiscard]] Slot* open(Slot slot);
    /// Nothing is delivered any more.
    void close(Slot& slot);
    void post(Slot& slot, std::uint64_t key, std::shared_ptr<const void> message);
    [[nodiscard]] std::uint64_t skipped(const Slot& slot) const;

private:
    struct Delivery {
        Slot* slot;
        std::shared_ptr<const void> message;
    };
    [[nodiscard]] bool replace_newest(Slot& slot, std::uint64_t key, std::shared_ptr<const void>& message);
    void tell_gaps();

    const Wake wake_;
    const std::size_t pending_max_;
    mutable std::mutex mutex_;
    std::vector<Delivery> waiting_;             // guarded by mutex_
    std::vector<std::unique_ptr<Slot>> slots_;  // guarded by mutex_; closed ones stay, late posts may point at them
    std::vector<Delivery> batch_;               // owner's
};

}  // namespace argosy::bus
