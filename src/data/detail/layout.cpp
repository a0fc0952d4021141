#include "data/detail/layout.hpp"

#include <algorithm>
#include <utility>

namespace argosy::data::detail {
namespace {

struct Needs {
    RowKind kind;
    std::string_view name;
    std::vector<Role> required, optional;
};
const std::vector<Needs>& all_needs() {
    static const std::vector<Needs> needs{
        {RowKind::bars,
         "bars",
         {Role::time, Role::open, Role::high, Role::low, Role::close, Role::volume},
         {Role::close_time, Role::trade_count, Role::symbol}},
        {RowKind::quote_bars,
         "quote bars",
         {Role::time, Role::bid_open, Role::bid_high, Role::bid_low, Role::bid_close, Role::ask_open, Role::ask_high,
          Role::ask_low, Role::ask_close},
         {Role::bid_qty, Role::ask_qty, Role::close_time, Role::symbol}},
        {RowKind::trades,
         "trades",
         {Role::time, Role::price, Role::qty},
         {Role::id, Role::side, Role::buyer_is_maker, Role::symbol}},
        {RowKind::quotes,
         "quotes",
         {Role::time, Role::bid, Role::bid_qty, Role::ask, Role::ask_qty},
         {Role::symbol, Role::exchange}},
        {RowKind::funding, "funding rates", {Role::time, Role::rate}, {Role::mark_price, Role::symbol}},
    };
    return needs;
}
const Needs& needs_of(RowKind kind) { return *std::ranges::find(all_needs(), kind, &Needs::kind); }

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string_view trim(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

std::string list_names(std::span<const Role> roles) {
    std::string out;
    for (const Role r : roles) out += (out.empty() ? "" : ", ") + std::string(to_string(r));
    return out;
}

std::unexpected<Error> unknown_column(std::string_view found) {
    const auto near = nearest_column(lower(found));
    return fail(
        Errc::parse,
        "column \"" + std::string(found) + "\" is unknown" + (near.empty() ? "" : "; did it mean \"" + near + "\"?"),
        "say what it is with --column OURS=" + std::string(found) + ", or leave it out with --ignore " +
            std::string(found));
}

/// What a column means: by the caller's word first, then by its name.
std::optional<ColumnMeaning> meaning_for(const std::string& name, const ImportOptions& options) {
    for (const auto& [ours, theirs] : options.columns)
        if (lower(theirs) == name) return ColumnMeaning{parse_role(ours).value_or(Role::known)};
    if (std::ranges::any_of(options.ignore, [&](const auto& i) { return lower(i) == name; })) return ColumnMeaning{};
    const auto meaning = meaning_of(name);
    // The caller gave this role to another column.
    if (meaning && options.columns.contains(std::string(to_string(meaning->role)))) return ColumnMeaning{};
    return meaning;
}

/// The caller's words about columns must be about columns that exist.
Result<> check_words(std::span<const std::string_view> names, const ImportOptions& options) {
    const auto exists = [&](const std::string& name) {
        return std::ranges::any_of(names, [&](std::string_view n) { return lower(trim(n)) == lower(name); });
    };
    for (const auto& [ours, theirs] : options.columns) {
        if (!parse_role(ours))
            return fail(Errc::invalid_argument, "--column " + ours + "=" + theirs + ": no such meaning of a column",
                        "use one of time, open, high, low, close, volume, price, qty, id, side, bid, ask, rate ...");
        if (!exists(theirs))
            return fail(Errc::invalid_argument, "--column " + ours + "=" + theirs + ": the file has no such column");
    }
    for (const auto& name : options.ignore)
        if (!exists(name)) return fail(Errc::invalid_argument, "--ignore " + name + ": the file has no such column");
    return {};
}

/// What the columns that are there make of a row; none when they fit nothing.
std::optional<RowKind> detect_kind(const Layout& layout) {
    for (const RowKind kind :
         {RowKind::quote_bars, RowKind::bars, RowKind::quotes, RowKind::trades, RowKind::funding}) {
        const auto& needs = needs_of(kind);
        const auto telling = [&](Role r) { return r == Role::time || r == Role::volume || layout.has(r); };
        if (std::ranges::all_of(needs.required, telling)) return kind;
    }
    return std::nullopt;
}

std::optional<RowKind> kind_of(FileFormat format) {
    switch (format) {
        case FileFormat::ohlcv:
        case FileFormat::binance_kline:
        case FileFormat::freqtrade: return RowKind::bars;
        case FileFormat::quote_bars: return RowKind::quote_bars;
        case FileFormat::trades:
        case FileFormat::binance_trades:
        case FileFormat::binance_aggtrades:
        case FileFormat::tardis_trades: return RowKind::trades;
        case FileFormat::quotes: return RowKind::quotes;
        case FileFormat::funding: return RowKind::funding;
        case FileFormat::detect:
        case FileFormat::lean: break;
    }
    return std::nullopt;
}

/// Assigns the named columns to roles.
Result<> assign_roles(Layout& layout, std::span<const std::string_view> names, const ImportOptions& options) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string_view found = trim(names[i]);
        const std::string name = lower(found);
        layout.names.emplace_back(found);
        const auto meaning = meaning_for(name, options);
        if (!meaning) return unknown_column(found);
        auto& field = layout.field[static_cast<std::size_t>(meaning->role)];
        if (meaning->role == Role::known) {
            layout.not_stored.emplace_back(found);
        } else if (field) {
            return fail(Errc::parse,
                        "columns \"" + layout.names[*field] + "\" and \"" + std::string(found) + "\" both say " +
                            std::string(to_string(meaning->role)),
                        "leave one of them out with --ignore NAME");
        } else {
            field = i;
            if (meaning->role == Role::time) layout.unit = meaning->unit;
            if (meaning->role == Role::time && meaning->is_utc) layout.zone = "UTC";
        }
    }
    return {};
}

Result<> check_columns(const Layout& layout, const ImportOptions& options) {
    const auto& needs = needs_of(layout.kind);
    for (const Role role : needs.required) {
        if (layout.has(role) || (role == Role::volume && options.key.kind == SeriesKind::mark_bars)) continue;
        const std::string hint = role == Role::volume
                                     ? "for bars of a mark price, which has no volume, add --kind mark_bars"
                                     : "name it with --column " + std::string(to_string(role)) + "=NAME_IN_THE_FILE";
        return fail(Errc::parse,
                    "no column says " + std::string(to_string(role)) + "; " + std::string(needs.name) + " need " +
                        list_names(needs.required),
                    hint);
    }
    return {};
}

/// What the format itself says about times.
void apply_format(Layout& layout) {
    const bool is_date = layout.has(Role::time) && lower(layout.names[layout.at(Role::time)]) == "date";
    switch (layout.format) {
        case FileFormat::binance_kline:
        case FileFormat::binance_trades:
        case FileFormat::binance_aggtrades:
            layout.unit_by_digits = true;
            layout.zone = "UTC";
            layout.time_is = BarTime::open;
            break;
        case FileFormat::freqtrade:
            layout.unit = TimeUnit::milliseconds;
            layout.time_is = BarTime::open;
            break;
        case FileFormat::tardis_trades: layout.unit = TimeUnit::microseconds; break;
        case FileFormat::lean:
            layout.time_is = BarTime::open;
            if (is_date) layout.zone = "America/New_York";
            break;
        default: break;
    }
    if (layout.has(Role::close_time)) layout.time_is = BarTime::open;
}

/// Columns of the row kind's own; the others are recognised and not stored.
void drop_foreign_roles(Layout& layout) {
    const auto& needs = needs_of(layout.kind);
    for (std::size_t r = 0; r < role_count; ++r) {
        const auto role = static_cast<Role>(r);
        if (!layout.field[r] || std::ranges::find(needs.required, role) != needs.required.end() ||
            std::ranges::find(needs.optional, role) != needs.optional.end())
            continue;
        layout.not_stored.push_back(layout.names[*layout.field[r]]);
        layout.field[r].reset();
    }
}

/// Names, where the first row is one of names.
bool is_header(std::span<const std::string_view> row) {
    const auto first = trim(row[0]);
    return !first.empty() && ((first[0] >= 'a' && first[0] <= 'z') || (first[0] >= 'A' && first[0] <= 'Z'));
}

/// The names of the columns, whoever knows them: the caller, the file or the format.
Result<std::vector<std::string_view>> column_names(std::span<const std::string_view> first_row, Layout& layout,
                                                   const ImportOptions& options, Container container) {
    layout.has_header = is_header(first_row);
    if (!options.header.empty()) {
        if (options.header.size() == first_row.size())
            return std::vector<std::string_view>(options.header.begin(), options.header.end());
        return fail(Errc::invalid_argument, "--header names " + std::to_string(options.header.size()) +
                                                " columns, the file has " + std::to_string(first_row.size()));
    }
    if (layout.has_header) return std::vector<std::string_view>(first_row.begin(), first_row.end());
    if (layout.format == FileFormat::detect && first_row.size() == fixed_names(FileFormat::binance_kline).size())
        layout.format = FileFormat::binance_kline;
    if (layout.format == FileFormat::detect && container == Container::json) layout.format = FileFormat::freqtrade;
    const auto fixed = fixed_names(layout.format);
    if (fixed.empty())
        return fail(Errc::invalid_argument, "the first row holds no column names",
                    "name the columns with --header time,open,high,low,close,volume, or the format with --format");
    if (first_row.size() > fixed.size())
        return fail(Errc::parse, "a row of " + std::string(to_string(layout.format)) + " has at most " +
                                     std::to_string(fixed.size()) + " columns, found " +
                                     std::to_string(first_row.size()));
    return std::vector<std::string_view>(fixed.begin(), fixed.begin() + static_cast<std::ptrdiff_t>(first_row.size()));
}

/// The format after its row kind, when the caller named none.
FileFormat format_of(RowKind kind) {
    switch (kind) {
        case RowKind::bars: return FileFormat::ohlcv;
        case RowKind::quote_bars: return FileFormat::quote_bars;
        case RowKind::trades: return FileFormat::trades;
        case RowKind::quotes: return FileFormat::quotes;
        case RowKind::funding: return FileFormat::funding;
    }
    std::unreachable();
}

/// What the columns are split by when it is not what was said: a row of one column that holds others. Zero: nothing.
char other_delimiter(std::span<const std::string_view> row, const ImportOptions& options) {
    for (const char c : {';', '\t', '|', ','})
        if (row.size() == 1 && c != options.delimiter && std::ranges::count(row[0], c) > 1) return c;
    return '\0';
}

}  // namespace

Result<Layout> read_layout(std::span<const std::string_view> first_row, const ImportOptions& options,
                           Container container) {
    Layout layout{.format = options.format};
    if (const char other = other_delimiter(first_row, options); other != '\0' && container == Container::csv)
        return fail(Errc::invalid_argument,
                    "a row has one column, and in it " + (other == '\t' ? std::string("tabs") : std::string(1, other)),
                    other == '\t' ? "add --delimiter tab" : "add --delimiter '" + std::string(1, other) + "'");
    ARGOSY_LET(const auto names, column_names(first_row, layout, options, container), "columns");
    ARGOSY_TRY(check_words(names, options), "columns");
    ARGOSY_TRY(assign_roles(layout, names, options), "columns");
    const auto declared = kind_of(layout.format);
    const auto kind = declared ? declared : detect_kind(layout);
    if (!kind)
        return fail(Errc::parse, "the columns fit no known kind of rows: bars, quote bars, trades, quotes or funding",
                    "name the format with --format, or columns with --column OURS=NAME_IN_THE_FILE");
    layout.kind = *kind;
    if (layout.format == FileFormat::detect) layout.format = format_of(layout.kind);
    ARGOSY_TRY(check_columns(layout, options), "columns");
    apply_format(layout);
    drop_foreign_roles(layout);
    return layout;
}

}  // namespace argosy::data::detail
