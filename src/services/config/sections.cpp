#include "services/config/sections.hpp"

#include <algorithm>

#include "base/describe.hpp"
#include "config/read.hpp"
#include "config/write.hpp"

namespace argosy::services::config {
namespace {

double percent(const execution::Distance& d) {
    return d.kind == execution::Distance::Kind::rate ? d.value.to_double() * 100 : 0;
}

/// 1.5 percent as 0.015. Requires: a number that its bounds let through.
Ratio rate_of(double percentage) { return from_double<Ratio>(percentage / 100, Rounding::half_even).value_or(Ratio{}); }

void set_distance(execution::Distance& d, double percentage) {
    if (percentage == percent(d)) return;
    d = percentage > 0 ? execution::Distance{execution::Distance::Kind::rate, rate_of(percentage)}
                       : execution::Distance{};
}

void apply(const TradingView& view, const TradingView& before, platform::Settings& s) {
    s.platform.trading.mode = view.mode;
    s.simulation.run.limits.concurrent_trades_max = view.max_concurrent_trades;
    for (auto& book : s.simulation.run.books) {
        if (view.position_size_percentage != before.position_size_percentage)
            book.sizing.method = risk::FixedFraction{rate_of(view.position_size_percentage)};
        if (view.stop_loss_percentage != before.stop_loss_percentage)
            set_distance(book.exits.stop, view.stop_loss_percentage);
        if (view.take_profit_percentage != before.take_profit_percentage)
            set_distance(book.exits.take_profit, view.take_profit_percentage);
    }
}

StrategyView view_of(const engine::StrategySettings& s, const std::string& book,
                     const platform::TradingConfig& trading) {
    const auto& off = trading.disabled_strategies;
    const std::string& label = s.label.empty() ? s.name : s.label;
    return {.label = label,
            .name = s.name.empty() ? s.rules : s.name,
            .book = book,
            .enabled = std::ranges::find(off, label) == off.end(),
            .weight = s.weight,
            .veto = s.veto,
            .timeframe = s.timeframe,
            .instruments = s.instruments,
            .parameters = s.parameters};
}

}  // namespace

void describe(Described<ExchangeView>& d) {
    using T = ExchangeView;
    d.name("exchange_config").field("api_key", &T::api_key, {.doc = "*** when there is one."});
    d.field("api_secret", &T::api_secret, {.doc = "*** when there is one."}).field("sandbox", &T::sandbox);
    d.field("base_currency", &T::base_currency).field("max_pairs", &T::max_pairs);
    d.field("min_volume_24h", &T::min_volume_24h, {.doc = "In base_currency."});
    d.field("min_volatility", &T::min_volatility, {.doc = "Of a day, as a fraction."});
}
void describe(Described<ExchangesView>& d) { d.name("exchanges").field("exchanges", &ExchangesView::exchanges); }
void describe(Described<TradingView>& d) {
    using T = TradingView;
    d.name("trading_config").field("mode", &T::mode);
    d.field("max_concurrent_trades", &T::max_concurrent_trades, {.doc = "0: no limit."});
    d.field("position_size_percentage", &T::position_size_percentage,
            {.min = 0.0, .max = 100.0, .unit = "%", .doc = "Of equity; 0: sized another way."});
    d.field("stop_loss_percentage", &T::stop_loss_percentage,
            {.min = 0.0, .below = 100.0, .unit = "%", .doc = "0: none, or another kind of stop."});
    d.field("take_profit_percentage", &T::take_profit_percentage,
            {.min = 0.0, .max = 10'000.0, .unit = "%", .doc = "0: none, or another kind."});
}
void describe(Described<StrategyView>& d) {
    using T = StrategyView;
    d.name("strategy_config").field("label", &T::label).field("name", &T::name).field("book", &T::book);
    d.field("enabled", &T::enabled).field("weight", &T::weight).field("veto", &T::veto);
    d.field("timeframe", &T::timeframe).field("instruments", &T::instruments, {.doc = "Empty: all of its book."});
    d.field("parameters", &T::parameters, {.doc = "Those that are not left at their default."});
}
void describe(Described<StrategiesView>& d) { d.name("strategies").field("strategies", &StrategiesView::strategies); }

void describe(Described<DatabaseView>& d) {
    using T = DatabaseView;
    d.name("database_view").doc("Where state lies: a file of SQLite, without host, user and pool.");
    d.field("backend", &T::backend).field("host", &T::host).field("port", &T::port);
    d.field("name", &T::name, {.doc = "Of the file, in the state folder."}).field("user", &T::user);
    d.field("password", &T::password, {.doc = "Empty: there is none."});
    d.field("pool_size", &T::pool_size, {.unit = "connections"});
    d.field("max_overflow", &T::max_overflow, {.unit = "connections"});
    d.field("settings", &T::settings, {.doc = "Whether the settings of a database are in force."});
}

ExchangesView exchanges_view(const platform::Settings& settings, const std::vector<SecretInfo>& secrets) {
    const auto shown = [&](const std::string& name) {
        return std::string(std::ranges::find(secrets, name, &SecretInfo::name) != secrets.end() ? "***" : "");
    };
    ExchangesView out;
    for (const auto& [name, e] : settings.platform.exchanges)
        out.exchanges[name] = ExchangeView{.api_key = shown("exchanges." + name + ".api_key"),
                                           .api_secret = shown("exchanges." + name + ".api_secret"),
                                           .sandbox = e.sandbox,
                                           .base_currency = e.base_currency,
                                           .max_pairs = e.max_pairs,
                                           .min_volume_24h = e.min_volume_24h.to_double(),
                                           .min_volatility = e.min_volatility.to_double()};
    return out;
}

TradingView trading_view(const platform::Settings& settings) {
    const auto& run = settings.simulation.run;
    TradingView out{.mode = settings.platform.trading.mode, .max_concurrent_trades = run.limits.concurrent_trades_max};
    if (run.books.empty()) return out;
    const auto& book = run.books.front();
    if (const auto* fixed = std::get_if<risk::FixedFraction>(&book.sizing.method))
        out.position_size_percentage = fixed->fraction.to_double() * 100;
    out.stop_loss_percentage = percent(book.exits.stop);
    out.take_profit_percentage = percent(book.exits.take_profit);
    return out;
}

StrategiesView strategies_view(const platform::Settings& settings) {
    StrategiesView out;
    for (const auto& book : settings.simulation.run.books)
        for (const auto& s : book.strategies)
            out.strategies.push_back(view_of(s, book.name, settings.platform.trading));
    return out;
}

std::string section_path(std::string_view section) {
    for (const std::string_view name : {"database", "exchanges", "gateway", "notifications", "cycles"})
        if (section == name) return "platform." + std::string(name);
    if (section == "web-ui") return "platform.web_ui";
    return std::string(section);
}

Node trading_patch(const platform::Settings& current, const Node& view, argosy::config::Problems& problems) {
    const TradingView before = trading_view(current);
    TradingView after = before;
    read_into(view, type_of<TradingView>(), &after, "trading", problems);
    platform::Settings changed = current;
    if (problems.empty()) apply(after, before, changed);
    return argosy::config::to_node(changed);
}

}  // namespace argosy::services::config
