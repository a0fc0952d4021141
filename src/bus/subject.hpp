#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace argosy::bus {

/// What a subscriber on another thread misses when it is slower than what is published.
enum class Overflow : std::uint8_t {
    newest_wins,  ///< of each key only the newest message is kept; what was skipped is counted
    resync,       ///< messages are dropped and counted, then the subscriber is told to load its state anew
};

/// A subject of the bus and how its payloads are written for other processes. T: std::variant of its message types.
template <class T>
struct Subject {
    std::string_view name;    ///< "market.data"
    bool is_lasting = true;   ///< what is published must survive a crash: what a service stores goes through the outbox
    bool keeps_last = false;  ///< a new subscriber first gets the newest message
    Overflow overflow = Overflow::resync;
    /// What must stay in order, and what newest_wins replaces: mostly the instrument. Zero: one for all.
    std::uint64_t (*key)(const T&) noexcept = [](const T&) noexcept -> std::uint64_t { return 0; };

    std::string_view (*type)(const T&) noexcept = nullptr;                          ///< "fill"
    std::function<std::string(const T&)> encode;                                    ///< the payload as a JSON object
    std::function<Result<T>(std::string_view type, std::string_view data)> decode;  ///< Errors: parse
};

}  // namespace argosy::bus
