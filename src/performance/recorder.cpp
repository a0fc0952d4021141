#include "performance/recorder.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "market/calendar.hpp"

namespace argosy::performance {
namespace {

constexpr Duration day = 24h;
constexpr Duration first_width = 1ms;  // doubled until the run fits into the buckets

Time next_midnight(Time t) noexcept { return floor_to(t, day) + day; }

/// a / b > c / d, exactly. Requires: all >= 0, b > 0, d > 0.
bool is_larger_fraction(int128 a, int128 b, int128 c, int128 d) noexcept {
    // Whole parts decide, else the inverse of the fractional parts the other way round (Euclid).
    for (bool swapped = false;; swapped = !swapped) {
        const int128 x = a / b, y = c / d;
        if (x != y) return (x > y) != swapped;
        a -= x * b;
        c -= y * d;
        if (a == 0 || c == 0) return swapped ? a == 0 && c != 0 : a != 0;
        std::swap(a, b);
        std::swap(c, d);
    }
}

bool is_deeper(const Drawdown& a, const Drawdown& b) noexcept {
    const auto depth = [](const Drawdown& d) { return static_cast<double>(d.depth().raw()); };
    const auto peak = [](const Drawdown& d) { return static_cast<double>(d.peak.raw()); };
    // Nearly every small dip ends here; only a near tie needs the exact comparison.
    if (depth(a) * peak(b) < depth(b) * peak(a) * (1 - 1e-12)) return false;
    return is_larger_fraction(a.depth().raw(), a.peak.raw(), b.depth().raw(), b.peak.raw());
}

}  // namespace

EquityRecorder::EquityRecorder(Settings settings, Time start, Money equity) {
    ARGOSY_ASSERT(settings.curve_points >= 8, "a curve has at least 8 points");
    s_.settings = settings;
    s_.start = s_.last = s_.peak = s_.trough = {start, equity};
    begin_day(start);
    s_.daily.push_back({start, equity, Money{}});
    s_.bucket = {s_.start, s_.start, s_.start, s_.start};
    s_.bucket_width = first_width;
    s_.bucket_end = floor_to(start, first_width) + first_width;
    s_.exposure_since = s_.flat_since = start;
    set_quiet();
}

void EquityRecorder::record(Time time, Money equity) {
    ARGOSY_ASSERT(time >= s_.last.time, "equity marks come in order of time");
    if (time > s_.next_day) roll_days(time);
    const CurvePoint point{time, equity};
    if (time >= s_.bucket_end) roll_bucket(point);
    if (equity > s_.peak.equity || (equity == s_.peak.equity && s_.trough.equity < equity)) {
        close_episode(time);
        s_.peak = s_.trough = point;
    } else if (equity < s_.trough.equity) {
        s_.trough = point;
    }
    if (equity < s_.bucket.low.equity) s_.bucket.low = point;
    if (equity > s_.bucket.high.equity) s_.bucket.high = point;
    set_quiet();
}

void EquityRecorder::set_quiet() noexcept {
    s_.quiet_until = std::min(s_.next_day + Duration(1), s_.bucket_end);
    s_.quiet_low = std::max(s_.bucket.low.equity, s_.trough.equity);
    // Below the peak, reaching it again is an event: the drawdown has recovered.
    const Money below = s_.trough.equity < s_.peak.equity ? Money::from_raw(1) : Money{};
    s_.quiet_high = std::min(s_.bucket.high.equity, s_.peak.equity - below);
}

Drawdown EquityRecorder::episode(std::optional<Time> recovered_at) const noexcept {
    return {s_.peak.equity, s_.trough.equity, s_.peak.time, s_.trough.time, recovered_at};
}

void EquityRecorder::close_episode(Time recovered_at) noexcept {
    if (s_.trough.equity == s_.peak.equity) return;
    s_.underwater = std::max(s_.underwater, recovered_at - s_.peak.time);
    const Drawdown d = episode(recovered_at);
    if (!s_.worst_money || d.depth() > s_.worst_money->depth()) s_.worst_money = d;
    if (d.peak.is_positive() && (!s_.worst || is_deeper(d, *s_.worst))) s_.worst = d;
}

std::optional<Drawdown> EquityRecorder::max_drawdown() const noexcept {
    const Drawdown now = episode({});
    if (now.depth().is_zero() || !now.peak.is_positive()) return s_.worst;
    return !s_.worst || is_deeper(now, *s_.worst) ? now : s_.worst;
}

std::optional<Drawdown> EquityRecorder::max_drawdown_money() const noexcept {
    const Drawdown now = episode({});
    if (now.depth().is_zero()) return s_.worst_money;
    return !s_.worst_money || now.depth() > s_.worst_money->depth() ? now : s_.worst_money;
}

Duration EquityRecorder::longest_underwater() const noexcept {
    if (s_.trough.equity == s_.peak.equity) return s_.underwater;
    return std::max(s_.underwater, s_.last.time - s_.peak.time);
}

double EquityRecorder::drawdown() const noexcept {
    if (!s_.peak.equity.is_positive()) return 0;
    return (s_.peak.equity - s_.last.equity).to_double() / s_.peak.equity.to_double();
}

void EquityRecorder::sample(Time at) {
    s_.daily.push_back({at, s_.last.equity, s_.flow, s_.gross, s_.net});
    s_.flow = Money{};
}

void EquityRecorder::roll_days(Time time) {
    while (time > s_.next_day) {
        sample(s_.day_stamp);
        begin_day(s_.next_day);
    }
}

void EquityRecorder::begin_day(Time after) noexcept {
    if (s_.settings.sampling == Sampling::utc_midnight) {
        s_.next_day = s_.day_stamp = next_midnight(after);
        return;
    }
    // The regular close dates the sample whatever the hours: the extended one is on the next day of UTC.
    const market::Calendar calendar(s_.settings.hours), regular(domain::TradingHours::us_equity);
    auto session = calendar.session_from(after);
    if (regular.session_on(session.day)->close <= after) session = calendar.session_from(session.close);
    s_.day_stamp = regular.session_on(session.day)->close;
    s_.next_day = calendar.next_open(session.close);
}

void EquityRecorder::on_flow(Time time, Money amount) {
    on_mark(time, s_.last.equity);
    s_.flow += amount;
    s_.last.equity += amount;
    s_.peak.equity += amount;
    s_.trough.equity += amount;
    s_.bucket.low = std::min(s_.bucket.low, s_.last, [](auto& a, auto& b) { return a.equity < b.equity; });
    s_.bucket.high = std::max(s_.bucket.high, s_.last, [](auto& a, auto& b) { return a.equity < b.equity; });
    set_quiet();
}

void EquityRecorder::finish(Time end) {
    ARGOSY_ASSERT(end >= s_.last.time, "a run ends after its last mark");
    on_mark(end, s_.last.equity);
    account_exposure(end);
    const bool is_session = s_.settings.sampling == Sampling::session_close;
    if (is_session && end >= s_.day_stamp && s_.daily.back().time < s_.day_stamp) sample(s_.day_stamp);
    // Stocks: what comes after the last close is a sample only if something happened.
    const bool is_new =
        is_session ? s_.last.equity != s_.daily.back().equity || s_.daily.size() == 1 : end > s_.daily.back().time;
    if (is_new) sample(end);
    if (end == s_.next_day) begin_day(end);
    set_quiet();
}

// Curve.

void EquityRecorder::roll_bucket(const CurvePoint& point) {
    s_.bucket.last = s_.last;
    s_.buckets.push_back(s_.bucket);
    while (s_.buckets.size() + 1 > s_.settings.curve_points / 4) merge_buckets();
    s_.bucket = {point, point, point, point};
    s_.bucket_end = floor_to(point.time, s_.bucket_width) + s_.bucket_width;
}

void EquityRecorder::merge_buckets() {
    s_.bucket_width *= 2;
    std::size_t out = 0;
    for (std::size_t k = 1; k < s_.buckets.size(); ++k) {
        Bucket& into = s_.buckets[out];
        const Bucket& b = s_.buckets[k];
        if (floor_to(into.first.time, s_.bucket_width) != floor_to(b.first.time, s_.bucket_width)) {
            s_.buckets[++out] = b;
            continue;
        }
        if (b.low.equity < into.low.equity) into.low = b.low;
        if (b.high.equity > into.high.equity) into.high = b.high;
        into.last = b.last;
    }
    s_.buckets.resize(out + 1);
}

std::vector<CurvePoint> EquityRecorder::curve() const {
    std::vector<CurvePoint> out;
    const auto add = [&](const CurvePoint& p) {
        if (out.empty() || out.back() != p) out.push_back(p);
    };
    const auto add_bucket = [&](const Bucket& b) {
        const bool low_first = b.low.time <= b.high.time;
        add(b.first);
        add(low_first ? b.low : b.high);
        add(low_first ? b.high : b.low);
        add(b.last);
    };
    for (const auto& b : s_.buckets) add_bucket(b);
    Bucket open = s_.bucket;
    open.last = s_.last;
    add_bucket(open);
    return out;
}

// Exposure.

void EquityRecorder::account_exposure(Time until) noexcept {
    ARGOSY_ASSERT(until >= s_.exposure_since, "exposure comes in order of time");
    const Duration held = until - s_.exposure_since;
    const double seconds = static_cast<double>(held.count()) * 1e-9;
    s_.gross_time += s_.gross * seconds;
    s_.net_time += s_.net * seconds;
    if (s_.is_open)
        s_.open_time += held;
    else
        s_.longest_flat = std::max(s_.longest_flat, until - s_.flat_since);
    s_.exposure_since = until;
}

void EquityRecorder::on_exposure(Time time, Money gross, Money net) {
    if (time > s_.next_day) roll_days(time);  // those days end with the exposure of before
    account_exposure(time);
    const bool is_open = !gross.is_zero();
    if (s_.is_open && !is_open) s_.flat_since = time;
    s_.is_open = is_open;
    const double equity = s_.last.equity.to_double();
    s_.gross = equity > 0 ? gross.to_double() / equity : 0;
    s_.net = net == gross ? s_.gross : equity > 0 ? net.to_double() / equity : 0;
    s_.gross_max = std::max(s_.gross_max, s_.gross);
}

EquityRecorder::TimeInMarket EquityRecorder::time_in_market() const noexcept {
    TimeInMarket t{s_.exposure_since - s_.start.time, s_.open_time, s_.longest_flat, 0, 0, s_.gross_max};
    const double seconds = static_cast<double>(t.total.count()) * 1e-9;
    if (seconds > 0) {
        t.mean_gross = s_.gross_time / seconds;
        t.mean_net = s_.net_time / seconds;
    }
    return t;
}

}  // namespace argosy::performance
