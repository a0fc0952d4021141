#include "data/detail/column_names.hpp"

#include <algorithm>

#include "base/suggest.hpp"

namespace argosy::data::detail {
namespace {

struct RoleName {
    Role role;
    std::string_view name;  ///< ours, as --columns takes it
};
constexpr std::array<RoleName, role_count> role_names{{
    {Role::time, "time"},
    {Role::close_time, "close_time"},
    {Role::open, "open"},
    {Role::high, "high"},
    {Role::low, "low"},
    {Role::close, "close"},
    {Role::volume, "volume"},
    {Role::trade_count, "trade_count"},
    {Role::price, "price"},
    {Role::qty, "qty"},
    {Role::id, "id"},
    {Role::side, "side"},
    {Role::buyer_is_maker, "buyer_is_maker"},
    {Role::bid, "bid"},
    {Role::bid_qty, "bid_qty"},
    {Role::ask, "ask"},
    {Role::ask_qty, "ask_qty"},
    {Role::bid_open, "bid_open"},
    {Role::bid_high, "bid_high"},
    {Role::bid_low, "bid_low"},
    {Role::bid_close, "bid_close"},
    {Role::ask_open, "ask_open"},
    {Role::ask_high, "ask_high"},
    {Role::ask_low, "ask_low"},
    {Role::ask_close, "ask_close"},
    {Role::rate, "rate"},
    {Role::mark_price, "mark_price"},
    {Role::symbol, "symbol"},
    {Role::exchange, "exchange"},
    {Role::known, ""},
}};

/// Other names of columns, in lower case. A name that tells unit or zone says so.
struct Alias {
    std::string_view name;
    Role role;
    std::optional<TimeUnit> unit{};
    bool is_utc = false;
};
constexpr auto ms = TimeUnit::milliseconds;
constexpr Alias aliases[] = {
    {"timestamp", Role::time},
    {"date", Role::time},
    {"datetime", Role::time},
    {"open_time", Role::time},
    {"opentime", Role::time},
    {"time_utc", Role::time, {}, true},
    {"time_utc_ms", Role::time, ms, true},
    {"trade_ms", Role::time, ms, true},
    {"transact_time", Role::time},
    {"transaction_time", Role::time},
    {"calc_time", Role::time},
    {"funding_time", Role::time},
    {"closetime", Role::close_time},
    {"count", Role::trade_count},
    {"trades", Role::trade_count},
    {"number_of_trades", Role::trade_count},
    {"num_trades", Role::trade_count},
    {"amount", Role::qty},
    {"size", Role::qty},
    {"quantity", Role::qty},
    {"trade_id", Role::id},
    {"agg_trade_id", Role::id},
    {"is_buyer_maker", Role::buyer_is_maker},
    {"best_bid_price", Role::bid},
    {"best_bid_qty", Role::bid_qty},
    {"bid_size", Role::bid_qty},
    {"best_ask_price", Role::ask},
    {"best_ask_qty", Role::ask_qty},
    {"ask_size", Role::ask_qty},
    {"funding_rate", Role::rate},
    {"last_funding_rate", Role::rate},
};
/// Recognised, and not stored: other clocks, money volumes, flags.
constexpr std::string_view known_columns[] = {
    "time_local",
    "local_timestamp",
    "local_ns",
    "event_ms",
    "event_time",
    "quote_volume",
    "quote_qty",
    "cost",
    "taker_buy_volume",
    "taker_buy_quote_volume",
    "ignore",
    "type",
    "condition",
    "suspicious",
    "first_trade_id",
    "last_trade_id",
    "is_best_match",
    "update_id",
    "funding_interval_hours",
    "quote_asset_volume",
    "taker_buy_base_asset_volume",
    "taker_buy_quote_asset_volume",
};

constexpr std::string_view kline_names[] = {"open_time",
                                            "open",
                                            "high",
                                            "low",
                                            "close",
                                            "volume",
                                            "close_time",
                                            "quote_volume",
                                            "count",
                                            "taker_buy_volume",
                                            "taker_buy_quote_volume",
                                            "ignore"};
constexpr std::string_view trade_names[] = {"id",   "price",          "qty",          "quote_qty",
                                            "time", "is_buyer_maker", "is_best_match"};
constexpr std::string_view aggtrade_names[] = {"agg_trade_id",  "price",         "quantity",       "first_trade_id",
                                               "last_trade_id", "transact_time", "is_buyer_maker", "is_best_match"};
constexpr std::string_view freqtrade_names[] = {"time", "open", "high", "low", "close", "volume"};

}  // namespace

std::string_view to_string(Role role) noexcept { return role_names[static_cast<std::size_t>(role)].name; }

std::optional<Role> parse_role(std::string_view name) noexcept {
    const auto found = std::ranges::find(role_names, name, &RoleName::name);
    if (found == role_names.end() || found->role == Role::known) return std::nullopt;
    return found->role;
}

std::optional<ColumnMeaning> meaning_of(std::string_view name) noexcept {
    if (const auto role = parse_role(name)) return ColumnMeaning{*role};
    const auto alias = std::ranges::find(aliases, name, &Alias::name);
    if (alias != std::end(aliases)) return ColumnMeaning{alias->role, alias->unit, alias->is_utc};
    if (std::ranges::find(known_columns, name) != std::end(known_columns)) return ColumnMeaning{};
    return std::nullopt;
}

std::string nearest_column(std::string_view name) {
    std::vector<std::string> candidates;
    for (const auto& r : role_names) candidates.emplace_back(r.name);
    for (const auto& a : aliases) candidates.emplace_back(a.name);
    for (const auto k : known_columns) candidates.emplace_back(k);
    return std::string(nearest(name, candidates));
}

std::span<const std::string_view> fixed_names(FileFormat format) noexcept {
    switch (format) {
        case FileFormat::binance_kline: return kline_names;
        case FileFormat::binance_trades: return trade_names;
        case FileFormat::binance_aggtrades: return aggtrade_names;
        case FileFormat::freqtrade: return freqtrade_names;
        default: return {};
    }
}

}  // namespace argosy::data::detail
