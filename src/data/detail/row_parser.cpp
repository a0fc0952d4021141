#include "data/detail/row_parser.hpp"

#include <charconv>

#include "data/detail/quick_decimal.hpp"

namespace argosy::data::detail {

using argosy::to_string;
namespace {

using domain::Bar;

Role plus(Role role, int n) { return static_cast<Role>(static_cast<int>(role) + n); }

/// t to the nearest multiple of a step, ties up.
Time nearest_multiple(Time t, Duration step) { return floor_to(t + step / 2, step); }

}  // namespace

std::unexpected<Error> RowParser::wrong(Fields row, Role role, std::string_view expected, std::string_view hint) const {
    const std::size_t i = layout_.at(role);
    return fail(Errc::parse,
                "column \"" + layout_.names[i] + "\": expected " + std::string(expected) + ", found \"" +
                    std::string(row[i].substr(0, 40)) + "\"",
                hint);
}

Result<> RowParser::check(Fields row) {
    if (row.size() != layout_.names.size())
        return fail(Errc::parse,
                    "expected " + std::to_string(layout_.names.size()) + " columns, found " +
                        std::to_string(row.size()) + (row.size() < layout_.names.size() ? " (cut off?)" : ""),
                    skip_hint);
    if (!layout_.has(Role::symbol)) return {};
    const std::string_view symbol = row[layout_.at(Role::symbol)];
    if (symbol_.empty()) symbol_ = symbol;
    if (symbol == symbol_) return {};
    return fail(Errc::parse,
                "column \"" + layout_.names[layout_.at(Role::symbol)] + "\": rows of " + symbol_ + " and of " +
                    std::string(symbol.substr(0, 40)) + " in one file",
                "split the file by symbol");
}

Result<Time> RowParser::time(Fields row) {
    auto t = times_.read(row[layout_.at(Role::time)]);
    if (!t)
        return fail(Errc::parse,
                    "column \"" + layout_.names[layout_.at(Role::time)] + "\": " + std::string(t.error().message()),
                    skip_hint);
    const Time shifted = *t + options_.time_shift;
    return options_.round_to > Duration{0} ? nearest_multiple(shifted, options_.round_to) : shifted;
}

/// The opening time; closing times that are in the file must agree with it.
Result<Time> RowParser::bar_time(Fields row) {
    auto t = time(row);
    if (!t) return t;
    if (!layout_.has(Role::close_time)) return options_.time_is == BarTime::close ? *t - interval_ : *t;
    const auto spans = interval_of(row);
    if (spans && *spans == interval_) return t;
    return wrong(row, Role::close_time, "the end of a bar of " + to_string(interval_));
}

Result<Duration> RowParser::interval_of(Fields row) {
    ARGOSY_LET(const Time open, times_.read(row[layout_.at(Role::time)]), "time");
    const auto close = times_.read(row[layout_.at(Role::close_time)]);
    if (!close) return wrong(row, Role::close_time, "a time like the opening time");
    // Venues write the last instant of the bar (11:59:59.999) or its end (12:00).
    for (const Duration last : {Duration{0}, Duration{1}, Duration{1us}, Duration{1ms}, Duration{1s}})
        if (const Duration d = *close - open + last; d > Duration{0} && d % 1s == Duration{0}) return d;
    return wrong(row, Role::close_time, "a time whole seconds behind the opening time");
}

Result<Price> RowParser::price(Fields row, Role role, Sign sign) {
    const std::string_view text = row[layout_.at(role)];
    auto p = quick_decimal<Price>(text);
    if (!p && options_.round_prices) {
        p = parse_decimal<Price>(text, Rounding::half_even);
        summary_.rounded_prices += p.has_value();
    }
    if (!p && p.error().message().starts_with("too many decimals"))
        return std::unexpected(Error(Errc::parse, "column \"" + layout_.names[layout_.at(role)] +
                                                      "\": " + std::string(p.error().message()))
                                   .hint("round prices to 10 decimals with --round-prices"));
    const auto expected = sign == Sign::positive ? "a price above zero" : "a price";
    if (!p || (sign == Sign::positive ? !p->is_positive() : p->is_negative())) return wrong(row, role, expected);
    return p;
}

/// Quantities with more digits than are kept come from floating point: rounded, and counted.
Result<Qty> RowParser::qty(Fields row, Role role) {
    const std::string_view text = row[layout_.at(role)];
    auto q = quick_decimal<Qty>(text);
    if (!q) {
        q = parse_decimal<Qty>(text, Rounding::half_even);
        summary_.rounded_volumes += q.has_value();
    }
    if (q && !q->is_negative()) return q;
    if (role == Role::volume && text.empty())
        return wrong(row, role, "a quantity", "for bars of a mark price, which has no volume, add --kind mark_bars");
    return wrong(row, role, "a quantity, not negative");
}

Result<std::uint64_t> RowParser::count(Fields row, Role role) const {
    const std::string_view text = row[layout_.at(role)];
    std::uint64_t n = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (ec != std::errc{} || end != text.data() + text.size()) return wrong(row, role, "a whole number");
    return n;
}

Result<Bar> RowParser::bar(Fields row) {
    Bar b;
    ARGOSY_LET(b.open_time, bar_time(row), "bar");
    ARGOSY_LET(b.open, price(row, Role::open, Sign::positive), "bar");
    ARGOSY_LET(b.high, price(row, Role::high, Sign::positive), "bar");
    ARGOSY_LET(b.low, price(row, Role::low, Sign::positive), "bar");
    ARGOSY_LET(b.close, price(row, Role::close, Sign::positive), "bar");
    const bool no_volume = options_.key.kind == SeriesKind::mark_bars &&
                           (!layout_.has(Role::volume) || row[layout_.at(Role::volume)].empty());
    if (!no_volume) {
        ARGOSY_LET(b.volume, qty(row, Role::volume), "bar");
    }
    if (layout_.has(Role::trade_count)) {
        ARGOSY_LET(b.trade_count, count(row, Role::trade_count), "bar");
    }
    if (const auto rule = broken_rule(b); !rule.empty())
        return fail(Errc::parse,
                    std::string(rule) + ": " + std::string(row[layout_.at(Role::open)]) + ", " +
                        std::string(row[layout_.at(Role::high)]) + ", " + std::string(row[layout_.at(Role::low)]) +
                        ", " + std::string(row[layout_.at(Role::close)]) + " (open, high, low, close)",
                    skip_hint);
    return b;
}

/// The four prices behind `open` and a size; absent when there are none (empty or zero).
Result<std::optional<Bar>> RowParser::side_bar(Fields row, Time t, Role open, Role size) {
    const std::string_view first = row[layout_.at(open)];
    if (first.empty() || first == "0") return std::nullopt;
    Bar b{.open_time = t};
    ARGOSY_LET(b.open, price(row, open, Sign::positive), "quote bar");
    ARGOSY_LET(b.high, price(row, plus(open, 1), Sign::positive), "quote bar");
    ARGOSY_LET(b.low, price(row, plus(open, 2), Sign::positive), "quote bar");
    ARGOSY_LET(b.close, price(row, plus(open, 3), Sign::positive), "quote bar");
    if (layout_.has(size)) {
        ARGOSY_LET(b.volume, qty(row, size), "quote bar");
    }
    if (const auto rule = broken_rule(b); !rule.empty())
        return fail(Errc::parse,
                    "column \"" + layout_.names[layout_.at(open)] + "\" and following: " + std::string(rule),
                    skip_hint);
    return b;
}

Result<QuoteBars> RowParser::quote_bars(Fields row) {
    QuoteBars out;
    ARGOSY_LET(const Time t, bar_time(row), "quote bar");
    ARGOSY_LET(out.bid, side_bar(row, t, Role::bid_open, Role::bid_qty), "quote bar");
    ARGOSY_LET(out.ask, side_bar(row, t, Role::ask_open, Role::ask_qty), "quote bar");
    summary_.empty_sides += !out.bid + !out.ask;
    return out;
}

Result<domain::Side> RowParser::aggressor(Fields row) const {
    if (layout_.has(Role::side)) {
        const std::string_view text = row[layout_.at(Role::side)];
        if (text == "buy" || text == "BUY" || text == "Buy") return domain::Side::buy;
        if (text == "sell" || text == "SELL" || text == "Sell") return domain::Side::sell;
        return wrong(row, Role::side, "buy or sell");
    }
    if (!layout_.has(Role::buyer_is_maker)) return domain::Side::buy;  // SeriesInfo::has_aggressor is false
    const std::string_view text = row[layout_.at(Role::buyer_is_maker)];
    if (text == "true" || text == "True" || text == "TRUE") return domain::Side::sell;
    if (text == "false" || text == "False" || text == "FALSE") return domain::Side::buy;
    return wrong(row, Role::buyer_is_maker, "true or false");
}

Result<domain::Trade> RowParser::trade(Fields row) {
    domain::Trade t;
    ARGOSY_LET(t.time, time(row), "trade");
    ARGOSY_LET(t.price, price(row, Role::price, Sign::positive), "trade");
    ARGOSY_LET(t.qty, qty(row, Role::qty), "trade");
    ARGOSY_LET(t.aggressor, aggressor(row), "trade");
    if (layout_.has(Role::id)) {
        ARGOSY_LET(t.venue_id, count(row, Role::id), "trade");
    }
    return t;
}

Result<domain::Quote> RowParser::quote(Fields row) {
    domain::Quote q;
    ARGOSY_LET(q.time, time(row), "quote");
    ARGOSY_LET(q.bid, price(row, Role::bid, Sign::not_negative), "quote");
    ARGOSY_LET(q.bid_qty, qty(row, Role::bid_qty), "quote");
    ARGOSY_LET(q.ask, price(row, Role::ask, Sign::not_negative), "quote");
    ARGOSY_LET(q.ask_qty, qty(row, Role::ask_qty), "quote");
    return q;
}

Result<domain::Funding> RowParser::funding(Fields row) {
    domain::Funding f;
    ARGOSY_LET(f.time, time(row), "funding");
    const auto rate = parse_decimal<Ratio>(row[layout_.at(Role::rate)]);
    if (!rate) return wrong(row, Role::rate, "a rate as a fraction, like 0.0001");
    f.rate = *rate;
    if (layout_.has(Role::mark_price) && !row[layout_.at(Role::mark_price)].empty()) {
        ARGOSY_LET(f.mark_price, price(row, Role::mark_price, Sign::not_negative), "funding");
    }
    return f;
}

}  // namespace argosy::data::detail
