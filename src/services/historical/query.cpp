#include "services/historical/query.hpp"

#include <algorithm>

#include "data/verify.hpp"
#include "market/bar_builder.hpp"

namespace argosy::services::historical {
namespace {

std::vector<std::string> row_of(const domain::Bar& b) {
    return {to_iso8601(b.open_time), to_string(b.open),  to_string(b.high),
            to_string(b.low),        to_string(b.close), to_string(b.volume)};
}

SeriesRow row_of(const data::SeriesInfo& info) {
    SeriesRow out{.symbol = info.key.symbol,
                  .venue = info.key.venue,
                  .kind = std::string(data::to_string(info.key.kind)),
                  .interval = std::nullopt,
                  .rows = info.rows,
                  .bytes = info.bytes,
                  .first_time = info.first_time,
                  .last_time = info.last_time,
                  .encoding = std::string(data::to_string(info.encoding)),
                  .checksum = info.checksum};
    if (data::is_bars(info.key.kind)) out.interval = info.key.interval;
    return out;
}

/// The series itself, or the longest finer one that it can be made of. Errors: those of Catalogue::find.
Result<data::SeriesInfo> find_series(const HistoryQuery& query, const data::Catalogue& catalogue) {
    const data::SeriesKey key{.symbol = stored_symbol(query.symbol), .venue = query.venue, .interval = query.interval};
    auto exact = catalogue.find(key);
    if (exact || exact.error().code() != Errc::not_found) return exact;
    const data::SeriesInfo* finer = nullptr;
    for (const auto& info : catalogue.list()) {
        const bool fits = info.key.symbol == key.symbol && (key.venue.empty() || info.key.venue == key.venue) &&
                          info.key.kind == data::SeriesKind::bars && info.key.interval < key.interval &&
                          key.interval % info.key.interval == Duration{};
        if (fits && (!finer || info.key.interval > finer->key.interval)) finer = &info;
    }
    if (finer) return *finer;
    return exact;
}

}  // namespace

std::string stored_symbol(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = c == '-' ? '/' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return out;
}

void take_rows(std::span<const domain::Bar> all, const HistoryQuery& query, HistoryAnswer& to) {
    const auto before = [](const domain::Bar& b, Time t) { return b.open_time < t; };
    const auto begin = query.from ? std::lower_bound(all.begin(), all.end(), *query.from, before) : all.begin();
    const auto end = query.to ? std::lower_bound(begin, all.end(), *query.to, before) : all.end();
    const auto count = static_cast<std::size_t>(end - begin), limit = static_cast<std::size_t>(query.limit);
    const auto taken = static_cast<std::ptrdiff_t>(std::min(count, limit));
    const auto first = query.from ? begin : end - taken;
    to.rows = count;
    for (auto bar = first; bar != first + taken; ++bar) to.bars.push_back(row_of(*bar));
    if (query.from && count > limit) to.next_from = (first + taken)->open_time;
}

Result<HistoryAnswer> recorded_bars(const HistoryQuery& query, const data::Catalogue& catalogue, BarCache& cache) {
    ARGOSY_LET(const auto info, find_series(query, catalogue), "");
    ARGOSY_LET(const auto rows, cache.get(catalogue, info), "");
    HistoryAnswer out{.instrument = info.key.symbol, .venue = info.key.venue, .interval = query.interval};
    out.source = "catalogue";
    if (info.key.interval == query.interval) {
        take_rows(*rows, query, out);
        return out;
    }
    out.source = "catalogue, made from bars of " + to_string(info.key.interval);
    ARGOSY_LET(const auto made,
               market::resample(*rows, info.key.interval, {.interval = query.interval}, market::LastBar::drop_partial),
               "resample");
    take_rows(made, query, out);
    return out;
}

DataList list_of(const data::Catalogue& catalogue) {
    DataList out;
    for (const auto& info : catalogue.list()) out.series.push_back(row_of(info));
    for (const auto& p : catalogue.problems()) out.problems.push_back({p.path.filename().string(), p.message, p.hint});
    if (out.series.empty()) out.hint = "nothing is stored yet: argosy data import --help";
    return out;
}

Result<VerifyAnswer> verify_series(const VerifyQuery& query, const data::Catalogue& catalogue) {
    ARGOSY_LET(const auto kind, data::parse_series_kind(query.kind), "?kind");
    data::SeriesKey key{.symbol = stored_symbol(query.symbol), .venue = query.venue, .kind = kind};
    if (data::is_bars(kind)) key.interval = query.interval.value_or(1h);
    ARGOSY_LET(const auto found, catalogue.find(key), "");
    ARGOSY_LET(const auto report, data::verify(catalogue, found.key), "");
    VerifyAnswer out{.series = row_of(report.series),
                     .sound = report.is_sound(),
                     .gaps = report.gaps,
                     .missing = report.missing,
                     .duplicates = report.duplicates,
                     .out_of_order = report.out_of_order,
                     .ohlc_violations = report.ohlc_violations,
                     .zero_volume = report.zero_volume,
                     .outside_sessions = report.outside_sessions,
                     .jumps = report.jumps,
                     .largest_gaps = {},
                     .damage = report.damage,
                     .hint = report.damage_hint};
    for (const auto& gap : report.gap_examples) out.largest_gaps.push_back({gap.after, gap.before, gap.missing});
    if (out.hint.empty() && out.missing > 0)
        out.hint = "import the missing time: argosy data import FILE --symbol " + key.symbol;
    return out;
}

}  // namespace argosy::services::historical
