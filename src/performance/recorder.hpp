#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "base/decimal.hpp"
#include "base/time.hpp"
#include "domain/instrument.hpp"

namespace argosy::performance {

/// Equity at the end of a day or session.
struct DailySample {
    Time time{};  ///< 00:00 UTC after the day, 16:00 New York time of the session, or the end of the run
    Money equity;
    Money flow;                 ///< deposits less withdrawals since the sample before: no return
    double gross = 0, net = 0;  ///< notional / equity at that time

    friend bool operator==(const DailySample&, const DailySample&) = default;
};

struct CurvePoint {
    Time time{};
    Money equity;

    friend bool operator==(const CurvePoint&, const CurvePoint&) = default;
};

/// A fall of equity from its running peak.
struct Drawdown {
    Money peak, trough;
    Time peak_at{}, trough_at{};
    std::optional<Time> recovered_at;  ///< first time back at the peak; none: not within the run

    [[nodiscard]] Money depth() const noexcept { return peak - trough; }
    /// As a positive fraction of the peak. Requires: peak > 0.
    [[nodiscard]] double fraction() const noexcept { return depth().to_double() / peak.to_double(); }
    friend bool operator==(const Drawdown&, const Drawdown&) = default;
};

/// When the daily sample is taken.
enum class Sampling : std::uint8_t {
    utc_midnight,   ///< crypto and mixed books: every calendar day, a day without marks repeats
    session_close,  ///< stocks only: every session of the exchange, one without marks repeats
};

/// Folds equity marks into what the metrics need: the running peak and the largest drawdowns (exact), daily samples,
/// time with an open position, and a curve of at most 2,000 points for charts.
///
/// A mark at 00:00:00.000 belongs to the day that ends there. The first sample is the equity at the start, the last one
/// that of the end, so the daily returns multiply to the total return; the first and the last day may be short.
/// What is marked until the next session opens belongs to the session before it: a daily bar closes at midnight, after
/// the exchange has.
///
/// Thread safety: one owner thread.
/// Invariants: the same marks give the same curve; the curve keeps the first, lowest, highest and last mark of every
///             bucket, so both ends and both extremes of the run are always in it.
/// Known limits: a deposit moves the running peak by its amount.
class EquityRecorder {
public:
    struct Settings {
        Sampling sampling = Sampling::utc_midnight;
        domain::TradingHours hours = domain::TradingHours::us_equity;  ///< whose openings part the sessions
        std::size_t curve_points = 2000;                               ///< at least 8

        friend bool operator==(const Settings&, const Settings&) = default;
    };

    struct Bucket {
        CurvePoint first, low, high, last;

        friend bool operator==(const Bucket&, const Bucket&) = default;
    };
    struct State {
        // What on_mark compares: inside these, nothing needs recording.
        Time quiet_until{};
        CurvePoint last;
        Money quiet_low, quiet_high;

        Settings settings;
        CurvePoint start, peak, trough;  // trough: lowest since the peak
        Money flow;                      // since the last daily sample
        Time next_day{};                 // the last instant of the day or session at hand
        Time day_stamp{};                // what its sample is dated
        Time bucket_end{};
        Duration bucket_width{};
        std::optional<Drawdown> worst, worst_money;
        Duration underwater{};
        Bucket bucket;
        std::vector<Bucket> buckets;
        std::vector<DailySample> daily;
        Time exposure_since{}, flat_since{};
        double gross = 0, net = 0, gross_time = 0, net_time = 0, gross_max = 0;  // notional / equity, × seconds
        Duration open_time{}, longest_flat{};
        bool is_open = false;

        friend bool operator==(const State&, const State&) = default;
    };

    EquityRecorder(Settings settings, Time start, Money equity);

    /// Requires: time not before the last mark (asserted).
    void on_mark(Time time, Money equity) {
        if (time >= s_.quiet_until || equity < s_.quiet_low || equity > s_.quiet_high || time < s_.last.time)
            record(time, equity);
        s_.last = {time, equity};
    }
    /// What needs no recording: marks from low to high before `until`.
    struct Quiet {
        Time until{};
        Money low, high;
    };
    [[nodiscard]] Quiet quiet() const noexcept { return {s_.quiet_until, s_.quiet_low, s_.quiet_high}; }
    /// The last of several marks that were all quiet(). Requires: in order of time.
    void on_quiet_marks(Time time, Money equity) noexcept { s_.last = {time, equity}; }
    /// A deposit (or withdrawal, negative): equity is different by it from now on.
    void on_flow(Time time, Money amount);
    /// Notional of all positions in the reporting currency: after every fill, and with marks as often as wanted.
    void on_exposure(Time time, Money gross, Money net);
    /// Ends the run: takes the last sample. For a look at a run that goes on, finish a copy. Idempotent.
    void finish(Time end);

    [[nodiscard]] CurvePoint start() const noexcept { return s_.start; }
    [[nodiscard]] CurvePoint last() const noexcept { return s_.last; }
    [[nodiscard]] Money peak() const noexcept { return s_.peak.equity; }
    /// Fall from the running peak now, as a positive fraction; 0 when the peak is not positive.
    [[nodiscard]] double drawdown() const noexcept;
    /// The largest by fraction, and by money; none when equity never fell.
    [[nodiscard]] std::optional<Drawdown> max_drawdown() const noexcept;
    [[nodiscard]] std::optional<Drawdown> max_drawdown_money() const noexcept;
    /// Longest time from a peak until equity is above it again, or until now.
    [[nodiscard]] Duration longest_underwater() const noexcept;
    /// The one at the start included.
    [[nodiscard]] const std::vector<DailySample>& daily() const noexcept { return s_.daily; }
    [[nodiscard]] std::vector<CurvePoint> curve() const;

    struct TimeInMarket {
        Duration total{}, open{}, longest_flat{};
        double mean_gross = 0, mean_net = 0,
               max_gross = 0;  ///< notional / equity, weighted by time

        friend bool operator==(const TimeInMarket&, const TimeInMarket&) = default;
    };
    [[nodiscard]] TimeInMarket time_in_market() const noexcept;

    /// Everything it knows, as plain data for the journal.
    [[nodiscard]] const State& snapshot() const noexcept { return s_; }
    void restore(State state) { s_ = std::move(state); }

private:
    void record(Time time, Money equity);
    void roll_days(Time time);
    void begin_day(Time after) noexcept;
    void roll_bucket(const CurvePoint& point);
    void merge_buckets();
    void close_episode(Time recovered_at) noexcept;
    void sample(Time at);
    void account_exposure(Time until) noexcept;
    void set_quiet() noexcept;
    [[nodiscard]] Drawdown episode(std::optional<Time> recovered_at) const noexcept;

    State s_;
};

}  // namespace argosy::performance
