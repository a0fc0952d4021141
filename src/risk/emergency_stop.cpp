#include "risk/emergency_stop.hpp"

namespace argosy::risk {

void EmergencyStop::trip(InlineString<96> reason, bool flatten, Time now) noexcept {
    if (!tripped_) cause_ = {reason, now, flatten};
    cause_.flatten |= flatten;
    tripped_ = true;
    ++trips_;
    reset_requested_.reset();
}

Result<EmergencyStop::Cause> EmergencyStop::request_reset(Time now) {
    if (!tripped_) return fail(Errc::invalid_argument, "the emergency stop is not tripped");
    reset_requested_ = now;
    return cause_;
}

Result<> EmergencyStop::confirm_reset(Time now) {
    if (!tripped_) return fail(Errc::invalid_argument, "the emergency stop is not tripped");
    if (!reset_requested_)
        return fail(Errc::invalid_argument, "no reset of the emergency stop was requested since it tripped",
                    "request the reset first, read the cause, then confirm");
    if (now < *reset_requested_ || now - *reset_requested_ > confirm_within) {
        reset_requested_.reset();
        return fail(Errc::invalid_argument, "the requested reset has lapsed: it must be confirmed within 60 s",
                    "request the reset again, then confirm");
    }
    *this = EmergencyStop(trips_);
    return {};
}

}  // namespace argosy::risk
