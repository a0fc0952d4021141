#pragma once

#include <optional>

#include "sim/detail/core.hpp"

namespace argosy::sim::detail {

/// The walk through one bar: open -> the extreme that is worse for us -> the other extreme -> close.
/// docs/fills.md states it for users.
class BarWalk {
public:
    BarWalk(Core& core, Market& market, const domain::BarClosed& bar);

    /// Everything up to the open, which is a jump from the last price. May be repeated.
    void open();
    /// The way from the open to the close.
    void rest();

private:
    /// One stretch of the path. A gap is a jump to `to`: nothing was traded between.
    struct Leg {
        Price from, to;
        bool is_gap = false;
        [[nodiscard]] std::int64_t distance(Price p) const noexcept {
            return p > from ? (p - from).raw() : (from - p).raw();
        }
    };
    /// What happens first on a leg; the slot none means that the margin must be looked at.
    struct Act {
        std::int64_t distance = INT64_MAX;
        Price price;
        Slot slot = OrderPool::none;
    };
    enum class Part : std::uint8_t { open, extremes, close };
    enum Sides : std::uint8_t { no_side = 0, below = 1, above = 2, both_sides = 3 };

    /// Nothing of ours can be touched by the rest of the bar.
    [[nodiscard]] bool is_over() const noexcept;
    void walk(Leg leg);
    [[nodiscard]] bool find_next(const Leg& leg, Act& act) const;
    void perform(Slot slot, const Move& move);
    void follow_trailing(Price price);
    [[nodiscard]] bool takes_part(const WorkingOrder& o) const noexcept;
    [[nodiscard]] bool is_priced_here(const WorkingOrder& o) const noexcept;
    [[nodiscard]] Reach reach(const WorkingOrder& o) const noexcept;
    [[nodiscard]] std::optional<Price> contact(const WorkingOrder& o, const Leg& leg) const noexcept;
    [[nodiscard]] static std::optional<Price> contact(const Reach& reach, const Leg& leg) noexcept;
    [[nodiscard]] bool worse_is_low() const noexcept;
    void note_reached() noexcept;
    void note_fresh(Price price) noexcept;
    [[nodiscard]] std::uint8_t sides(const WorkingOrder& o, Price from) const noexcept;
    [[nodiscard]] std::uint8_t sides(const Reach& reach, Price from) const noexcept;

    Core& core_;
    Market& m_;
    const domain::Bar& bar_;
    Time close_time_;
    Time now_{};
    Part part_ = Part::open;
    std::uint8_t reached_ = no_side;
    bool margin_is_checked_ = false;
};

}  // namespace argosy::sim::detail
