#include "data/row.hpp"

namespace argosy::data {

std::string describe_row(const domain::Bar& row) {
    return "open " + to_string(row.open) + ", high " + to_string(row.high) + ", low " + to_string(row.low) +
           ", close " + to_string(row.close) + ", volume " + to_string(row.volume) +
           (row.trade_count != 0 ? ", trades " + std::to_string(row.trade_count) : "");
}

std::string describe_row(const domain::Trade& row) {
    return "id " + std::to_string(row.venue_id) + ", " + (row.aggressor == domain::Side::buy ? "buy " : "sell ") +
           to_string(row.qty) + " at " + to_string(row.price);
}

std::string describe_row(const domain::Quote& row) {
    return "bid " + to_string(row.bid) + " (" + to_string(row.bid_qty) + "), ask " + to_string(row.ask) + " (" +
           to_string(row.ask_qty) + ")";
}

std::string describe_row(const domain::Funding& row) {
    return "rate " + to_string(row.rate) +
           (row.mark_price.is_zero() ? "" : ", mark price " + to_string(row.mark_price));
}

}  // namespace argosy::data
