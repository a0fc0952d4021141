#pragma once

#include <cstdint>
#include <string_view>

#include "base/time.hpp"
#include "base/uuid.hpp"

namespace argosy::bus {

/// The id of a message that is told more than once: a UUID of version 7 whose random bits are taken from the name of
/// what it is about, so that the same fact has the same id whenever it is told.
[[nodiscard]] Uuid named_id(Time time, std::string_view name) noexcept;
/// The same for a name that is hashed already.
[[nodiscard]] Uuid named_id(Time time, std::uint64_t hash) noexcept;

}  // namespace argosy::bus
