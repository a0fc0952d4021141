#include <fmt/format.h>

#include "app/arguments.hpp"
#include "app/commands/series_arguments.hpp"
#include "base/suggest.hpp"
#include "data/importer.hpp"

namespace argosy::app {
namespace {

using namespace data;

/// Sets `to` from an option that was given. Errors: those of the value.
template <class T, class U>
Result<> set(T& to, const std::string& text, Result<U> (*read)(std::string_view)) {
    if (text.empty()) return {};
    auto value = read(text);
    if (!value) return std::unexpected(std::move(value).error());
    to = *value;
    return {};
}

Result<BarTime> read_time_is(std::string_view t) {
    return choose<BarTime>("--time-is", t, {{"open", BarTime::open}, {"close", BarTime::close}});
}
Result<TimeUnit> read_unit(std::string_view t) {
    return choose<TimeUnit>("--unit", t,
                            {{"s", TimeUnit::seconds},
                             {"ms", TimeUnit::milliseconds},
                             {"us", TimeUnit::microseconds},
                             {"ns", TimeUnit::nanoseconds}});
}
Result<DateOrder> read_date_order(std::string_view t) {
    return choose<DateOrder>("--date-order", t, {{"mdy", DateOrder::month_first}, {"dmy", DateOrder::day_first}});
}
Result<Encoding> read_encoding(std::string_view t) {
    return choose<Encoding>("--encoding", t, {{"packed", Encoding::packed}, {"raw", Encoding::raw}});
}
Result<OnError> read_on_error(std::string_view t) {
    return choose<OnError>("--on-error", t, {{"stop", OnError::stop}, {"skip", OnError::skip}});
}
/// "1d" or "-1d".
Result<Duration> read_shift(std::string_view t) {
    const bool is_negative = t.starts_with('-');
    auto d = argument("--time-shift", parse_duration(t.substr(is_negative)));
    if (d && is_negative) *d = -*d;
    return d;
}
Result<Duration> read_round_to(std::string_view t) { return argument("--round-to", parse_duration(t)); }
Result<FileFormat> read_format(std::string_view t) { return argument("--format", parse_file_format(t)); }
Result<char> read_delimiter(std::string_view t) {
    if (t == "tab") return '\t';
    if (t.size() == 1 && t[0] != '"') return t[0];
    return fail(Errc::invalid_argument, "--delimiter " + std::string(t) + ": expected one character or tab");
}

Result<> read_columns(const std::vector<std::string>& pairs, ImportOptions& out) {
    for (const auto& pair : pairs) {
        const auto equals = pair.find('=');
        if (equals == 0 || equals == std::string::npos || equals + 1 == pair.size())
            return fail(Errc::invalid_argument, "--column " + pair + ": expected OURS=NAME_IN_THE_FILE",
                        "write it like --column close=last_price");
        out.columns[pair.substr(0, equals)] = pair.substr(equals + 1);
    }
    return {};
}

Result<ImportOptions> read_options(const ImportArguments& a) {
    ImportOptions o{.zone = a.zone, .header = a.header, .ignore = a.ignore, .exchange = a.exchange};
    auto key = series_key(a.series);
    if (!key) return std::unexpected(std::move(key).error());
    o.key = *key;
    Result<> fine;
    const auto next = [&](auto&& step) {
        if (fine) fine = step();
    };
    next([&] { return set(o.format, a.format, read_format); });
    next([&] { return set(o.time_is, a.time_is, read_time_is); });
    next([&] { return set(o.unit, a.unit, read_unit); });
    next([&] { return set(o.date_order, a.date_order, read_date_order); });
    next([&] { return set(o.time_shift, a.shift, read_shift); });
    next([&] { return set(o.round_to, a.round_to, read_round_to); });
    next([&] { return set(o.delimiter, a.delimiter, read_delimiter); });
    next([&] { return set(o.on_error, a.on_error, read_on_error); });
    next([&] { return set(o.encoding, a.encoding, read_encoding); });
    next([&] { return read_columns(a.columns, o); });
    if (!fine) return std::unexpected(std::move(fine).error());
    o.quote_choice = a.best_quote         ? QuoteChoice::best
                     : a.exchange.empty() ? QuoteChoice::undeclared
                                          : QuoteChoice::one_exchange;
    o.round_prices = a.round_prices;
    o.on_conflict = a.replace ? OnConflict::replace : OnConflict::refuse;
    o.dry_run = a.dry_run;
    return o;
}

void print_counts(const ImportSummary& s) {
    const auto count = [](std::uint64_t n, const std::string& what) {
        if (n > 0) print_line("  " + format_count(n) + " " + what);
    };
    count(s.duplicates, "rows repeat the one before and are stored once");
    count(s.rounded_volumes, "quantities had more than 8 decimals and were rounded half to even");
    count(s.rounded_prices, "prices had more than 10 decimals and were rounded half to even");
    count(s.empty_sides, "sides of quote bars were empty");
    count(s.merged_quotes, "quotes changed nothing of what was asked for");
    count(s.skipped, "broken rows were left out:");
    for (const auto& example : s.skipped_examples) print_line("    " + example);
    if (s.skipped > s.skipped_examples.size() && !s.skipped_examples.empty()) print_line("    ...");
}

void print_summary(const ImportSummary& s, const ImportOptions& options) {
    print_line(fmt::format("{}: {}, {} rows, {} to {}", s.file.string(), to_string(s.format), format_count(s.rows),
                           to_iso8601(s.first_time), to_iso8601(s.last_time)));
    print_line("  " + join(s.conventions, 8));
    for (const auto& [key, update] : s.series)
        print_line(options.dry_run ? "  " + to_string(key) + ": nothing stored (dry run)"
                                   : fmt::format("  {}: {} added, {} unchanged, {} replaced; {} stored", to_string(key),
                                                 format_count(update.added), format_count(update.unchanged),
                                                 format_count(update.replaced), format_count(update.stored)));
    if (!s.not_stored.empty()) print_line("  columns not stored: " + join(s.not_stored, 20));
    print_counts(s);
    for (const auto& warning : s.warnings) print_warning(s.file.string() + ": " + warning);
}

void write_texts(JsonWriter& json, const char* name, const std::vector<std::string>& texts) {
    json.key(name).begin_array();
    for (const auto& t : texts) json.value(t);
    json.end_array();
}

void write_summary(JsonWriter& json, const ImportSummary& s) {
    json.begin_object().field("file", s.file.string()).field("format", to_string(s.format)).field("rows", s.rows);
    json.field("first_time", to_iso8601(s.first_time)).field("last_time", to_iso8601(s.last_time));
    write_texts(json, "conventions", s.conventions);
    json.key("series").begin_array();
    for (const auto& [key, update] : s.series) {
        json.begin_object();
        write_key(json, key);
        json.field("added", update.added).field("unchanged", update.unchanged).field("replaced", update.replaced);
        json.field("stored", update.stored).end_object();
    }
    json.end_array();
    json.field("duplicates", s.duplicates).field("rounded_volumes", s.rounded_volumes);
    json.field("rounded_prices", s.rounded_prices).field("empty_sides", s.empty_sides);
    json.field("merged_quotes", s.merged_quotes).field("skipped", s.skipped);
    write_texts(json, "skipped_examples", s.skipped_examples);
    write_texts(json, "not_stored", s.not_stored);
    write_texts(json, "warnings", s.warnings);
    json.end_object();
}

}  // namespace

Result<Exit> run_data_import(const ImportArguments& arguments, const Session& session) {
    auto options = read_options(arguments);
    if (!options) return std::unexpected(std::move(options).error());
    auto store = Store::open(data_dir(session.data_dir));
    if (!store) return std::unexpected(std::move(store).error());
    JsonWriter json(JsonWriter::Layout::pretty);
    json.begin_object().field("dry_run", options->dry_run).key("files").begin_array();
    for (const auto& file : arguments.files) {
        Progress progress("importing " + file);
        auto summary = import_file(*store, file, *options,
                                   [&](std::uint64_t done, std::uint64_t total) { progress.update(done, total); });
        if (!summary) return std::unexpected(std::move(summary).error());
        if (session.json)
            write_summary(json, *summary);
        else
            print_summary(*summary, *options);
        ARGOSY_TRY(flush_output(), "");  // who reads "stored" may rely on it at once
    }
    json.end_array().end_object();
    if (session.json) print_json(json);
    return Exit::ok;
}

}  // namespace argosy::app
