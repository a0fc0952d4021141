#include "report/chart_data.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/json_writer.hpp"
#include "report/chart_bars.hpp"
#include "report/names.hpp"

namespace argosy::report {
namespace {

constexpr std::size_t bars_max = 150'000;  // over all instruments: about 3 MB

std::int64_t seconds(Time t) { return to_ns(floor_to(t, 1s)) / 1'000'000'000; }

void append_integer(std::string& out, std::int64_t n) {
    char buffer[24];
    out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, n).ptr);
}

/// A JSON list of what `of` says of every item.
template <class Range, class Of>
std::string integers(const Range& items, Of of) {
    std::string out = "[";
    for (const auto& item : items) {
        append_integer(out, of(item));
        out += ',';
    }
    if (out.size() > 1) out.pop_back();
    return out += ']';
}

/// The same, each less the one before.
template <class Range, class Of>
std::string differences(const Range& items, Of of) {
    std::int64_t before = 0;
    return integers(items, [&](const auto& item) {
        const std::int64_t now = of(item);
        return now - std::exchange(before, now);
    });
}

/// Where bars are missing: pairs of an index and the seconds that lie between it and the end of the bar before.
void write_gaps(JsonWriter& w, const ChartBars& bars) {
    w.key("gaps").begin_array();
    for (std::size_t i = 1; i < bars.bars.size(); ++i)
        if (const auto gap = bars.bars[i].open_time - bars.bars[i - 1].open_time - bars.interval; gap != Duration{})
            w.value(i).value(gap / 1s);
    w.end_array();
}

void write_prices(JsonWriter& w, std::span<const domain::Bar> bars) {
    const int places = price_places(bars);
    std::int64_t unit = 1;
    for (int p = places; p < Price::digits; ++p) unit *= 10;
    std::int64_t before = 0;
    w.field("places", places);
    w.key("open").raw(
        integers(bars, [&](const auto& b) { return (b.open.raw() - std::exchange(before, b.close.raw())) / unit; }));
    w.key("close").raw(integers(bars, [&](const auto& b) { return (b.close - b.open).raw() / unit; }));
    w.key("high").raw(integers(bars, [&](const auto& b) { return (b.high - std::max(b.open, b.close)).raw() / unit; }));
    w.key("low").raw(integers(bars, [&](const auto& b) { return (std::min(b.open, b.close) - b.low).raw() / unit; }));
}

void write_instruments(JsonWriter& w, const Report& r) {
    w.key("instruments").begin_array();
    for (std::uint32_t i = 0; i < r.instruments->size(); ++i) {
        const auto* track = finest_bars(r, InstrumentId(i));
        if (!track) continue;
        const auto bars = chart_bars(*track, bars_max / r.instruments->size());
        w.begin_object().field("symbol", (*r.instruments)[InstrumentId(i)].symbol);
        w.field("stored", bars.stored / 1s).field("interval", bars.interval / 1s);
        w.field("start", seconds(bars.bars.front().open_time));
        write_gaps(w, bars);
        write_prices(w, bars.bars);
        w.end_object();
    }
    w.end_array();
}

/// In hundredths, each less the one before: what a line on a screen can show.
std::string line(std::span<const double> values) {
    return differences(values, [](double v) { return static_cast<std::int64_t>(std::llround(v * 100)); });
}

void write_histogram(JsonWriter& w, std::string_view key, const performance::Histogram& h) {
    w.key(key).begin_object().key("edges").begin_array();
    for (const double e : h.edges) w.value(e);
    w.end_array().key("counts").raw(integers(h.counts, [](auto n) { return n; })).end_object();
}

}  // namespace

std::string chart_data(const Report& r, const std::optional<Benchmark>& benchmark) {
    const auto& s = r.result.summary;
    JsonWriter w;
    w.begin_object().field("name", r.config.name).field("currency", r.config.account.currency.code());
    write_histogram(w, "days", s.daily_distribution);
    write_histogram(w, "results", s.trade_distribution);
    write_instruments(w, r);
    w.field("trades", trades_csv(r)).field("equity", equity_csv(r));
    if (benchmark) w.key("benchmark").raw(line(benchmark->values));
    w.end_object();
    return std::move(w).take();
}

}  // namespace argosy::report
