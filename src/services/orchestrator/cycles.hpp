#pragma once

#include <array>
#include <deque>

#include "bus/bus.hpp"
#include "messages/subjects.hpp"
#include "net/loop.hpp"
#include "runtime/simulation.hpp"
#include "store/writer.hpp"

namespace argosy::services::orchestrator {

/// How often each cycle runs by itself; zero: only on demand.
struct CycleSettings {
    Duration entry = 60s, exit = 60s, maintenance = 600s;
    Duration kept = Duration(24h) * 30;  ///< how long finished cycles are stored
};

struct CycleCounts {
    std::uint64_t all = 0;                   ///< also those of earlier processes
    std::array<std::uint64_t, 3> by_type{};  ///< since the start, by domain::CycleType
    std::uint64_t trades_processed = 0, signals_generated = 0, errors = 0;
};

/// Entry, exit and maintenance cycles, on a schedule and on demand. What a cycle does is a journaled command
/// (domain::RunCycle) and is left out when there is nothing to do, so that a replay does the same; a record of it goes
/// to the stream "cycles" and, as cycle_done, to the bus. Neither is waited for.
///
/// Thread safety: the core's thread.
class Cycles final : private runtime::Listener {
public:
    static constexpr std::string_view stream = "cycles";
    struct Parts {
        net::Loop& loop;
        runtime::Simulation& core;
        bus::Topic<messages::Performance>& topic;
        store::Store& store;
        store::Writer& writer;
        CycleSettings settings;
    };
    explicit Cycles(const Parts& parts);
    ~Cycles() override;

    /// Errors: those of reading how many there were.
    Result<> start();
    void stop() noexcept;
    messages::Cycle run(domain::CycleType type);
    [[nodiscard]] const CycleCounts& counts() const noexcept { return counts_; }
    /// The newest of this process, oldest first.
    [[nodiscard]] const std::deque<messages::Cycle>& recent() const noexcept { return recent_; }

private:
    void on_ballot(const domain::Ballot&) override { ++ballots_; }
    void act(domain::CycleType type, messages::Cycle& cycle);
    void maintain(messages::Cycle& cycle);
    void record(const messages::Cycle& cycle);

    Parts parts_;
    net::Timer entry_, exit_, maintenance_;
    CycleCounts counts_;
    std::uint64_t ballots_ = 0;
    std::array<std::uint64_t, 3> ballots_seen_{};
    std::deque<messages::Cycle> recent_;
    UuidSource ids_;
};

}  // namespace argosy::services::orchestrator
