#include "execution/reconcile.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace argosy::execution {
namespace {

using domain::Fill;
using domain::is_final;
using domain::Order;
using domain::OrderStatus;
using Kind = Difference::Kind;

/// FNV-1a over whole numbers, with the bit of inferred fills: the same gap gives the same id on every reading.
FillId inferred_id(std::initializer_list<std::uint64_t> parts) {
    std::uint64_t hash = 0xCBF2'9CE4'8422'2325;
    for (const auto part : parts)
        for (int byte = 0; byte < 8; ++byte) hash = (hash ^ ((part >> (8 * byte)) & 0xFF)) * 0x0000'0100'0000'01B3;
    const std::uint64_t id = hash | (std::uint64_t{1} << 63);
    return FillId(id == ~std::uint64_t{0} ? id - 1 : id);
}

std::uint64_t low(Qty qty) { return static_cast<std::uint64_t>(qty.raw()); }

class Reconciler {
public:
    Reconciler(const OurState& ours, const VenueReport& report, const ReconcileSettings& settings)
        : ours_(ours), report_(report), settings_(settings) {}

    ReconcilePlan run() {
        missed_fills();
        for (const auto& order : report_.orders) compare(order);
        for (const auto id : ours_.orders.open_orders())
            if (!listed_.contains(id)) not_listed(*ours_.orders.find(id));
        compare_positions();
        return std::move(plan_);
    }

private:
    // --- fills ---

    /// Executions that the venue lists and we have not counted.
    void missed_fills() {
        for (const auto& fill : report_.fills) {
            const bool ours = ours_.orders.find(fill.order) || ours_.orders.ended_at(fill.order);
            if (!ours || ours_.orders.knows_fill(fill.order, fill.id)) continue;
            // What was inferred before is known already, only the execution's own number is news.
            auto& inferred = inferred_.try_emplace(fill.order, ours_.orders.inferred(fill.order)).first->second;
            const Qty known = inferred.covers(fill);
            inferred.qty -= known;
            plan_.fills.push_back({fill});
            if (known == fill.qty) continue;
            booked_[fill.instrument] += signed_qty(fill.side, fill.qty - known);
            missed_[fill.order] += fill.qty - known;
            note({.kind = Kind::fills_missed,
                  .instrument = fill.instrument,
                  .order = fill.order,
                  .venues = fill.qty - known,
                  .is_settled = true});
        }
    }

    /// The venue counts more than it lists: the rest is inferred, at the price that makes its average come true.
    void infer_fill(const Order& order, const ReportedOrder& reported) {
        const Qty known = order.filled + missed_[order.id];
        const Qty gap = reported.state.filled - known;
        if (!gap.is_positive()) return;
        const bool may_cross = report_.asked_at - order.updated_at < settings_.grace;
        note({.kind = Kind::fills_inferred,
              .instrument = order.request.instrument,
              .order = order.id,
              .ours = known,
              .venues = reported.state.filled,
              .is_settled = !may_cross});
        if (may_cross) return;
        const Fill fill{.id = inferred_id({order.id.value(), low(known), low(reported.state.filled)}),
                        .order = order.id,
                        .instrument = order.request.instrument,
                        .strategy = order.request.strategy,
                        .side = order.request.side,
                        .purpose = order.request.purpose,
                        .qty = gap,
                        .price = price_of(order, reported, gap),
                        .decision_price = order.request.decision_price,
                        .time = report_.asked_at};
        book(fill);
    }

    [[nodiscard]] Price price_of(const Order& order, const ReportedOrder& reported, Qty gap) const {
        const Price average = reported.state.average_price;
        if (average.is_positive() && missed_.at(order.id).is_zero()) {
            const Money rest = average * reported.state.filled - order.cost;
            if (rest.is_positive()) return divide(rest, gap, Rounding::half_even);
        }
        if (average.is_positive()) return average;
        const Price limit = order.request.limit_price;
        return limit.is_positive() ? limit : ours_.exposure.last_price(order.request.instrument);
    }

    void book(const Fill& fill) {
        booked_[fill.instrument] += signed_qty(fill.side, fill.qty);
        plan_.fills.push_back({fill});
    }

    // --- orders ---

    void compare(const ReportedOrder& reported) {
        const auto id = ours_.ids.parse(reported.client_id);
        const auto* order = id ? ours_.orders.find(*id) : nullptr;
        if (order != nullptr) {
            listed_[*id] = true;
            return compare(*order, reported);
        }
        if (is_final(reported.state.status)) return;  // over on both sides, or none of our business
        const auto ended = id ? ours_.orders.ended_at(*id) : std::nullopt;
        if (ended && *ended + settings_.grace > report_.asked_at) return;  // the list is from before its end
        note({.kind = ended ? Kind::ended_order_open : Kind::external_order,
              .instrument = reported.terms.instrument,
              .order = id.value_or(OrderId{}),
              .venues = reported.terms.qty - reported.state.filled,
              .is_settled = settings_.adopt_orders});
        if (!settings_.adopt_orders) return;
        Adoption adoption{.request = reported.terms, .found = reported.state, .client_id = reported.client_id};
        adoption.request.strategy = {};
        adoption.request.purpose = domain::OrderPurpose::manual;
        plan_.adoptions.push_back(std::move(adoption));
    }

    void compare(const Order& order, const ReportedOrder& reported) {
        if (report_.asked_at < order.updated_at) return;  // we know better by now
        infer_fill(order, reported);
        const bool ends = is_final(reported.state.status);
        if (order.status != OrderStatus::unknown && !ends) return;
        // An end that the stream is about to tell us needs no proof.
        if (order.status != OrderStatus::unknown && report_.asked_at - reported.updated_at < settings_.grace) return;
        note({.kind = Kind::unknown_order_found,
              .instrument = order.request.instrument,
              .order = order.id,
              .ours = order.filled,
              .venues = reported.state.filled,
              .is_settled = true});
        plan_.resolutions.push_back({order.id, reported.state});
    }

    void not_listed(const Order& order) {
        if (order.created_at + settings_.grace > report_.asked_at) return;  // sent while the report was made
        const bool acknowledged = ours_.orders.is_acknowledged(order.id);
        const AbsentAtVenue absence{.asked_at = report_.asked_at,
                                    .not_in_open_orders = true,
                                    .not_in_history = report_.has_history,
                                    .position_agrees = position_agrees(order.request.instrument)};
        const bool proven = !acknowledged && order.filled.is_zero() && absence.not_in_history &&
                            absence.position_agrees && absence.asked_at >= order.created_at + settings_.settle_after;
        note({.kind = proven         ? Kind::order_never_arrived
                      : acknowledged ? Kind::order_vanished
                                     : Kind::order_unproven,
              .instrument = order.request.instrument,
              .order = order.id,
              .ours = order.open_qty(),
              .is_settled = proven});
        if (proven) plan_.resolutions.push_back({order.id, absence});
    }

    // --- positions ---

    [[nodiscard]] Qty venue_position(InstrumentId id) const {
        const auto it = std::ranges::find(report_.positions, id, &ReportedPosition::instrument);
        return it == report_.positions.end() ? Qty{} : it->qty;
    }
    [[nodiscard]] Qty our_position(InstrumentId id) { return ours_.exposure.position(id) + booked_[id]; }
    [[nodiscard]] bool position_agrees(InstrumentId id) { return our_position(id) == venue_position(id); }

    /// Nothing on its way to us explains the difference.
    [[nodiscard]] bool is_certain(const Difference& difference) const {
        bool has_open = false;
        for (const auto each : ours_.orders.open_orders()) {
            const auto& o = *ours_.orders.find(each);
            if (o.request.instrument != difference.instrument) continue;
            has_open = true;
            const bool waits = o.status == OrderStatus::in_flight || o.status == OrderStatus::cancel_in_flight ||
                               o.status == OrderStatus::unknown || o.updated_at + settings_.grace > report_.asked_at;
            if (waits && std::ranges::find(plan_.resolutions, each, &Resolution::order) == plan_.resolutions.end())
                return false;
        }
        return !has_open || std::ranges::find(ours_.seen_before, difference) != ours_.seen_before.end();
    }

    void compare_positions() {
        for (std::uint32_t i = 0; i < ours_.exposure.size(); ++i) {
            const InstrumentId id(i);
            const Qty ours = our_position(id), venues = venue_position(id);
            if (ours == venues) continue;
            Difference difference{.kind = Kind::position_differs, .instrument = id, .ours = ours, .venues = venues};
            const bool settles = settings_.adopt_positions && is_certain(difference);
            difference.is_settled = settles;
            note(difference);
            if (settles) adopt_position(id, ours, venues);
        }
    }

    void adopt_position(InstrumentId id, Qty ours, Qty venues) {
        const Qty gap = venues - ours;
        const auto it = std::ranges::find(report_.positions, id, &ReportedPosition::instrument);
        const Price price =
            it != report_.positions.end() && it->price.is_positive() ? it->price : ours_.exposure.last_price(id);
        const auto at = static_cast<std::uint64_t>(to_ns(report_.asked_at));
        book({.id = inferred_id({id.value(), low(ours), low(venues), at}),
              .instrument = id,
              .side = gap.is_positive() ? domain::Side::buy : domain::Side::sell,
              .purpose = domain::OrderPurpose::manual,
              .qty = gap.abs(),
              .price = price,
              .time = report_.asked_at});
    }

    void note(const Difference& difference) { plan_.differences.push_back(difference); }

    const OurState& ours_;
    const VenueReport& report_;
    const ReconcileSettings& settings_;
    ReconcilePlan plan_;
    std::map<OrderId, bool> listed_;
    std::map<OrderId, Qty> missed_;
    std::map<OrderId, Inferred> inferred_;
    std::map<InstrumentId, Qty> booked_;
};

}  // namespace

ReconcilePlan reconcile(const OurState& ours, const VenueReport& report, const ReconcileSettings& settings) {
    return Reconciler(ours, report, settings).run();
}

bool ReconcilePlan::settles_everything() const noexcept {
    return std::ranges::all_of(differences, &Difference::is_settled);
}

std::string_view to_string(Difference::Kind kind) noexcept {
    switch (kind) {
        case Kind::unknown_order_found: return "unknown_order_found";
        case Kind::order_never_arrived: return "order_never_arrived";
        case Kind::order_vanished: return "order_vanished";
        case Kind::order_unproven: return "order_unproven";
        case Kind::fills_missed: return "fills_missed";
        case Kind::fills_inferred: return "fills_inferred";
        case Kind::external_order: return "external_order";
        case Kind::ended_order_open: return "ended_order_open";
        case Kind::position_differs: return "position_differs";
    }
    std::unreachable();
}

}  // namespace argosy::execution
