#include "risk/refusal.hpp"

#include <utility>

#include "domain/instrument.hpp"

namespace argosy::risk {
namespace {

std::string number(Measure measure, int128 raw) {
    switch (measure) {
        case Measure::none: return {};
        case Measure::qty: return to_string(Qty::from_raw(raw));
        case Measure::price: return to_string(Price::from_raw(static_cast<std::int64_t>(raw)));
        case Measure::money: return to_string(Money::from_raw(raw));
        case Measure::ratio: return to_string(Ratio::from_raw(static_cast<std::int64_t>(raw)));
        case Measure::count: return std::to_string(static_cast<std::int64_t>(raw));
        case Measure::duration: return argosy::to_string(Duration(static_cast<std::int64_t>(raw)));
        case Measure::until: return to_iso8601(time_from_ns(static_cast<std::int64_t>(raw)));
    }
    std::unreachable();
}

std::string_view unit(Measure measure, const domain::Instrument& instrument) {
    if (measure == Measure::qty) return instrument.is_inverse() ? "contracts" : instrument.base.code();
    if (measure == Measure::price) return instrument.quote.code();
    return {};
}

/// "12.5 > 10 BTC", "0.0015 is no multiple of 0.001 BTC", "until 2024-08-08T00:00:00Z".
std::string comparison(const Refusal& r, const domain::Instrument& instrument) {
    const auto value = number(r.measure, r.value);
    if (r.measure == Measure::until) return "until " + value;
    const bool is_step = r.reason == Reason::order_quantity_step || r.reason == Reason::order_price_tick;
    const char* relation = is_step             ? " is no multiple of "
                           : r.value > r.limit ? " > "
                           : r.value < r.limit ? " < "
                                               : " = ";
    const auto of = unit(r.measure, instrument);
    return value + relation + number(r.measure, r.limit) + (of.empty() ? "" : " ") + std::string(of);
}

}  // namespace

std::string describe(const Refusal& refusal, const domain::Instrument& instrument) {
    // The text of a malformed order is complete: it names the broken rule itself.
    if (refusal.reason == Reason::order_malformed) return std::string(refusal.detail.view());
    std::string text(to_string(refusal.reason));
    if (refusal.measure != Measure::none) text += ": " + comparison(refusal, instrument);
    if (!refusal.detail.empty())
        text += (refusal.measure == Measure::none ? ": " : ", ") + std::string(refusal.detail.view());
    return text;
}

std::string_view to_string(Reason reason) noexcept {
    switch (reason) {
        case Reason::none: return "NONE";
        case Reason::order_malformed: return "ORDER_MALFORMED";
        case Reason::order_quantity_step: return "ORDER_QUANTITY_STEP";
        case Reason::order_quantity_min: return "ORDER_QUANTITY_MIN";
        case Reason::order_quantity_max: return "ORDER_QUANTITY_MAX";
        case Reason::order_quantity_limit: return "ORDER_QUANTITY_LIMIT";
        case Reason::order_price_tick: return "ORDER_PRICE_TICK";
        case Reason::order_price_band: return "ORDER_PRICE_BAND";
        case Reason::order_notional_min: return "ORDER_NOTIONAL_MIN";
        case Reason::order_notional_limit: return "ORDER_NOTIONAL_LIMIT";
        case Reason::order_rate: return "ORDER_RATE";
        case Reason::data_price_missing: return "DATA_PRICE_MISSING";
        case Reason::data_rate_missing: return "DATA_RATE_MISSING";
        case Reason::data_stale: return "DATA_STALE";
        case Reason::state_emergency: return "STATE_EMERGENCY";
        case Reason::state_stopped: return "STATE_STOPPED";
        case Reason::state_crisis: return "STATE_CRISIS";
        case Reason::state_entries_blocked: return "STATE_ENTRIES_BLOCKED";
        case Reason::lock_all: return "LOCK_ALL";
        case Reason::lock_instrument: return "LOCK_INSTRUMENT";
        case Reason::position_limit: return "POSITION_LIMIT";
        case Reason::position_short: return "POSITION_SHORT";
        case Reason::position_reduce: return "POSITION_REDUCE";
        case Reason::exposure_gross: return "EXPOSURE_GROSS";
        case Reason::exposure_net: return "EXPOSURE_NET";
        case Reason::exposure_instrument: return "EXPOSURE_INSTRUMENT";
        case Reason::exposure_limit: return "EXPOSURE_LIMIT";
        case Reason::exposure_strategy: return "EXPOSURE_STRATEGY";
        case Reason::open_orders_limit: return "OPEN_ORDERS_LIMIT";
        case Reason::open_orders_instrument: return "OPEN_ORDERS_INSTRUMENT";
        case Reason::trades_concurrent: return "TRADES_CONCURRENT";
        case Reason::trades_daily: return "TRADES_DAILY";
        case Reason::loss_daily: return "LOSS_DAILY";
        case Reason::loss_total: return "LOSS_TOTAL";
        case Reason::margin_available: return "MARGIN_AVAILABLE";
        case Reason::size_equity: return "SIZE_EQUITY";
        case Reason::size_price_missing: return "SIZE_PRICE_MISSING";
        case Reason::size_stop_missing: return "SIZE_STOP_MISSING";
        case Reason::size_volatility_missing: return "SIZE_VOLATILITY_MISSING";
        case Reason::size_trades_few: return "SIZE_TRADES_FEW";
        case Reason::size_edge_missing: return "SIZE_EDGE_MISSING";
        case Reason::size_strength: return "SIZE_STRENGTH";
        case Reason::size_state: return "SIZE_STATE";
    }
    std::unreachable();
}

}  // namespace argosy::risk
