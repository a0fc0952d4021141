#include "services/freqtrade/money.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <map>

#include "engine/engine.hpp"
#include "runtime/views.hpp"
#include "services/freqtrade/trades.hpp"

namespace argosy::services::freqtrade {
namespace {

using Core = runtime::Simulation;
using Trips = std::vector<domain::RoundTrip>;

double start_balance(const Core& core) { return core.config().run.account.balance.to_double(); }
double part_of_start(const Core& core, double amount) {
    const double start = start_balance(core);
    return start > 0 ? amount / start : 0;
}

struct Sums {
    double net = 0, gain = 0, won = 0, lost = 0, volume = 0;
    std::int64_t count = 0, wins = 0, losses = 0;
    Duration held{};

    void add(const Core& core, const domain::RoundTrip& t) {
        const double result = t.net().to_double();
        net += result;
        gain += gain_of(core, t);
        (result > 0 ? won : lost) += std::abs(result);
        result > 0 ? ++wins : ++losses;
        volume += t.turnover.to_double();
        held += t.held();
        ++count;
    }
    [[nodiscard]] double mean(double sum) const { return count > 0 ? sum / static_cast<double>(count) : 0; }
    [[nodiscard]] double win_rate() const { return mean(static_cast<double>(wins)); }
    /// Mean result of a trade, in money.
    [[nodiscard]] double expectancy() const { return mean(net); }
    /// The same in units of the mean loss.
    [[nodiscard]] double expectancy_ratio() const {
        const double mean_loss = losses > 0 ? lost / static_cast<double>(losses) : 0;
        return mean_loss > 0 ? expectancy() / mean_loss : 0;
    }
};

Sums sums_of(const Core& core, const Trips& trips) {
    Sums out;
    for (const auto& t : trips) out.add(core, t);
    return out;
}

/// One block of the profit object: "profit_closed_" or "profit_all_".
void write_profit(JsonWriter& w, const Core& core, const std::string& prefix, const Sums& s) {
    const double part = part_of_start(core, s.net);
    w.field(prefix + "coin", s.net).field(prefix + "fiat", 0.0);
    w.field(prefix + "percent_mean", s.mean(s.gain) * 100).field(prefix + "ratio_mean", s.mean(s.gain));
    w.field(prefix + "percent_sum", s.gain * 100).field(prefix + "ratio_sum", s.gain);
    w.field(prefix + "percent", part * 100).field(prefix + "ratio", part);
}

void write_when(JsonWriter& w, const std::string& prefix, std::optional<Time> t) {
    w.field(prefix + "_date", t ? date_text(*t) : "").field(prefix + "_humanized", t ? date_text(*t) : "");
    w.field(prefix + "_timestamp", t ? milliseconds(*t) : 0);
}

std::string length_text(Duration d) {
    const auto s = d / 1s;
    return fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
}

std::map<std::string, Sums> by_pair(const Core& core) {
    std::map<std::string, Sums> out;
    for (const auto& t : closed_trades(core)) out[core.instruments()[t.instrument].symbol].add(core, t);
    return out;
}

void write_best(JsonWriter& w, const Core& core) {
    const auto pairs = by_pair(core);
    const auto best = std::ranges::max_element(pairs, {}, [](const auto& p) { return p.second.net; });
    const bool is_there = best != pairs.end();
    w.field("best_pair", is_there ? best->first : "").field("best_rate", is_there ? best->second.gain * 100 : 0.0);
    w.field("best_pair_profit_ratio", is_there ? best->second.gain : 0.0);
    w.field("best_pair_profit_abs", is_there ? best->second.net : 0.0);
}

/// The worst fall of the equity curve that is kept.
struct Fall {
    double part = 0, amount = 0;
    std::optional<Time> from, to;
};
Fall worst_fall(const Core& core) {
    Fall out;
    double peak = 0;
    Time peak_time{};
    for (const auto& p : core.history().equity()) {
        const double equity = p.equity.to_double();
        if (equity > peak) peak = equity, peak_time = p.time;
        if (peak > 0 && (peak - equity) / peak > out.part)
            out = {.part = (peak - equity) / peak, .amount = peak - equity, .from = peak_time, .to = p.time};
    }
    return out;
}

void write_fall(JsonWriter& w, const Core& core) {
    const Fall f = worst_fall(core);
    w.field("max_drawdown", f.part).field("max_drawdown_abs", f.amount);
    w.field("max_drawdown_start", f.from ? date_text(*f.from) : "");
    w.field("max_drawdown_start_timestamp", f.from ? milliseconds(*f.from) : 0);
    w.field("max_drawdown_end", f.to ? date_text(*f.to) : "");
    w.field("max_drawdown_end_timestamp", f.to ? milliseconds(*f.to) : 0);
}

std::chrono::year_month_day day_of(Time t) { return std::chrono::floor<std::chrono::days>(t); }

/// The first day of the period that is `back` periods before the one of now.
std::chrono::sys_days period_start(Time now, Period period, std::int64_t back) {
    using namespace std::chrono;
    const sys_days today = floor<days>(now);
    if (period == Period::day) return today - days(back);
    if (period == Period::week) return today - (weekday(today) - Monday) - weeks(back);
    const auto ymd = day_of(now);
    return sys_days((ymd.year() / ymd.month() - months(back)) / 1);
}

std::string day_text(std::chrono::sys_days day) {
    const std::chrono::year_month_day ymd(day);
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                       static_cast<unsigned>(ymd.day()));
}

}  // namespace

std::string profit_json(const Core& core) {
    const Trips& closed = closed_trades(core);
    const Trips open = open_trades(core);
    const Sums sums = sums_of(core, closed);
    Sums all = sums;
    for (const auto& t : open) all.add(core, t);
    std::optional<Time> first, last;
    for (const auto* list : {&closed, &open})
        for (const auto& t : *list) {
            first = first ? std::min(*first, t.entry_time) : t.entry_time;
            last = last ? std::max(*last, t.entry_time) : t.entry_time;
        }
    JsonWriter w;
    w.begin_object();
    write_profit(w, core, "profit_closed_", sums);
    write_profit(w, core, "profit_all_", all);
    w.field("trade_count", all.count).field("closed_trade_count", sums.count);
    write_when(w, "first_trade", first);
    write_when(w, "latest_trade", last);
    w.field("avg_duration", length_text(sums.count > 0 ? sums.held / sums.count : Duration{}));
    write_best(w, core);
    w.field("winning_trades", sums.wins).field("losing_trades", sums.losses).key("profit_factor");
    sums.lost > 0 ? w.value(sums.won / sums.lost) : w.null();
    w.field("winrate", sums.win_rate()).field("expectancy", sums.expectancy());
    w.field("expectancy_ratio", sums.expectancy_ratio()).field("trading_volume", sums.volume);
    write_fall(w, core);
    const auto& curve = core.history().equity();
    const Time began = curve.empty() ? core.now() : curve.front().time;
    w.field("bot_start_timestamp", milliseconds(began)).field("bot_start_date", date_text(began));
    return std::move(w.end_object()).take();
}

std::string balance_json(const Core& core) {
    const auto p = runtime::portfolio_of(core);
    const double equity = p.equity.to_double(), cash = p.balance.to_double();
    const double free = core.engine().portfolio().available(core.engine().portfolio().reporting()).to_double();
    JsonWriter w;
    w.begin_object().key("currencies").begin_array().begin_object();
    w.field("currency", p.currency).field("free", free).field("balance", cash).field("used", cash - free);
    w.field("bot_owned", cash).field("est_stake", cash).field("est_stake_bot", cash).field("stake", p.currency);
    w.field("side", "long").field("leverage", 1.0).field("is_position", false).field("position", 0.0);
    w.field("is_bot_managed", true).end_object();
    for (const auto& each : runtime::open_positions_of(core)) {
        w.begin_object().field("currency", each.instrument).field("free", 0.0).field("balance", 0.0).field("used", 0.0);
        w.field("bot_owned", each.qty.to_double()).field("est_stake", each.unrealised.to_double());
        w.field("est_stake_bot", each.unrealised.to_double()).field("stake", p.currency).field("side", each.side);
        w.field("leverage", core.config().run.account.leverage.to_double()).field("is_position", true);
        w.field("position", each.qty.to_double()).field("is_bot_managed", true).end_object();
    }
    const double gain = part_of_start(core, equity - start_balance(core));
    w.end_array().field("total", equity).field("total_bot", equity).field("symbol", "").field("value", 0.0);
    w.field("value_bot", 0.0).field("stake", p.currency).field("note", "Simulated balances");
    w.field("starting_capital", start_balance(core)).field("starting_capital_ratio", gain);
    w.field("starting_capital_pct", gain * 100).field("starting_capital_fiat", 0.0);
    w.field("starting_capital_fiat_ratio", 0.0).field("starting_capital_fiat_pct", 0.0);
    return std::move(w.end_object()).take();
}

std::string performance_json(const Core& core) {
    const auto pairs = by_pair(core);
    std::vector<std::pair<std::string, Sums>> sorted(pairs.begin(), pairs.end());
    std::ranges::sort(sorted, {}, [](const auto& p) { return std::pair(-p.second.net, p.first); });
    JsonWriter w;
    w.begin_array();
    for (const auto& [pair, sums] : sorted) {
        w.begin_object().field("pair", pair).field("profit", sums.gain * 100).field("profit_ratio", sums.gain);
        w.field("profit_pct", sums.gain * 100).field("profit_abs", sums.net).field("count", sums.count).end_object();
    }
    return std::move(w.end_array()).take();
}

std::string count_json(const Core& core) {
    const auto open = open_trades(core);
    double stake = 0;
    for (const auto& t : open) stake += stake_of(core, t);
    const auto most = core.engine().checks().limits().concurrent_trades_max;
    JsonWriter w;
    w.begin_object().field("current", open.size()).field("max", most > 0 ? static_cast<std::int64_t>(most) : -1);
    return std::move(w.field("total_stake", stake).end_object()).take();
}

std::string periods_json(const Core& core, Period period, std::int64_t count) {
    JsonWriter w;
    w.begin_object().key("data").begin_array();
    double after = start_balance(core);  // of the period that is written next, at its end
    for (const auto& t : closed_trades(core)) after += t.net().to_double();
    Time until = Time::max();
    for (std::int64_t back = 0; back < count; ++back) {
        const Time from = period_start(core.now(), period, back);
        double net = 0;
        std::int64_t trades = 0;
        for (const auto& t : closed_trades(core))
            if (t.exit_time >= from && t.exit_time < until) net += t.net().to_double(), ++trades;
        after -= net;
        w.begin_object().field("date", day_text(std::chrono::floor<std::chrono::days>(from))).field("abs_profit", net);
        w.field("rel_profit", after > 0 ? net / after : 0.0).field("starting_balance", after).field("fiat_value", 0.0);
        w.field("trade_count", trades).end_object();
        until = from;
    }
    w.end_array().field("fiat_display_currency", "");
    return std::move(w.field("stake_currency", core.config().run.account.currency.code()).end_object()).take();
}

}  // namespace argosy::services::freqtrade
