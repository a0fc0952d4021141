#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/decimal.hpp"
#include "domain/order.hpp"
#include "store/page.hpp"

namespace argosy::store {

enum class TradeStatus : std::uint8_t { open, closed, canceled };
[[nodiscard]] std::string_view to_string(TradeStatus) noexcept;

/// A position from entry to exit, as the ledger keeps it. Ids and names are text, because the dense ids of `domain`
/// mean something within one run only.
struct Trade {
    std::string id;
    std::string venue, pair;  ///< "binance", "BTC/USDT"
    std::string strategy;     ///< empty: by hand
    domain::Side side = domain::Side::buy;
    TradeStatus status = TradeStatus::open;
    Qty size;
    Price entry_price;
    Time entry_time{};
    std::optional<Price> exit_price;
    std::optional<Time> exit_time;
    std::string currency;              ///< of pnl and fees
    std::optional<Money> pnl;          ///< net of fees, once known
    Money fees;                        ///< negative: paid
    std::uint64_t config_version = 0;  ///< of the configuration that decided the entry; 0: unknown
    std::string details = "{}";        ///< a JSON object: orders, ballot, reasons

    friend bool operator==(const Trade&, const Trade&) = default;
};

/// What is empty does not filter.
struct TradeFilter {
    std::string venue, pair, strategy;
    std::optional<TradeStatus> status;
    std::optional<TimeRange> entered, exited;
};

/// Owner: ledger.
class Trades {
public:
    virtual ~Trades() = default;
    /// Inserts the trade, or replaces the one with its id. Errors: invalid_argument for an empty id.
    [[nodiscard]] virtual Result<> put(const Trade& trade) = 0;
    [[nodiscard]] virtual Result<std::optional<Trade>> find(std::string_view id) const = 0;
    /// By time of entry, the newest first. Errors: invalid_argument (limit, cursor).
    [[nodiscard]] virtual Result<Page<Trade>> list(const TradeFilter& filter, const PageRequest& page) const = 0;
};

}  // namespace argosy::store
