#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/decimal.hpp"
#include "base/describe_fwd.hpp"
#include "base/time.hpp"
#include "messages/facts.hpp"

/// What the exchange service answers, with the field names of docs/api.md.
namespace argosy::services::exchange {

struct TickerData {
    Price last, bid, ask, open, high, low;
    Qty bid_size, ask_size, volume;
    double quote_volume = 0, change = 0;
    bool synthetic = true;
};
struct TickerAnswer {
    std::string exchange, symbol, data_type = "ticker";
    TickerData data;
    Time timestamp{};
};

struct OhlcvData {
    Duration interval{};
    std::vector<std::vector<std::string>> bars;
};
struct OhlcvAnswer {
    std::string exchange, symbol, data_type = "ohlcv";
    OhlcvData data;
    Time timestamp{};
};

struct BookData {
    std::vector<std::vector<std::string>> bids, asks;
    bool synthetic = true;
};
struct BookAnswer {
    std::string exchange, symbol, data_type = "orderbook";
    BookData data;
    Time timestamp{};
};

struct Pair {
    std::string symbol, base, quote, settlement, kind, status;
    Price tick_size;
    Qty lot_size, qty_min;
    Money notional_min;
    Ratio maker_fee, taker_fee;
    std::optional<Price> price;
};
struct Pairs {
    std::string exchange;
    std::vector<Pair> pairs;
};

/// A position that the venue counts otherwise than we do.
struct PositionDifference {
    std::string instrument;
    Qty ours, venues;
};
/// Whether what we know is what the venue knows, compared when asked.
struct Reconciliation {
    std::string state;  ///< "in_step"; "under_way": they differ while messages are under way; "differs"
    std::uint64_t orders_ours = 0, orders_venues = 0;  ///< open, of the whole account
    std::vector<PositionDifference> positions;         ///< those that differ
    Time time{};
};
struct ExchangeHealth {
    std::string exchange, status;
    double response_time = 0;
    Time last_check{};
    std::int64_t error_count = 0;
    std::optional<std::string> detail;
    Reconciliation reconciliation;
};
struct Exchange {
    std::string name, mode, status;
    bool simulated = true;
    std::int64_t pairs = 0;
    std::vector<std::string> currencies, also_called;
};
struct Exchanges {
    std::vector<Exchange> exchanges;
};
struct ExchangeInfo {
    Exchange exchange;
    std::vector<std::string> order_types, time_in_force, features;
    std::string margin_mode;
    Ratio leverage;
    std::string rate_limits, hours;
    std::string note;
};

/// The documented model: floats, as it asks for.
struct BalanceAnswer {
    std::string exchange, currency;
    double total_balance = 0, available_balance = 0, total_pnl = 0, daily_pnl = 0;
    Time timestamp{};
    bool simulated = true;
};
struct PositionsAnswer {
    std::string exchange;
    std::vector<messages::Position> positions;
};

void describe(Described<TickerData>& d);
void describe(Described<TickerAnswer>& d);
void describe(Described<OhlcvData>& d);
void describe(Described<OhlcvAnswer>& d);
void describe(Described<BookData>& d);
void describe(Described<BookAnswer>& d);
void describe(Described<Pair>& d);
void describe(Described<Pairs>& d);
void describe(Described<PositionDifference>& d);
void describe(Described<Reconciliation>& d);
void describe(Described<ExchangeHealth>& d);
void describe(Described<Exchange>& d);
void describe(Described<Exchanges>& d);
void describe(Described<ExchangeInfo>& d);
void describe(Described<BalanceAnswer>& d);
void describe(Described<PositionsAnswer>& d);

}  // namespace argosy::services::exchange
