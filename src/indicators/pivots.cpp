#include "indicators/pivots.hpp"

namespace argosy::indicators {
namespace {

PivotLevels floor_levels(const Ohlcv& s, double pivot) noexcept {
    const double range = s.high - s.low;
    return {.pivot = pivot,
            .s1 = 2 * pivot - s.high,
            .s2 = pivot - range,
            .s3 = s.low - 2 * (s.high - pivot),
            .r1 = 2 * pivot - s.low,
            .r2 = pivot + range,
            .r3 = s.high + 2 * (pivot - s.low)};
}

PivotLevels fibonacci_levels(const Ohlcv& s) noexcept {
    const double pivot = typical_price(s), range = s.high - s.low;
    return {.pivot = pivot,
            .s1 = pivot - 0.382 * range,
            .s2 = pivot - 0.618 * range,
            .s3 = pivot - range,
            .r1 = pivot + 0.382 * range,
            .r2 = pivot + 0.618 * range,
            .r3 = pivot + range};
}

PivotLevels camarilla_levels(const Ohlcv& s) noexcept {
    const double step = 1.1 * (s.high - s.low);
    return {.pivot = s.close,
            .s1 = s.close - step / 12,
            .s2 = s.close - step / 6,
            .s3 = s.close - step / 4,
            .s4 = s.close - step / 2,
            .r1 = s.close + step / 12,
            .r2 = s.close + step / 6,
            .r3 = s.close + step / 4,
            .r4 = s.close + step / 2};
}

PivotLevels demark_levels(const Ohlcv& s) noexcept {
    const double extra = s.close < s.open ? s.low : s.close > s.open ? s.high : s.close;
    const double x = s.high + s.low + s.close + extra;
    return {.pivot = x / 4, .s1 = x / 2 - s.high, .r1 = x / 2 - s.low};
}

}  // namespace

PivotLevels pivot_levels(PivotKind kind, const Ohlcv& session, double open_now) noexcept {
    switch (kind) {
        case PivotKind::standard: return floor_levels(session, typical_price(session));
        case PivotKind::fibonacci: return fibonacci_levels(session);
        case PivotKind::woodie: return floor_levels(session, (session.high + session.low + 2 * open_now) / 4);
        case PivotKind::camarilla: return camarilla_levels(session);
        case PivotKind::demark: return demark_levels(session);
    }
    return {};
}

}  // namespace argosy::indicators
