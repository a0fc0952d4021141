#include <fmt/format.h>

#include "app/arguments.hpp"
#include "app/commands/series_arguments.hpp"
#include "data/store.hpp"
#include "market/bar_builder.hpp"

namespace argosy::app {
namespace {

using domain::Bar;
using market::BarBuilder;
using market::BarRule;

Result<BarRule> read_rule(const ResampleArguments& a) {
    BarRule rule{.empty = a.carry ? market::EmptyBars::carry : market::EmptyBars::skip};
    auto to = argument("--to", parse_duration(a.to));
    if (!to) return std::unexpected(std::move(to).error());
    rule.interval = *to;
    auto align = choose<market::BarAlignment>(
        "--align", a.align, {{"utc", market::BarAlignment::utc}, {"session", market::BarAlignment::session}});
    if (!align) return std::unexpected(std::move(align).error());
    rule.align = *align;
    auto hours = trading_hours(a.hours, a.series.symbol);
    if (!hours) return std::unexpected(std::move(hours).error());
    rule.hours = *hours;
    if (rule.align == market::BarAlignment::session && rule.interval > std::chrono::days{1})
        return fail(Errc::invalid_argument, "--to " + a.to + ": bars that follow sessions are at most a day long",
                    "use --align utc for longer ones");
    return rule;
}

struct Built {
    data::UpdateSummary update;
    std::uint64_t outside = 0;
};

/// Feeds the rows of a series through the builder and stores the bars that close.
template <class Row, class Add>
Result<Built> build(const data::Series<Row>& series, BarBuilder& builder, data::Update<Bar>& update, bool keep_partial,
                    Add add) {
    std::vector<Row> buffer;
    std::vector<Bar> closed;
    Progress progress("resampling");
    for (std::size_t i = 0; i < series.block_count(); ++i) {
        auto rows = series.block(i, buffer);
        if (!rows) return std::unexpected(std::move(rows).error());
        for (const Row& row : *rows)
            if (auto added = add(row, closed); !added) return std::unexpected(std::move(added).error());
        if (auto stored = update.add(closed); !stored) return std::unexpected(std::move(stored).error());
        closed.clear();
        progress.update(i, series.block_count());
    }
    if (builder.partial() && keep_partial)
        if (auto stored = update.add({&*builder.partial(), 1}); !stored)
            return std::unexpected(std::move(stored).error());
    auto committed = update.commit();
    if (!committed) return std::unexpected(std::move(committed).error());
    return Built{*committed, builder.outside_sessions()};
}

Result<Built> build_from(const data::Catalogue& catalogue, const data::SeriesKey& from, const BarRule& rule,
                         data::Update<Bar>& update, bool keep_partial, data::TimeRange range) {
    BarBuilder builder(rule);
    if (from.kind == data::SeriesKind::trades) {
        auto series = catalogue.trades(from.symbol, from.venue, {.range = range});
        if (!series) return std::unexpected(std::move(series).error());
        return build(*series, builder, update, keep_partial,
                     [&](const domain::Trade& t, std::vector<Bar>& closed) { return builder.add(t, closed); });
    }
    auto series = catalogue.bars(from, {.range = range});
    if (!series) return std::unexpected(std::move(series).error());
    return build(*series, builder, update, keep_partial,
                 [&](const Bar& b, std::vector<Bar>& closed) { return builder.add(b, from.interval, closed); });
}

Result<data::SeriesKey> target_of(const data::SeriesKey& from, const BarRule& rule) {
    data::SeriesKey to = from;
    to.interval = rule.interval;
    if (from.kind == data::SeriesKind::trades) {
        to.kind = data::SeriesKind::bars;
    } else if (!data::is_bars(from.kind)) {
        return fail(Errc::invalid_argument, "--kind " + std::string(data::to_string(from.kind)) + " makes no bars",
                    "use bars or trades");
    } else if (rule.interval <= from.interval || rule.interval % from.interval != Duration{0}) {
        return fail(Errc::invalid_argument,
                    "--to " + to_string(rule.interval) + " is no multiple of --interval " + to_string(from.interval),
                    "choose a multiple");
    }
    return to;
}

void print_result(const data::SeriesKey& from, const data::SeriesKey& to, const Built& built, bool json) {
    if (json) {
        JsonWriter out(JsonWriter::Layout::pretty);
        out.begin_object();
        write_key(out, to);
        out.field("added", built.update.added).field("unchanged", built.update.unchanged);
        out.field("replaced", built.update.replaced).field("stored", built.update.stored);
        out.field("outside_sessions", built.outside).end_object();
        print_json(out);
        return;
    }
    print_line(fmt::format("{} -> {}: {} added, {} unchanged, {} replaced; {} stored", to_string(from), to_string(to),
                           format_count(built.update.added), format_count(built.update.unchanged),
                           format_count(built.update.replaced), format_count(built.update.stored)));
    if (built.outside > 0) print_line("  " + format_count(built.outside) + " rows outside sessions were left out");
}

}  // namespace

Result<Exit> run_data_resample(const ResampleArguments& arguments, const Session& session) {
    auto asked = series_key(arguments.series);
    if (!asked) return std::unexpected(std::move(asked).error());
    auto range = time_range(arguments.series);
    if (!range) return std::unexpected(std::move(range).error());
    auto rule = read_rule(arguments);
    if (!rule) return std::unexpected(std::move(rule).error());
    const auto dir = data::data_dir(session.data_dir);
    auto store = data::Store::open(dir);
    if (!store) return std::unexpected(std::move(store).error());
    auto catalogue = data::Catalogue::open(dir);
    if (!catalogue) return std::unexpected(std::move(catalogue).error());
    auto from = catalogue->find(*asked);
    if (!from) return std::unexpected(std::move(from).error());
    auto to = target_of(from->key, *rule);
    if (!to) return std::unexpected(std::move(to).error());
    auto update = store->update<Bar>(
        *to, {.on_conflict = arguments.replace ? data::OnConflict::replace : data::OnConflict::refuse});
    if (!update) return std::unexpected(std::move(update).error());
    auto built = build_from(*catalogue, from->key, *rule, *update, arguments.keep_partial, *range);
    if (!built) return std::unexpected(std::move(built).error());
    print_result(from->key, *to, *built, session.json);
    return Exit::ok;
}

}  // namespace argosy::app
