#pragma once

#include "backtest/evaluate.hpp"

namespace argosy::app {

/// Runs independent tasks on `threads` threads, this one included. Requires: threads >= 1.
[[nodiscard]] backtest::Executor make_executor(unsigned threads);
/// One for each processor.
[[nodiscard]] unsigned default_threads() noexcept;

/// Resident memory of this process in bytes. Zero when /proc does not say.
[[nodiscard]] std::uint64_t resident_bytes();

/// ^C and SIGTERM set a flag instead of ending the process, as long as this lives; the second one ends it.
class StopSignal {
public:
    StopSignal();
    StopSignal(const StopSignal&) = delete;
    StopSignal& operator=(const StopSignal&) = delete;
    ~StopSignal();
    [[nodiscard]] bool is_raised() const noexcept;
};

}  // namespace argosy::app
