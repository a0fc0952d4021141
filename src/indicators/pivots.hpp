#pragma once

#include <algorithm>
#include <cstddef>

#include "indicators/indicator.hpp"

/// Levels for a session, computed from the session before it.
namespace argosy::indicators {

enum class PivotKind { standard, fibonacci, woodie, camarilla, demark };

/// The pivot with its supports and resistances; a kind that has fewer levels leaves the others NaN.
struct PivotLevels {
    double pivot = nan;
    double s1 = nan, s2 = nan, s3 = nan, s4 = nan;
    double r1 = nan, r2 = nan, r3 = nan, r4 = nan;
};

/// The levels that follow from the bar of a whole session; `open_now`, the open of the session they
/// are for, is used by Woodie's only.
///
/// Source: Stock.Indicators: standard (floor traders'), Fibonacci (38.2, 61.8 and 100 % of the
/// range), Woodie's with
///         the new open, Camarilla (1.1/12, /6, /4, /2 of the range around the close), DeMark's.
[[nodiscard]] PivotLevels pivot_levels(PivotKind kind, const Ohlcv& session, double open_now) noexcept;

/// Pivot levels bar by bar: those of the session before the current one.
///
/// The owner knows the calendar and calls start_session() before the first bar of each session.
/// Warm-up:  one whole session; warm_up() is 2, the earliest bar, and ready() tells.
class PivotPoints : public Emits<Ohlcv, PivotLevels> {
public:
    explicit PivotPoints(PivotKind kind = PivotKind::standard) noexcept : kind_(kind) {}
    void start_session() noexcept {
        previous_ = session_;
        has_previous_ = bars_ > 0;
        bars_ = 0;
    }
    [[gnu::always_inline]] PivotLevels update(const Ohlcv& bar) noexcept {
        if (bars_++ == 0) {
            session_ = bar;
            value_ = has_previous_ ? pivot_levels(kind_, previous_, bar.open) : PivotLevels{};
        } else {
            session_.high = std::max(session_.high, bar.high);
            session_.low = std::min(session_.low, bar.low);
            session_.close = bar.close;
            session_.volume += bar.volume;
        }
        return value_;
    }
    [[nodiscard]] bool ready() const noexcept { return !std::isnan(value_.pivot); }
    [[nodiscard]] std::size_t warm_up() const noexcept { return 2; }

private:
    PivotKind kind_;
    Ohlcv session_, previous_;
    std::size_t bars_ = 0;
    bool has_previous_ = false;
};

}  // namespace argosy::indicators
