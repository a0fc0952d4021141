#include "ledger/trades.hpp"

#include <gmock/gmock.h>
#include <map>

namespace argosy::ledger {
namespace {

using store::Trade;
using store::TradeStatus;
using ::testing::HasSubstr;

/// Trades in a map, paged by two: what list_by_status has to put together.
class FewTrades final : public store::Trades {
public:
    Result<> put(const Trade& t) override { return rows.push_back(t), Result<>{}; }
    Result<std::optional<Trade>> find(std::string_view) const override { return std::optional<Trade>{}; }
    Result<store::Page<Trade>> list(const store::TradeFilter& f, const store::PageRequest& page) const override {
        EXPECT_TRUE(store::check(page));
        store::Page<Trade> out;
        std::size_t at = page.cursor.empty() ? 0 : std::stoul(page.cursor);
        for (; at < rows.size() && out.rows.size() < page.limit; ++at)
            if (!f.status || rows[at].status == *f.status) out.rows.push_back(rows[at]);
        const bool more = std::any_of(rows.begin() + static_cast<std::ptrdiff_t>(at), rows.end(),
                                      [&](const Trade& t) { return !f.status || t.status == *f.status; });
        if (more) out.next = std::to_string(at);
        return out;
    }
    std::vector<Trade> rows;
};

Trade by_hand(std::string id, TradeStatus status) {
    return {.id = std::move(id),
            .venue = "sim",
            .pair = "BTC/USDT",
            .status = status,
            .size = "2"_qty,
            .entry_price = "100.5"_px,
            .entry_time = Time{} + 1h,
            .exit_price = status == TradeStatus::closed ? std::optional("110"_px) : std::nullopt,
            .exit_time = status == TradeStatus::closed ? std::optional(Time{} + 2h) : std::nullopt,
            .currency = "USDT",
            .pnl = "17.5"_money,
            .fees = "-1.5"_money};
}

class LedgerTrades : public ::testing::Test {
protected:
    LedgerTrades() {
        EXPECT_TRUE(table.add({.symbol = "BTC/USDT",
                               .venue = "sim",
                               .base = domain::Currency{"BTC"},
                               .quote = domain::Currency{"USDT"},
                               .settlement = domain::Currency{"USDT"},
                               .tick_size = "0.1"_px,
                               .lot_size = "0.1"_qty}));
    }
    domain::InstrumentTable table;
    std::vector<std::string> strategies{"trend"};
    codec::Names names{.instruments = &table, .strategies = strategies};
    domain::RoundTrip trip{.strategy = StrategyId(0),
                           .instrument = InstrumentId(0),
                           .entry_time = Time{} + 1h,
                           .exit_time = Time{} + 2h,
                           .entry_price = "100"_px,
                           .exit_price = "110"_px,
                           .qty_max = "3"_qty,
                           .currency = domain::Currency{"USDT"},
                           .gross = "30"_money,
                           .fees = "-0.5"_money,
                           .funding = "-0.25"_money,
                           .mfe = "31"_money,
                           .turnover = "630"_money};
};

TEST(CheckRange, what_cannot_be_added_up_is_left_out_of_sums) {
    FewTrades trades;
    for (const Money pnl : {"5"_money, Money::max(), "-7"_money, -Money::max()}) {
        auto t = by_hand("t" + std::to_string(trades.rows.size()), TradeStatus::closed);
        t.pnl = pnl;
        trades.rows.push_back(std::move(t));
    }
    const auto left =
        closed_trades(trades, {.venue = {}, .pair = {}, .strategy = {}, .status = {}, .entered = {}, .exited = {}});
    ASSERT_TRUE(left);
    ASSERT_EQ(left->size(), 2U);
    EXPECT_EQ(left->at(0).pnl, "5"_money);
    EXPECT_EQ(left->at(1).pnl, "-7"_money);
}

TEST_F(LedgerTrades, a_round_trip_comes_back_as_it_was) {
    const Trade kept = trade_of(trip, "0-1", TradeStatus::closed, names);
    EXPECT_EQ(kept.venue, "sim");
    EXPECT_EQ(kept.strategy, "trend");
    EXPECT_EQ(*kept.pnl, "29.25"_money);
    EXPECT_TRUE(is_of_engine(kept));
    EXPECT_EQ(trip_of(kept, names), trip);
}

TEST_F(LedgerTrades, a_trip_of_names_that_are_gone_keeps_its_money) {
    const Trade kept = trade_of(trip, "0-1", TradeStatus::closed, names);
    const domain::InstrumentTable none;
    const auto again = trip_of(kept, {.instruments = &none, .strategies = {}});
    EXPECT_TRUE(again.instrument.is_none());
    EXPECT_EQ(again.net(), trip.net());
    EXPECT_EQ(again.exit_time, trip.exit_time);
}

TEST_F(LedgerTrades, a_row_has_numbers_for_people_and_the_exact_ones) {
    const auto closed = row_json(trade_of(trip, "0-1", TradeStatus::closed, names));
    EXPECT_THAT(closed, HasSubstr(R"("status":"CLOSED")"));
    EXPECT_THAT(closed, HasSubstr(R"("exit_price":110)"));
    EXPECT_THAT(closed, HasSubstr(R"("net":"29.25","trip":{"strategy":"trend","instrument":"BTC/USDT")"));
    const auto open = row_json(trade_of(trip, "0-1", TradeStatus::open, names));
    EXPECT_THAT(open, HasSubstr(R"("exit_price":null)"));
    EXPECT_THAT(row_json(by_hand("a", TradeStatus::closed)), HasSubstr(R"("net":"17.5","trip":null})"));
}

TEST_F(LedgerTrades, hand_written_trades_count_their_net) {
    const auto again = trip_of(by_hand("a", TradeStatus::closed), names);
    EXPECT_EQ(again.net(), "17.5"_money);
    EXPECT_EQ(again.gross, "19"_money);
    EXPECT_EQ(again.turnover, "421"_money);
}

TEST_F(LedgerTrades, open_ones_come_first_on_pages_of_any_size) {
    FewTrades trades;
    for (const auto* id : {"c1", "o1", "x1", "c2", "o2", "c3"})
        ASSERT_TRUE(trades.put(by_hand(id, *id == 'c'   ? TradeStatus::closed
                                           : *id == 'o' ? TradeStatus::open
                                                        : TradeStatus::canceled)));
    for (std::size_t limit = 1; limit <= 7; ++limit) {
        std::vector<std::string> seen;
        store::PageRequest page{.limit = limit, .cursor = {}};
        do {
            const auto part = list_by_status(trades, {}, page);
            ASSERT_TRUE(part) << part.error().describe();
            for (const auto& t : part->rows) seen.push_back(t.id);
            page.cursor = part->next;
        } while (!page.cursor.empty());
        EXPECT_THAT(seen, ::testing::ElementsAre("o1", "o2", "c1", "c2", "c3", "x1")) << limit;
    }
    EXPECT_FALSE(list_by_status(trades, {}, {.limit = 10, .cursor = "7.1"}));
}

TEST_F(LedgerTrades, statuses_are_read_as_people_write_them) {
    EXPECT_EQ(parse_status("OPEN").value(), TradeStatus::open);
    EXPECT_EQ(parse_status("Canceled").value(), TradeStatus::canceled);
    EXPECT_EQ(parse_status(status_name(TradeStatus::canceled)).value(), TradeStatus::canceled);
    EXPECT_FALSE(parse_status("done"));
}

}  // namespace
}  // namespace argosy::ledger
