#pragma once

#include <string_view>

#include "base/time.hpp"
#include "base/trace.hpp"
#include "base/uuid.hpp"

namespace argosy::bus {

/// What every message carries beside its payload (docs/messages.md).
struct Envelope {
    Uuid id;                  ///< unique, ascending in time (version 7): what consumers remember as applied
    Time time{};              ///< when the event happened; simulated time in a replay
    std::string_view source;  ///< the service that published it; lives as long as the program
    Uuid cause;               ///< the message that led to this one; none: nobody's consequence
    TraceContext trace;
};

/// A message in this process. T: the std::variant of its subject's message types.
template <class T>
struct Message {
    Envelope envelope;
    T data;
};

}  // namespace argosy::bus
