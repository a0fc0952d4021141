#include "backtest/detail/sweep_support.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "base/describe.hpp"
#include "engine/describe.hpp"
#include "execution/describe.hpp"
#include "risk/describe.hpp"
#include "sim/describe.hpp"
#include "strategy/describe.hpp"

namespace argosy::backtest::detail {
namespace {

constexpr std::string_view strategies[] = {"ema_cross", "rsi_reversion", "donchian_trend"};
constexpr performance::MetricId objectives[] = {
    performance::MetricId::net_profit, performance::MetricId::total_return, performance::MetricId::cagr,
    performance::MetricId::sharpe,     performance::MetricId::trades,       performance::MetricId::win_rate,
    performance::MetricId::expectancy, performance::MetricId::profit_factor};

/// Every value under a description, as one text.
void append(std::string& out, const TypeInfo& type, const void* value) {
    using Kind = TypeInfo::Kind;
    switch (type.kind) {
        case Kind::structure:
            for (const auto& f : type.fields) append(out, f.type(), static_cast<const std::byte*>(value) + f.offset);
            break;
        case Kind::optional:
        case Kind::list:
        case Kind::map:
            type.visit(value, [&](std::string_view key, const void* item) {
                out += key;
                append(out, type.element(), item);
            });
            break;
        case Kind::variant: {
            const auto& held = type.alternatives[type.index(value)].type();
            out += held.name;
            append(out, held, type.held(value));
            break;
        }
        default: out += type.print(value);
    }
    out += ';';
}

template <class T>
bool is_default(const T& value) {
    std::string given, usual;
    append(given, type_of<T>(), &value);
    append(usual, type_of<T>(), &static_cast<const T&>(T{}));
    return given == usual;
}

/// A rule that must hold for the sweep, in words for what holds otherwise.
struct Rule {
    bool holds;
    std::string_view otherwise;
};

std::string first_broken(std::initializer_list<Rule> rules) {
    const auto broken = std::ranges::find(rules, false, &Rule::holds);
    return broken == rules.end() ? std::string{} : std::string(broken->otherwise);
}

bool is_known(std::string_view name) { return std::ranges::find(strategies, name) != std::end(strategies); }

std::string broken_market(const Study& s) {
    const auto nothing = [](const auto& tracks) {
        return std::ranges::all_of(tracks, [](const auto& t) { return t.empty(); });
    };
    return first_broken({{s.instruments.size() == 1 && s.market.bars.size() == 1, "more than one series of bars"},
                         {nothing(s.market.funding), "funding is charged"},
                         {nothing(s.market.trades) && nothing(s.market.quotes), "trades or quotes are played"},
                         {s.instruments[InstrumentId(0)].kind == domain::InstrumentKind::linear_perpetual,
                          "the instrument is no linear perpetual"}});
}

std::string broken_book(const Study& s) {
    if (s.config.books.size() != 1 || s.config.books[0].strategies.size() != 1) return "more than one strategy";
    const auto& book = s.config.books[0];
    const auto& voter = book.strategies[0];
    const auto* fraction = std::get_if<risk::FixedFraction>(&book.sizing.method);
    const double leverage = s.config.account.leverage.to_double();
    risk::SizingSettings rest = book.sizing;
    rest.method = risk::FixedFraction{};
    return first_broken({{is_known(voter.name), "the strategy is none of ema_cross, rsi_reversion, donchian_trend"},
                         {!voter.veto && voter.only_in.empty(), "the strategy votes in some regimes only"},
                         {is_default(book.exits), "there are exit rules"},
                         {is_default(book.resize), "positions are resized"},
                         {is_default(book.entry), "entries are no market orders"},
                         {is_default(book.consensus), "the consensus is not the default"},
                         {fraction != nullptr && is_default(rest), "sizes are no fixed fraction"},
                         {fraction == nullptr || (fraction->fraction.to_double() <= 0.45 * leverage &&
                                                  fraction->fraction.to_double() <= 0.9),
                          "positions need more than 45 % of the margin"}});
}

std::string broken_rest(const Study& s) {
    const auto& c = s.config;
    const auto& i = c.instruments[0];
    const bool is_plain_slippage =
        c.slippage.kind == sim::SlippageKind::none || c.slippage.kind == sim::SlippageKind::ticks;
    return first_broken(
        {{is_default(c.limits) && i.order_qty_max.is_zero() && i.position_max.is_zero() && is_default(i.exposure_max),
          "there are risk limits"},
         {is_default(c.risk_state), "the risk state has thresholds"},
         {is_default(c.protections), "there are protections"},
         {is_default(c.latency) && is_default(c.fills), "latency or fill rules are not the default"},
         {is_plain_slippage, "slippage depends on volume"},
         {c.account.margin == sim::MarginMode::cross && c.account.rates.empty(), "margin is isolated"},
         {std::ranges::find(objectives, s.objective) != std::end(objectives), "the objective needs every mark"}});
}

std::string broken_space(const Study& s) {
    const auto& voter = s.config.books[0].strategies[0];
    const auto prefix = (voter.label.empty() ? voter.name : voter.label) + ".";
    for (const auto& d : s.space) {
        if (!d.name.starts_with(prefix)) return d.name + " is searched";
        if (voter.name == "donchian_trend" && d.name.ends_with(".stop_atr")) return d.name + " is searched";
    }
    if (voter.name != "donchian_trend") return {};
    const auto it = voter.parameters.find("stop_atr");
    if (it != voter.parameters.end() && it->second == "0") return {};
    return "donchian_trend has a stop (stop_atr is not 0)";
}

}  // namespace

std::string not_sweepable(const Study& study) {
    for (const auto broken : {broken_market, broken_book, broken_rest, broken_space})
        if (auto why = broken(study); !why.empty()) return why;
    return {};
}

SweepTerms terms_of(const Study& study) {
    const auto& c = study.config;
    const auto& i = study.instruments[InstrumentId(0)];
    const auto& book = c.books[0];
    const double tick = i.tick_size.to_double(), lot = i.lot_size.to_double(), multiplier = i.multiplier.to_double();
    const double fraction = std::get<risk::FixedFraction>(book.sizing.method).fraction.to_double();
    const bool is_bounded = i.qty_max.is_positive();
    const double taker = i.fees.front().taker.to_double();
    const double initial = std::max(1 / c.account.leverage.to_double(), i.margin.front().initial.to_double());
    return {.balance = c.account.balance.to_double(),
            .multiplier = multiplier,
            .fraction_lots = fraction / (multiplier * lot) * (1 + 1e-13),
            .lot_worth = lot * multiplier,
            .lots_max = is_bounded ? std::floor(i.qty_max.to_double() / lot + 1e-9) : HUGE_VAL,
            .qty_min = std::max(i.qty_min.to_double(), lot) * multiplier * (1 - 1e-12),
            .notional_min = i.notional_min.to_double(),
            .taker = taker,
            .slip = c.slippage.kind == sim::SlippageKind::ticks ? tick * static_cast<double>(c.slippage.ticks) : 0,
            .tick = tick,
            .initial_margin = initial,
            .maintenance_margin = i.margin.front().maintenance.to_double(),
            .margin = (initial + 2 * taker) * 1.01 / book.sizing.margin_part.to_double(),
            .can_short = book.allow_short && i.can_short()};
}

SweepRules rules_of(std::string_view strategy, const strategy::Parameters& p) {
    const auto column = [&](ColumnKind kind, std::string_view name) { return ColumnKey{kind, p.number(name)}; };
    using enum ColumnKind;
    if (strategy == "ema_cross") {
        const auto fast = column(ema, "fast"), slow = column(ema, "slow");
        return {.buy = {fast, slow}, .sell = {slow, fast}};
    }
    if (strategy == "rsi_reversion") {
        const auto now = column(rsi, "period"), exit = column(constant, "exit");
        return {.buy = {column(constant, "oversold"), now},
                .sell = {now, column(constant, "overbought")},
                .has_exits = true,
                .exit_long = {now, exit, true},
                .exit_short = {exit, now, true}};
    }
    const ColumnKey now{close};
    return {.buy = {now, column(channel_high, "entry")},
            .sell = {column(channel_low, "entry"), now},
            .has_exits = true,
            .exit_long = {column(channel_low, "exit"), now},
            .exit_short = {now, column(channel_high, "exit")}};
}

}  // namespace argosy::backtest::detail
