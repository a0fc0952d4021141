#pragma once

#include "domain/signal.hpp"

namespace argosy::strategy {

/// What holds on this bar, for strategies that enter and leave.
struct Conditions {
    bool buy = false, sell = false;
    bool exit_long = false, exit_short = false;
};

/// The direction after this bar. An entry on the other side turns the position round and wins over an exit;
/// buy and sell at once contradict each other and count as neither.
[[nodiscard]] constexpr domain::Direction next_direction(domain::Direction now, Conditions c) noexcept {
    using enum domain::Direction;
    if (c.buy && !c.sell && now != buy) return buy;
    if (c.sell && !c.buy && now != sell) return sell;
    const bool leave = (now == buy && c.exit_long) || (now == sell && c.exit_short);
    return leave ? hold : now;
}

/// The opinion that a strategy stands on: it emits when this turns, and only then.
///
/// The first opinion is always news, a hold included: from then on the strategy counts for the quorum.
class Stance {
public:
    [[nodiscard]] domain::Direction direction() const noexcept { return direction_; }
    [[nodiscard]] bool is_flat() const noexcept { return direction_ == domain::Direction::hold; }
    /// Takes the opinion of this bar. True when it differs from the one before or is the first.
    [[nodiscard]] bool turns_to(domain::Direction d) noexcept {
        if (given_ && d == direction_) [[likely]]
            return false;
        direction_ = d;
        return given_ = true;
    }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.direction_, self.given_); }

private:
    domain::Direction direction_ = domain::Direction::hold;
    bool given_ = false;
};

}  // namespace argosy::strategy
