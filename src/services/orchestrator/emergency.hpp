#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "base/describe_fwd.hpp"
#include "net/loop.hpp"
#include "runtime/simulation.hpp"

namespace argosy::services::orchestrator {

/// What a stop did.
struct StopReport {
    std::string status;               ///< "emergency_stop"
    std::int64_t gate_closed_us = 0;  ///< from the call until no order could leave any more
    std::uint64_t orders_open = 0, orders_canceled = 0, orders_unconfirmed = 0;
    std::optional<std::string> warning;  ///< what could not be done, or was not understood
};
void describe(Described<StopReport>& d);

/// Who or what stopped.
struct StopCaller {
    std::string actor;        ///< as the audit log names it: "user:ada", "signal:SIGUSR1", "file:EMERGENCY_STOP"
    bool is_audited = false;  ///< it came by a request, whose line in the audit log others write
};

/// Step one of a reset.
struct ResetOffer {
    std::string confirm;
    std::int64_t expires_in_s = 0;
    std::uint64_t orders_open = 0, positions_open = 0;
    std::string cause;
};
void describe(Described<ResetOffer>& d);

/// The emergency stop: every way into it, and the only way out.
///
/// It waits for nobody: the gate is closed in memory before anything is written, and neither bus nor store is asked.
/// The journal keeps the latch; when it cannot, a flag file does. The flag file (`<state>/EMERGENCY_STOP`) is also a
/// way in: who makes it stops trading, and while it is there nothing starts.
///
/// Thread safety: the core's thread.
class Emergency final : private runtime::Listener {
public:
    static constexpr std::string_view flag_name = "EMERGENCY_STOP";
    static constexpr Duration watched_every = 5ms;

    /// Told of each stop once the gate is closed.
    using Told = std::function<void(const StopCaller&, std::string_view reason, const StopReport&)>;

    /// Both outlive it. `state`: the folder of the flag file; empty: none.
    Emergency(net::Loop& loop, runtime::Simulation& core, std::filesystem::path state, Told told = {});
    ~Emergency() override;

    /// Looks at the flag file, and from then on watches it and SIGUSR1.
    void start();
    void stop() noexcept;

    /// Stops; never fails: what could not be done is the report's warning. A key that tripped it already, with nothing
    /// reset since, is the same stop, which came another way: its report again.
    StopReport trip(const StopCaller& caller, std::string_view reason, bool flatten, std::string_view key = {});
    /// Offers a code, the same until it lapses. Errors: invalid_argument, when nothing is tripped; rejected, while the
    /// flag file is there.
    [[nodiscard]] Result<ResetOffer> offer_reset();
    /// Errors: rejected for another code, one that has lapsed, after too many wrong ones, and while the flag file is
    /// there. A wrong code does not use the right one up.
    [[nodiscard]] Result<> confirm_reset(std::string_view code);

private:
    void on_alert(const domain::Alert& alert) override;
    void look_at_flag();
    StopReport close(std::string_view reason, bool flatten);
    [[nodiscard]] bool has_flag() const noexcept;
    [[nodiscard]] Result<> refuse_flag() const;
    [[nodiscard]] bool write_flag(std::string_view reason) const;
    [[nodiscard]] bool has_offer() const noexcept;

    net::Loop& loop_;
    runtime::Simulation& core_;
    std::filesystem::path flag_;
    Told told_of_;
    net::Timer watch_;
    std::optional<net::Signals> signals_;
    Duration closed_at_{};
    std::string key_;   // of the last stop that had one
    StopReport told_;   // under it
    std::string code_;  // offered and not used yet
    Duration offered_at_{};
    int wrong_codes_ = 0;
};

}  // namespace argosy::services::orchestrator
