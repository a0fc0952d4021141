#include "data/detail/quote_merger.hpp"

#include "data/row.hpp"

namespace argosy::data::detail {
namespace {

/// A price that is better for who trades against it takes the place; an equal one adds its quantity.
void improve(Price& best, Qty& best_qty, Price price, Qty qty, bool is_better) {
    if (price.is_zero()) return;
    if (best.is_zero() || is_better) {
        best = price;
        best_qty = qty;
    } else if (price == best) {
        best_qty += qty;
    }
}

}  // namespace

Result<std::optional<domain::Quote>> QuoteMerger::add(const domain::Quote& row, std::string_view exchange) {
    if (choice_ == QuoteChoice::one_exchange && exchange != exchange_) return std::nullopt;
    auto it = last_.find(exchange);
    if (it == last_.end()) it = last_.emplace(exchange, domain::Quote{}).first;
    if (last_.size() > 1 && choice_ == QuoteChoice::undeclared)
        return fail(
            Errc::invalid_argument,
            "quotes of several exchanges: " + last_.begin()->first + " and " + last_.rbegin()->first,
            "add --exchange " + last_.begin()->first + " for those of one, or --best-quote for the best of all");
    domain::Quote& q = it->second;
    if (!row.bid.is_zero()) q.bid = row.bid, q.bid_qty = row.bid_qty;
    if (!row.ask.is_zero()) q.ask = row.ask, q.ask_qty = row.ask_qty;
    domain::Quote now = best(row.time);
    domain::Quote same_time = emitted_;
    same_time.time = row.time;
    if (same_content(now, same_time)) return std::nullopt;
    emitted_ = now;
    return now;
}

domain::Quote QuoteMerger::best(Time t) const {
    domain::Quote out{.time = t};
    for (const auto& [name, q] : last_) {
        improve(out.bid, out.bid_qty, q.bid, q.bid_qty, q.bid > out.bid);
        improve(out.ask, out.ask_qty, q.ask, q.ask_qty, q.ask < out.ask);
    }
    return out;
}

}  // namespace argosy::data::detail
