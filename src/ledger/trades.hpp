#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/describe_fwd.hpp"
#include "codec/json.hpp"
#include "codec/schema.hpp"
#include "domain/round_trip.hpp"
#include "store/trades.hpp"

/// Trades as the ledger keeps them, from the engine's round trips and back, and as the API shows them.
namespace argosy::ledger {

/// A round trip as it is kept; of an open one the exit is left out, and pnl is as if it were closed now. The round trip
/// itself is kept in the details. Requires: names of this run.
[[nodiscard]] store::Trade trade_of(const domain::RoundTrip& trip, std::string id, store::TradeStatus status,
                                    const codec::Names& names);

/// It comes from the engine: what happened, which nobody changes.
[[nodiscard]] bool is_of_engine(const store::Trade& trade) noexcept;
/// The round trip as codec writes it; empty for a trade recorded by hand.
[[nodiscard]] std::string_view trip_json(const store::Trade& trade) noexcept;

/// What performance/ counts of a closed trade. A trade by hand, or of an instrument or a strategy that this run does
/// not have, has neither of the two ids; its money is right all the same.
[[nodiscard]] domain::RoundTrip trip_of(const store::Trade& trade, const codec::Names& names);

/// "OPEN", "CLOSED", "CANCELLED".
[[nodiscard]] std::string_view status_name(store::TradeStatus status) noexcept;
/// In capitals or not, with one L or two. Errors: invalid_argument.
[[nodiscard]] Result<store::TradeStatus> parse_status(std::string_view text);

/// A trade in an answer. Prices and sizes are JSON numbers for people and charts; the exact ones are in trip.
struct TradeRow {
    std::string trade_id, pair, exchange, side, status, strategy, currency;
    double entry_price = 0, position_size = 0;
    std::optional<double> exit_price, pnl;
    Time entry_time{};
    std::optional<Time> exit_time;
    std::optional<Money> net;               ///< pnl to the last digit
    std::uint64_t config_version = 0;       ///< of the settings that decided the entry; 0: unknown
    std::optional<domain::RoundTrip> trip;  ///< for the description; append_row writes the kept text
};
struct TradePage {
    std::vector<TradeRow> trades;
    std::optional<std::string> next_cursor;
};
void describe(Described<TradeRow>& d);
void describe(Described<TradePage>& d);

[[nodiscard]] std::string row_json(const store::Trade& trade);
/// {"trades":[...],"next_cursor":...}; an empty cursor is null.
[[nodiscard]] std::string page_json(const std::vector<store::Trade>& trades, std::string_view next_cursor);

/// The same trades in an order that people want: open ones first, then closed, then canceled, each the newest first.
/// Errors: those of Trades::list.
[[nodiscard]] Result<store::Page<store::Trade>> list_by_status(const store::Trades& trades,
                                                               const store::TradeFilter& filter,
                                                               const store::PageRequest& page);

/// The numbers of a trade that was written by hand are such that as many as closed_trades gives can be added up.
/// Errors: invalid_argument, naming the field.
[[nodiscard]] Result<> check_range(const store::Trade& trade);

/// All that the filter lets through and that can be added up (check_range), in order of their exit. At most `most`, the
/// newest.
[[nodiscard]] Result<std::vector<store::Trade>> closed_trades(const store::Trades& trades, store::TradeFilter filter,
                                                              std::size_t most = 50'000);

}  // namespace argosy::ledger
