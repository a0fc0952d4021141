#include <fmt/format.h>

#include "app/arguments.hpp"
#include "app/commands/series_arguments.hpp"
#include "data/verify.hpp"

namespace argosy::app {
namespace {

using data::VerifyReport;

std::string_view name_of(domain::TradingHours hours) {
    switch (hours) {
        case domain::TradingHours::always: return "always";
        case domain::TradingHours::us_equity: return "us_equity";
        case domain::TradingHours::us_equity_extended: return "us_equity_extended";
    }
    std::unreachable();
}

void print_text(const VerifyReport& r) {
    print_line(fmt::format(
        "{}: {}, {} rows{}", to_string(r.series.key), r.is_sound() ? "sound" : "NOT SOUND", format_count(r.rows),
        r.rows == 0 ? "" : ", " + to_iso8601(r.series.first_time) + " to " + to_iso8601(r.series.last_time)));
    const auto count = [](std::uint64_t n, const std::string& what) {
        if (n > 0) print_line("  " + format_count(n) + " " + what);
    };
    count(r.duplicates, "duplicates");
    count(r.out_of_order, "rows out of order");
    count(r.ohlc_violations, "bars that break a rule of open, high, low and close");
    if (r.gaps > 0)
        print_line(fmt::format("  gaps: {}, rows absent: {} (hours: {})", format_count(r.gaps), format_count(r.missing),
                               name_of(r.hours)));
    for (const auto& g : r.gap_examples)
        print_line(fmt::format("    {} to {}: {}", to_iso8601(g.after), to_iso8601(g.before), format_count(g.missing)));
    if (r.gaps > r.gap_examples.size()) print_line("    ...");
    count(r.zero_volume, "rows with zero volume");
    count(r.outside_sessions, "bars outside trading hours");
    count(r.crossed, "crossed quotes");
    count(r.jumps, "jumps beyond the limit");
    for (const auto& j : r.jump_examples)
        print_line(fmt::format("    {}: {} to {}", to_iso8601(j.time), to_string(j.from), to_string(j.to)));
    count(r.tail_bytes, "bytes behind the committed part, left by an interrupted import (harmless)");
}

void write_examples(JsonWriter& json, const VerifyReport& r) {
    json.key("gap_examples").begin_array();
    for (const auto& g : r.gap_examples)
        json.begin_object()
            .field("after", to_iso8601(g.after))
            .field("before", to_iso8601(g.before))
            .field("missing", g.missing)
            .end_object();
    json.end_array().key("jump_examples").begin_array();
    for (const auto& j : r.jump_examples)
        json.begin_object().field("time", to_iso8601(j.time)).field("from", j.from).field("to", j.to).end_object();
    json.end_array();
}

void write_report(JsonWriter& json, const VerifyReport& r) {
    json.begin_object();
    write_key(json, r.series.key);
    json.field("sound", r.is_sound()).field("rows", r.rows).field("hours", name_of(r.hours));
    json.field("gaps", r.gaps).field("missing", r.missing).field("duplicates", r.duplicates);
    json.field("out_of_order", r.out_of_order).field("ohlc_violations", r.ohlc_violations);
    json.field("zero_volume", r.zero_volume).field("outside_sessions", r.outside_sessions);
    json.field("crossed", r.crossed).field("jumps", r.jumps).field("tail_bytes", r.tail_bytes);
    json.field("damage", r.damage).field("checksum", r.series.checksum);
    write_examples(json, r);
    json.end_object();
}

Result<std::vector<data::SeriesKey>> chosen_keys(const SeriesArguments& series, const data::Catalogue& catalogue) {
    std::vector<data::SeriesKey> keys;
    if (series.symbol.empty()) {
        for (const auto& s : catalogue.list()) keys.push_back(s.key);
        return keys;
    }
    auto key = series_key(series);
    if (!key) return std::unexpected(std::move(key).error());
    keys.push_back(std::move(*key));
    return keys;
}

Result<data::VerifyOptions> read_options(const VerifyArguments& a) {
    data::VerifyOptions options;
    if (!a.hours.empty()) {
        auto hours = trading_hours(a.hours, a.series.symbol);
        if (!hours) return std::unexpected(std::move(hours).error());
        options.hours = *hours;
    }
    auto jump = argument("--jump", parse_decimal<Ratio>(a.jump));
    if (!jump) return std::unexpected(std::move(jump).error());
    options.jump = *jump;
    return options;
}

}  // namespace

Result<Exit> run_data_verify(const VerifyArguments& arguments, const Session& session) {
    auto options = read_options(arguments);
    if (!options) return std::unexpected(std::move(options).error());
    auto catalogue = data::Catalogue::open(data::data_dir(session.data_dir));
    if (!catalogue) return std::unexpected(std::move(catalogue).error());
    auto keys = chosen_keys(arguments.series, *catalogue);
    if (!keys) return std::unexpected(std::move(keys).error());
    bool is_sound = arguments.series.symbol.empty() ? catalogue->problems().empty() : true;
    JsonWriter json(JsonWriter::Layout::pretty);
    json.begin_object().key("series").begin_array();
    Progress progress("verifying");
    for (std::size_t i = 0; i < keys->size(); ++i) {
        progress.update(i, keys->size(), to_string((*keys)[i]));
        auto report = data::verify(*catalogue, (*keys)[i], *options);
        if (!report) return std::unexpected(std::move(report).error());
        is_sound &= report->is_sound();
        if (session.json)
            write_report(json, *report);
        else
            print_text(*report);
        if (!report->damage.empty()) print_error(Error(Errc::corrupt, report->damage).hint(report->damage_hint));
    }
    json.end_array().field("sound", is_sound).end_object();
    if (session.json) print_json(json);
    if (arguments.series.symbol.empty())
        for (const auto& p : catalogue->problems()) print_error(Error(Errc::corrupt, p.message).hint(p.hint));
    return is_sound ? Exit::ok : Exit::failed;
}

}  // namespace argosy::app
