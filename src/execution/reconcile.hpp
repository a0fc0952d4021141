#pragma once

#include <span>
#include <string>
#include <vector>

#include "execution/client_id.hpp"
#include "execution/order_manager.hpp"

/// Makes our state equal the venue's: compares open orders, fills and positions with what the venue reports and says
/// what has to be applied.
///
/// A pure function of its arguments: the same state and report give the same plan, ids of inferred fills included, so a
/// journal that holds the plan's events replays to the same state and a report that is read twice changes nothing the
/// second time.
/// Known limits: positions are compared netted; a difference on an instrument with an order in flight waits for the
///               next report.
namespace argosy::execution {

/// One order as the venue lists it.
struct ReportedOrder {
    std::string client_id;  ///< as the venue prints it; anybody's
    domain::OrderRequest terms;
    FoundAtVenue state;
    Time updated_at{};
};
struct ReportedPosition {
    InstrumentId instrument;
    Qty qty;      ///< signed
    Price price;  ///< average entry or mark, for what we have not seen; zero: the last price is used
};
/// What the venue says at one moment. Orders and fills that it no longer lists may be missing.
struct VenueReport {
    Time asked_at{};                    ///< before the first of its parts was asked for
    std::vector<ReportedOrder> orders;  ///< open ones and, when has_history, those that ended lately
    bool has_history = false;
    std::vector<domain::Fill> fills;          ///< executions, with our order ids where the order is ours
    std::vector<ReportedPosition> positions;  ///< an instrument that is not listed is flat
};

/// What does not agree, for people.
struct Difference {
    enum class Kind : std::uint8_t {
        unknown_order_found,  ///< the doubt about one of our orders is ended
        order_never_arrived,  ///< proven absent
        order_vanished,       ///< acknowledged before and listed no more: stays as it is, look again
        order_unproven,       ///< not listed, and not yet proven absent
        fills_missed,         ///< executions that did not reach us
        fills_inferred,       ///< filled more than the listed executions explain
        external_order,       ///< open at the venue, not placed by this journal
        ended_order_open,     ///< final for us, open at the venue
        position_differs,
    };
    Kind kind = Kind::position_differs;
    InstrumentId instrument;
    OrderId order;
    Qty ours, venues;
    bool is_settled = false;  ///< the plan settles it; false: a person or the next report must

    friend bool operator==(const Difference&, const Difference&) = default;
};
[[nodiscard]] std::string_view to_string(Difference::Kind kind) noexcept;

struct Resolution {
    OrderId order;
    Proof proof;
};
struct Adoption {
    domain::OrderRequest request;  ///< owner: no strategy, purpose manual
    FoundAtVenue found;
    std::string client_id;
};

/// What to apply, in this order: fills, resolutions, adoptions.
struct ReconcilePlan {
    std::vector<domain::OrderFilled> fills;
    std::vector<Resolution> resolutions;
    std::vector<Adoption> adoptions;
    std::vector<Difference> differences;

    /// Nothing is left that the plan does not settle: trading may start.
    [[nodiscard]] bool settles_everything() const noexcept;
};

struct ReconcileSettings {
    /// Reports younger than this against an order's last change may have crossed with a message: no fill is inferred.
    Duration grace = 2s;
    Duration settle_after = 65s;  ///< as in OrderManagerSettings
    bool adopt_orders = true;     ///< external orders become visible and cancelable
    /// A position that nobody here opened is booked under no strategy: at once when no order of ours is open there,
    /// else when the next report shows the same difference.
    bool adopt_positions = true;
};

/// What we know, at the time of the report.
struct OurState {
    const OrderManager& orders;
    const risk::Exposure& exposure;
    const ClientOrderIds& ids;
    /// What the last plan could not settle: a position that differs in the same way twice is no message on its way.
    std::span<const Difference> seen_before = {};
};
[[nodiscard]] ReconcilePlan reconcile(const OurState& ours, const VenueReport& report,
                                      const ReconcileSettings& settings);

}  // namespace argosy::execution
