#include "data/verify.hpp"

#include <algorithm>
#include <map>

#include "data/row.hpp"
#include "data/series_file.hpp"
#include "market/calendar.hpp"

namespace argosy::data {
namespace {

using std::chrono::days;

/// The day of a daily bar: bars of UTC days begin at midnight UTC, those of New York days at midnight or at the open
/// there.
std::chrono::local_days day_of(const market::Calendar& calendar, Time t) {
    if (floor_to(t, days{1}) == t) return std::chrono::local_days{std::chrono::floor<days>(t.time_since_epoch())};
    return calendar.day_of(t);
}

std::uint64_t missing_days(const market::Calendar& calendar, Time a, Time b) {
    std::uint64_t missing = 0;
    for (auto day = day_of(calendar, a) + days{1}; day < day_of(calendar, b); day += days{1})
        missing += calendar.session_on(day).has_value();
    return missing;
}

/// Bars of `interval` that begin within [from, to).
std::uint64_t steps_in(Time from, Time to, Duration interval) {
    return from >= to ? 0 : static_cast<std::uint64_t>((to - from + interval - Duration{1}) / interval);
}

/// Bars that should begin behind the one at a and before the one at b.
std::uint64_t missing_bars(const market::Calendar& calendar, Time a, Time b, Duration interval) {
    if (b - a <= interval) return 0;
    if (calendar.hours() == domain::TradingHours::always) return static_cast<std::uint64_t>((b - a) / interval) - 1;
    if (interval >= days{1}) return missing_days(calendar, a, b);
    std::uint64_t missing = 0;
    Time from = a + interval;
    if (const auto session = calendar.session_at(a))
        missing += steps_in(from, std::min(b, session->close), interval), from = std::max(from, session->close);
    while (from < b) {
        const auto session = calendar.session_from(from);
        missing += steps_in(std::max(from, session.open), std::min(b, session.close), interval);
        from = session.close;
    }
    return missing;
}

template <class Row>
class Inspection {
public:
    Inspection(VerifyReport& report, const VerifyOptions& options)
        : report_(report), options_(options), calendar_(report.hours) {}

    void add(const Row& row) {
        ++report_.rows;
        inspect(row);
        if (last_) compare(*last_, row);
        last_ = row;
    }

private:
    void inspect(const domain::Bar& b) {
        report_.ohlc_violations += !broken_rule(b).empty();
        report_.zero_volume += b.volume.is_zero();
        if (report_.series.key.interval < days{1}) report_.outside_sessions += !calendar_.is_open(b.open_time);
    }
    void inspect(const domain::Trade& t) { report_.zero_volume += t.qty.is_zero(); }
    void inspect(const domain::Quote& q) { report_.crossed += !q.bid.is_zero() && !q.ask.is_zero() && q.bid >= q.ask; }
    void inspect(const domain::Funding&) {}

    void compare(const Row& a, const Row& b) {
        if (key_of(b) < key_of(a)) {
            ++report_.out_of_order;
            return;
        }
        if (key_of(a) == key_of(b)) {
            report_.duplicates += is_unique(b);
            return;
        }
        find_gap(a, b);
        find_jump(a, b);
    }

    void find_gap(const domain::Bar& a, const domain::Bar& b) {
        note_gap(
            {a.open_time, b.open_time, missing_bars(calendar_, a.open_time, b.open_time, report_.series.key.interval)});
    }
    void find_gap(const domain::Trade& a, const domain::Trade& b) {
        const bool numbered = a.venue_id != 0 && b.venue_id > a.venue_id;
        note_gap({a.time, b.time, numbered ? b.venue_id - a.venue_id - 1 : 0});
    }
    void find_gap(const domain::Quote&, const domain::Quote&) {}
    /// Settlements jitter by milliseconds and come every hour to every eight hours; the first step sets the pace.
    void find_gap(const domain::Funding& a, const domain::Funding& b) {
        const Duration step = floor_to(b.time + 30s, 1min) - floor_to(a.time + 30s, 1min);
        if (step_ == Duration{0} || step < step_) step_ = step;
        note_gap({a.time, b.time, step_ > Duration{0} ? static_cast<std::uint64_t>(step / step_) - 1 : 0});
    }
    void note_gap(const Gap& gap) {
        if (gap.missing == 0) return;
        ++report_.gaps;
        report_.missing += gap.missing;
        if (report_.gap_examples.size() < options_.examples) report_.gap_examples.push_back(gap);
    }

    void find_jump(const domain::Bar& a, const domain::Bar& b) { note_jump({b.open_time, a.close, b.close}); }
    void find_jump(const domain::Trade& a, const domain::Trade& b) { note_jump({b.time, a.price, b.price}); }
    void find_jump(const domain::Quote& a, const domain::Quote& b) {
        if (!a.bid.is_zero() && !b.bid.is_zero()) note_jump({b.time, a.bid, b.bid});
    }
    void find_jump(const domain::Funding&, const domain::Funding&) {}
    void note_jump(const Jump& jump) {
        const Price move = (jump.to - jump.from).abs();
        if (move <= scale(jump.from, options_.jump, Rounding::down)) return;
        ++report_.jumps;
        if (report_.jump_examples.size() < options_.examples) report_.jump_examples.push_back(jump);
    }

    VerifyReport& report_;
    const VerifyOptions& options_;
    market::Calendar calendar_;
    std::optional<Row> last_;
    Duration step_{};  ///< between settlements
};

template <class Row>
void inspect_rows(const SeriesFile& file, VerifyReport& report, const VerifyOptions& options) {
    Inspection<Row> inspection(report, options);
    std::vector<Row> rows;
    for (std::size_t i = 0; i < file.index().size(); ++i) {
        rows.resize(file.index()[i].rows);
        if (const auto read = file.read_block(i, InstrumentId{}, std::span(rows)); !read) {
            report.damage = read.error().message();
            report.damage_hint = read.error().hint();
            return;
        }
        for (const Row& row : rows) inspection.add(row);
    }
}

domain::TradingHours hours_of(const SeriesKey& key, const VerifyOptions& options) {
    if (options.hours) return *options.hours;
    const auto instrument = domain::parse_symbol(key.symbol);
    return instrument ? instrument->hours : domain::TradingHours::always;
}

}  // namespace

Result<VerifyReport> verify(const Catalogue& catalogue, const SeriesKey& key, const VerifyOptions& options) {
    VerifyReport report;
    ARGOSY_LET(report.series, catalogue.find(key), "verify");
    report.hours = hours_of(key, options);
    ARGOSY_LET(const auto file, SeriesFile::open(report.series.path), "verify");
    report.tail_bytes = file->tail_bytes();
    switch (report.series.key.kind) {
        case SeriesKind::trades: inspect_rows<domain::Trade>(*file, report, options); break;
        case SeriesKind::quotes: inspect_rows<domain::Quote>(*file, report, options); break;
        case SeriesKind::funding: inspect_rows<domain::Funding>(*file, report, options); break;
        case SeriesKind::bars:
        case SeriesKind::bid_bars:
        case SeriesKind::ask_bars:
        case SeriesKind::mark_bars: inspect_rows<domain::Bar>(*file, report, options); break;
    }
    return report;
}

}  // namespace argosy::data
