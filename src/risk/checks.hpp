#pragma once

#include <expected>
#include <optional>
#include <utility>
#include <vector>

#include "risk/detail/divisor.hpp"
#include "risk/detail/token_bucket.hpp"
#include "risk/emergency_stop.hpp"
#include "risk/exposure.hpp"
#include "risk/limits.hpp"
#include "risk/protections.hpp"
#include "risk/refusal.hpp"
#include "risk/risk_state.hpp"

/// Pre-trade checks: the only way from a wish to an order.
///
/// Thread safety: none; the deterministic core owns them.
/// Invariants: an Approved exists only if every check passed at that instant, and its quantity is reserved.
/// Known limits: a replace is not re-checked; execution/ allows it for reduce-only orders alone.
namespace argosy::risk {

/// The account at this moment, in the account currency, as the portfolio sees it.
struct AccountView {
    Money equity;
    Money margin_available;  ///< free for new positions, before what open entries will need
};

/// Proof that an order passed every pre-trade check; only Checks can make one, and it is used up once.
class [[nodiscard]] Approved {
public:
    Approved(const Approved&) = delete;
    Approved& operator=(const Approved&) = delete;
    Approved(Approved&& other) noexcept
        : request_(other.request_), reservation_(std::exchange(other.reservation_, ReservationId{})) {}
    Approved& operator=(Approved&&) = delete;

    [[nodiscard]] const domain::OrderRequest& request() const noexcept { return request_; }
    /// None once it was used up.
    [[nodiscard]] ReservationId reservation() const noexcept { return reservation_; }
    /// Uses the approval up. Requires: not used before (asserted).
    [[nodiscard]] ReservationId take() noexcept {
        ARGOSY_ASSERT(!reservation_.is_none(), "an approval was used twice");
        return std::exchange(reservation_, ReservationId{});
    }

private:
    friend class Checks;
    Approved(const domain::OrderRequest& request, ReservationId reservation) noexcept
        : request_(request), reservation_(reservation) {}
    domain::OrderRequest request_;
    ReservationId reservation_;
};

class Checks {
public:
    /// What the checks look at; all of it outlives them.
    struct Parts {
        const domain::InstrumentTable& instruments;
        Exposure& exposure;
        const RiskMonitor& monitor;
        const Protections& protections;
        const EmergencyStop& emergency;
    };
    /// Requires: validate(limits) (asserted).
    Checks(Parts parts, const Limits& limits);

    /// Approves and reserves, or gives the first reason against.
    [[nodiscard]] std::expected<Approved, Refusal> check(const domain::OrderRequest& request,
                                                         const AccountView& account, Time now) noexcept;
    /// Every reason against, in the order of the checks; empty: it would pass. Reserves nothing, uses no rate token.
    [[nodiscard]] std::vector<Refusal> check_all(const domain::OrderRequest& request, const AccountView& account,
                                                 Time now);
    /// Gives an approval back unused.
    void discard(Approved&& approved) noexcept;

    /// No new entries while something is amiss: trading stopped by hand, private stream down, not reconciled.
    void block_entries(InlineString<96> cause) noexcept;
    void allow_entries() noexcept { blocked_ = false; }
    [[nodiscard]] bool entries_blocked() const noexcept { return blocked_; }

    /// New positions in these only; none: in every instrument.
    void select(const std::optional<std::vector<InstrumentId>>& instruments);
    [[nodiscard]] bool is_selected(InstrumentId id) const noexcept {
        return !has_selection_ || selected_[id.value()] != 0;
    }
    [[nodiscard]] bool has_selection() const noexcept { return has_selection_; }

    /// Takes new limits from here on; what is open stays. Errors: those of validate(Limits).
    [[nodiscard]] Result<> set_limits(const Limits& limits);
    [[nodiscard]] const Limits& limits() const noexcept { return limits_; }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) {
        archive(self.limits_, self.blocked_cause_, self.blocked_, self.has_selection_, self.selected_);
        if constexpr (!std::is_const_v<std::remove_reference_t<decltype(self)>>) self.restart_rules();
        archive(self.rate_);
    }

private:
    /// The rules of one instrument, ready for comparing.
    struct Rules {
        detail::Divisor lot, tick;
        Qty qty_min, qty_max, order_qty_max, position_max;
        Money notional_min;
        Cap exposure_max;
        bool has_exposure_max = false;
        std::uint32_t margin_millionths = 0;
        bool can_short = false;
    };
    /// The numbers of one order that several checks need.
    struct Case {
        const domain::OrderRequest& request;
        const AccountView& account;
        Time now;
        const Exposure::Slot& slot;
        const Rules& rules;
        Qty after;       ///< worst-case position on the order's side if it and all others there fill
        bool reduces;    ///< it can only shrink the position
        Price price;     ///< the worst price for the limits
        Money notional;  ///< account currency, at `price`
        detail::MarginSum margin;
    };
    /// Bounds with "none" turned into "never reached", so that a check is one comparison.
    struct Effective {
        Money order_notional_max;
        std::uint32_t open_orders_max = 0, open_orders_per_instrument_max = 0, concurrent_max = 0, daily_max = 0;
        Duration data_age_max{};
        bool has_exposure = false, has_strategy = false, has_loss = false;
    };
    /// Bounds that are fractions of a base, computed when the base changes: seldom, compared to the checks.
    struct ExposureBounds {
        Money equity, gross, net, instrument, strategy;
    };
    struct LossBounds {
        Money day_base, total_base, daily, total;
    };

    void apply_limits();
    /// As new limits do that have another order rate.
    void restart_rules();
    [[nodiscard]] const ExposureBounds& exposure_bounds(Money equity) noexcept;
    [[nodiscard]] const LossBounds& loss_bounds() noexcept;
    /// What makes the order unfit to be looked at any further.
    [[nodiscard]] std::optional<Refusal> malformed(const domain::OrderRequest& request) const noexcept;
    [[nodiscard]] Case examine(const domain::OrderRequest& request, const AccountView& account, Time now) noexcept;
    [[nodiscard]] bool can_only_shrink(const domain::OrderRequest& request, const ExposureLine& line) const noexcept;
    [[nodiscard]] Money notional_of(const Case& c) const noexcept;

    // Each gives the sink every number that breaks a rule; false: the sink has seen enough.
    template <class Sink>
    bool run(const Case& c, Sink& sink) noexcept;
    template <class Sink>
    bool state(const Case& c, Sink& sink) noexcept;
    template <class Sink>
    bool data(const Case& c, Sink& sink) noexcept;
    template <class Sink>
    bool rules(const Case& c, Sink& sink) noexcept;
    template <class Sink>
    bool size(const Case& c, Sink& sink) noexcept;
    template <class Sink>
    bool position(const Case& c, Sink& sink) noexcept;
    template <class Sink>
    bool exposure(const Case& c, Sink& sink) noexcept;
    template <class Sink>
    bool activity(const Case& c, Sink& sink) noexcept;
    template <class Sink>
    bool loss(const Case& c, Sink& sink) noexcept;

    Parts parts_;
    Limits limits_;
    Effective effective_;
    std::optional<ExposureBounds> exposure_bounds_;
    std::optional<LossBounds> loss_bounds_;
    std::vector<Rules> rules_;
    detail::TokenBucket rate_;
    InlineString<96> blocked_cause_;
    bool blocked_ = false;
    bool has_selection_ = false;
    std::vector<std::uint8_t> selected_;  // by InstrumentId, where there is a selection
};

}  // namespace argosy::risk
