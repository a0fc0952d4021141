#pragma once

#include <csignal>

namespace argosy::services::orchestrator {

/// Holds SIGUSR1 back, so that it does not end a process that cannot listen yet: what comes meanwhile is delivered when
/// this goes. Made first in `up`, before any thread, and gone once the service has started.
class HoldStopSignal {
public:
    HoldStopSignal() noexcept {
        sigset_t one;
        ::sigemptyset(&one);
        ::sigaddset(&one, SIGUSR1);
        ::pthread_sigmask(SIG_BLOCK, &one, &before_);
    }
    ~HoldStopSignal() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    HoldStopSignal(const HoldStopSignal&) = delete;
    HoldStopSignal& operator=(const HoldStopSignal&) = delete;

private:
    sigset_t before_{};
};

}  // namespace argosy::services::orchestrator
