#pragma once

#include <cstdint>
#include <optional>

#include "base/error.hpp"
#include "base/inline_string.hpp"
#include "base/time.hpp"

namespace argosy::risk {

/// The latched stop: nothing but cancels (and a flatten, if asked) until a person resets it in two steps.
///
/// Invariants: trips at once and from any state; only request_reset() followed by confirm_reset() clears it; a new
///             trip voids a reset that was under way. State follows from the calls alone, so a journal replay
///             restores the latch.
class EmergencyStop {
public:
    struct Cause {
        InlineString<96> reason;
        Time time{};
        bool flatten = false;
    };
    /// How long a requested reset waits for its confirmation.
    static constexpr Duration confirm_within = 60s;

    /// Latches. A second trip keeps the first cause; it may add the wish to flatten.
    void trip(InlineString<96> reason, bool flatten, Time now) noexcept;
    [[nodiscard]] bool is_tripped() const noexcept { return tripped_; }
    /// Requires: is_tripped().
    [[nodiscard]] const Cause& cause() const noexcept { return cause_; }
    /// Trips since the start; for the journal's check and the UI.
    [[nodiscard]] std::uint32_t trips() const noexcept { return trips_; }

    /// Step one: gives the cause that the person must have read. Errors: invalid_argument when not tripped.
    [[nodiscard]] Result<Cause> request_reset(Time now);
    /// Step two. Errors: invalid_argument when no reset was requested, it is older than confirm_within, or the stop
    /// was tripped again since.
    [[nodiscard]] Result<> confirm_reset(Time now);

    EmergencyStop() = default;
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) {
        archive(self.cause_, self.reset_requested_, self.trips_, self.tripped_);
    }

private:
    explicit EmergencyStop(std::uint32_t trips) noexcept : trips_(trips) {}
    Cause cause_;
    std::optional<Time> reset_requested_;
    std::uint32_t trips_ = 0;
    bool tripped_ = false;
};

}  // namespace argosy::risk
