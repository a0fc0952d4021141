#pragma once

#include "base/archive.hpp"
#include "domain/currency.hpp"

/// What archives (base/archive.hpp) have to know of domain types with private members.
namespace argosy::detail {

static_assert(std::has_unique_object_representations_v<domain::Currency>);
template <>
inline constexpr bool is_plain<domain::Currency> = true;

}  // namespace argosy::detail
