#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace argosy {

/// A number that names one thing of one kind; kinds do not mix and do not calculate.
///
/// Ids of instruments, strategies and venues are dense indices into the tables of one run (0, 1, 2 ...),
/// so that per-id state is an array. The all-ones value means "none".
template <class Tag, class Rep>
class Id {
public:
    using rep = Rep;
    constexpr Id() = default;
    constexpr explicit Id(Rep value) noexcept : value_(value) {}
    [[nodiscard]] constexpr Rep value() const noexcept { return value_; }
    [[nodiscard]] constexpr bool is_none() const noexcept { return value_ == none_value; }
    friend constexpr auto operator<=>(Id, Id) = default;

private:
    static constexpr Rep none_value = static_cast<Rep>(~Rep{0});
    Rep value_ = none_value;
};

using InstrumentId = Id<struct InstrumentTag, std::uint32_t>;
using StrategyId = Id<struct StrategyTag, std::uint16_t>;
using VenueId = Id<struct VenueTag, std::uint16_t>;
/// Counts the orders of one journal from 1; the client order id sent to a venue is made from it.
using OrderId = Id<struct OrderTag, std::uint64_t>;
/// Counts the fills of one venue or run from 1.
using FillId = Id<struct FillTag, std::uint64_t>;
/// Counts the decisions (ballots) of one run from 1: an order names the decision that caused it.
using DecisionId = Id<struct DecisionTag, std::uint64_t>;

}  // namespace argosy

template <class Tag, class Rep>
struct std::hash<argosy::Id<Tag, Rep>> {
    std::size_t operator()(argosy::Id<Tag, Rep> id) const noexcept { return std::hash<Rep>{}(id.value()); }
};
