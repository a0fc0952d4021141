#pragma once

// What every adapter of the store must do. An adapter runs it with a database type that has `Store& store()` (empty at
// first) and `void reopen()`:
//
//     INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreConformance, SqliteDatabase);

#include <atomic>
#include <gmock/gmock.h>
#include <map>
#include <set>
#include <thread>

#include "base/enum.hpp"
#include "base/prng.hpp"
#include "store/store.hpp"

namespace argosy::store::testing {

using namespace ::testing;
using ::testing::HasSubstr;

inline Time at(std::int64_t s) { return time_from_ns(1'700'000'000'000'000'000 + s * 1'000'000'000 + 7); }

inline Trade trade_of(int n) {
    Trade t{.id = "t" + std::to_string(n), .venue = "binance", .pair = n % 2 == 0 ? "BTC/USDT" : "ETH/USDT"};
    t.strategy = n % 3 == 0 ? "grid" : "ema_cross";
    t.size = Qty::from_raw(12'345'678'901'234'567);
    t.entry_price = "27123.4500000001"_px;
    t.entry_time = at(n / 2);  // pairs of them have the same time
    t.currency = "USDT";
    t.fees = "-1.000000000000000001"_money;
    t.config_version = 7;
    return t;
}

template <class Database>
class StoreConformance : public Test {
protected:
    Store& store() { return database.store(); }

    template <class F>
    auto write(F&& f) {
        auto r = store().write(std::forward<F>(f));
        EXPECT_TRUE(r) << r.error().describe();
        return r;
    }
    template <class F>
    auto read(F&& f) {
        auto r = std::as_const(store()).read(std::forward<F>(f));
        EXPECT_TRUE(r) << r.error().describe();
        return std::move(*r);
    }
    void put_trades(int n) {
        write([&](Tables& t) -> Result<> {
            for (int i = 0; i < n; ++i) ARGOSY_TRY(t.trades().put(trade_of(i)), "");
            return {};
        });
    }
    std::vector<std::string> ids_of(const TradeFilter& filter) {
        const auto page = read([&](const Tables& t) { return t.trades().list(filter, {}); });
        std::vector<std::string> ids;
        for (const auto& t : page.rows) ids.push_back(t.id);
        return ids;
    }
    std::uint64_t put_document(const Document& d, Expect expect = Expect::anything()) {
        auto r = store().write([&](Tables& t) { return t.documents().put(d, expect); });
        return r ? *r : 0;
    }
    std::optional<Document> document(std::string_view collection, std::string_view key, Time now) {
        return read([&](const Tables& t) { return t.documents().find(collection, key, now); });
    }

    Database database;
};
TYPED_TEST_SUITE_P(StoreConformance);

// ---- Transactions

TYPED_TEST_P(StoreConformance, an_error_undoes_the_whole_transaction) {
    const auto r = this->store().write([](Tables& t) -> Result<> {
        ARGOSY_TRY(t.trades().put(trade_of(1)), "");
        ARGOSY_TRY(t.outbox().put({.id = {1, 1}, .subject = "trades", .envelope = "{}", .time = at(1)}), "");
        return fail(Errc::rejected, "changed my mind");
    });
    ASSERT_FALSE(r);
    EXPECT_EQ(r.error().message(), "changed my mind");
    EXPECT_FALSE(this->read([](const Tables& t) { return t.trades().find("t1"); }));
    EXPECT_EQ(this->read([](const Tables& t) { return t.outbox().depth(); }), 0U);
}

TYPED_TEST_P(StoreConformance, what_was_committed_is_there_after_opening_again) {
    this->put_trades(3);
    this->database.reopen();
    EXPECT_EQ(this->read([](const Tables& t) { return t.trades().find("t2"); }), trade_of(2));
}

TYPED_TEST_P(StoreConformance, in_a_batch_the_error_of_one_work_undoes_that_one_only) {
    std::vector<Work> works;
    for (int i = 0; i < 5; ++i)
        works.emplace_back([i](Tables& t) -> Result<> {
            ARGOSY_TRY(t.trades().put(trade_of(i)), "");
            if (i == 2) return fail(Errc::rejected, "not this one");
            return {};
        });
    const auto results = this->store().write_each(works);
    ASSERT_EQ(results.size(), 5U);
    for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(results[i].has_value(), i != 2) << i;
    EXPECT_THAT(this->ids_of({}), UnorderedElementsAre("t0", "t1", "t3", "t4"));
}

TYPED_TEST_P(StoreConformance, a_reader_sees_one_state_and_does_not_stop_a_writer) {
    this->put_trades(2);
    const auto counts = this->read([&](const Tables& t) -> Result<std::pair<std::size_t, std::size_t>> {
        ARGOSY_LET(const auto before, t.trades().list({}, {}), "");
        std::thread([&] { this->put_trades(9); }).join();  // while we read
        ARGOSY_LET(const auto after, t.trades().list({}, {}), "");
        return std::pair(before.rows.size(), after.rows.size());
    });
    EXPECT_EQ(counts, std::pair(std::size_t{2}, std::size_t{2}));
    EXPECT_EQ(this->ids_of({}).size(), 9U);
}

TYPED_TEST_P(StoreConformance, writers_of_many_threads_lose_no_update) {
    this->put_document({.collection = "c", .key = "n", .body = "0"});
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int n = 0; n < 25; ++n)
                EXPECT_TRUE(this->store().write([](Tables& t) -> Result<> {
                    ARGOSY_LET(auto d, t.documents().find("c", "n", at(0)), "");
                    d->body = std::to_string(std::stoi(d->body) + 1);
                    ARGOSY_TRY(t.documents().put(*d, Expect::revision(d->revision)), "");
                    return {};
                }));
        });
    for (auto& t : threads) t.join();
    EXPECT_EQ(this->document("c", "n", at(0))->body, "100");
}

// ---- Ledger

TYPED_TEST_P(StoreConformance, a_trade_comes_back_as_it_was_and_is_replaced_by_its_id) {
    Trade t = trade_of(4);
    this->write([&](Tables& x) { return x.trades().put(t); });
    EXPECT_EQ(this->read([&](const Tables& x) { return x.trades().find(t.id); }), t);
    t.status = TradeStatus::closed;
    t.exit_price = "99999.0000000001"_px;
    t.exit_time = at(99);
    t.pnl = Money::from_raw((int128{1} << 100) + 1);
    t.details = std::string(R"({"why":"x"})") + '\0' + "\xff";  // bytes are bytes
    this->write([&](Tables& x) { return x.trades().put(t); });
    EXPECT_EQ(this->read([&](const Tables& x) { return x.trades().find(t.id); }), t);
    EXPECT_EQ(this->ids_of({}).size(), 1U);
}

TYPED_TEST_P(StoreConformance, trades_are_filtered_by_each_field_and_by_all) {
    this->put_trades(12);
    Trade closed = trade_of(6);
    closed.status = TradeStatus::closed;
    closed.exit_time = at(50);
    this->write([&](Tables& t) { return t.trades().put(closed); });
    EXPECT_EQ(this->ids_of({.venue = "bybit"}).size(), 0U);
    EXPECT_EQ(this->ids_of({.venue = "binance"}).size(), 12U);
    EXPECT_THAT(this->ids_of({.pair = "BTC/USDT", .strategy = "grid"}), ElementsAre("t6", "t0"));
    EXPECT_THAT(this->ids_of({.status = TradeStatus::closed}), ElementsAre("t6"));
    EXPECT_EQ(this->ids_of({.status = TradeStatus::open}).size(), 11U);
    EXPECT_THAT(this->ids_of({.entered = TimeRange{at(1), at(3)}}), ElementsAre("t5", "t4", "t3", "t2"));
    EXPECT_THAT(this->ids_of({.exited = TimeRange{at(50), at(51)}}), ElementsAre("t6"));
    EXPECT_THAT(this->ids_of({.exited = TimeRange{at(51), time_max}}), IsEmpty());
    EXPECT_THAT(this->ids_of({.exited = TimeRange{}}), ElementsAre("t6"));
}

TYPED_TEST_P(StoreConformance, pages_give_every_row_once_whatever_is_added_meanwhile) {
    this->put_trades(25);
    std::vector<std::string> ids;
    PageRequest request{.limit = 4};
    int pages = 0;
    do {
        const auto page = this->read([&](const Tables& t) { return t.trades().list({}, request); });
        EXPECT_LE(page.rows.size(), 4U);
        for (const auto& t : page.rows) ids.push_back(t.id);
        Trade newer = trade_of(1000 + pages);  // in front of everything
        this->write([&](Tables& t) { return t.trades().put(newer); });
        request.cursor = page.next;
        ++pages;
    } while (!request.cursor.empty() && pages < 20);
    EXPECT_EQ(pages, 7);
    EXPECT_EQ(ids.size(), 25U);
    EXPECT_EQ(std::set(ids.begin(), ids.end()).size(), 25U);
    EXPECT_EQ(ids.front(), "t24");
    EXPECT_EQ(ids.back(), "t0");
}

TYPED_TEST_P(StoreConformance, wrong_pages_are_refused) {
    for (const PageRequest& bad : {PageRequest{.limit = 0}, PageRequest{.limit = 1001}, PageRequest{.cursor = "x"},
                                   PageRequest{.cursor = "alerts.1.61"}, PageRequest{.cursor = "trades.1.6"}}) {
        const auto r = std::as_const(this->store()).read([&](const Tables& t) { return t.trades().list({}, bad); });
        ASSERT_FALSE(r) << bad.cursor;
        EXPECT_EQ(r.error().code(), Errc::invalid_argument);
    }
}

TYPED_TEST_P(StoreConformance, alerts_are_filtered_and_resolved_once) {
    using domain::AlertLevel;
    this->write([](Tables& t) -> Result<> {
        for (int i = 0; i < 6; ++i)
            ARGOSY_TRY(t.alerts().put({.id = "a" + std::to_string(i),
                                       .level = enumerators<AlertLevel>[static_cast<std::size_t>(i % 3)],
                                       .category = i < 3 ? "risk" : "data",
                                       .message = "m",
                                       .time = at(i)}),
                       "");
        return {};
    });
    const auto ids = [&](const AlertFilter& f) {
        std::string out;
        for (const auto& a : this->read([&](const Tables& t) { return t.alerts().list(f, {}); }).rows)
            out += a.id + " ";
        return out;
    };
    EXPECT_EQ(ids({}), "a5 a4 a3 a2 a1 a0 ");
    EXPECT_EQ(ids({.level_min = AlertLevel::warning}), "a5 a4 a2 a1 ");
    EXPECT_EQ(ids({.level_min = AlertLevel::error, .category = "risk"}), "a2 ");
    EXPECT_EQ(ids({.time = {at(2), at(4)}}), "a3 a2 ");
    const auto resolve = [&](std::string_view id) {
        return *this->write([&](Tables& t) { return t.alerts().resolve(id, at(9)); });
    };
    EXPECT_TRUE(resolve("a2"));
    EXPECT_FALSE(resolve("a2")) << "a second time";
    EXPECT_FALSE(resolve("a77"));
    EXPECT_EQ(ids({.level_min = AlertLevel::error, .unresolved_only = true}), "a5 ");
    EXPECT_EQ(this->read([](const Tables& t) { return t.alerts().find("a2"); })->resolved, at(9));
    EXPECT_EQ(*this->write([](Tables& t) { return t.alerts().trim(at(9)); }), 0U);
    EXPECT_EQ(*this->write([](Tables& t) { return t.alerts().trim(at(10)); }), 1U);
    EXPECT_EQ(ids({.level_min = AlertLevel::error}), "a5 ");
}

TYPED_TEST_P(StoreConformance, a_late_balance_does_not_replace_a_newer_one) {
    const auto put = [&](std::string_view venue, Money total, int s) {
        this->write([&](Tables& t) {
            return t.balances().put(
                {.venue = std::string(venue), .currency = "USDT", .total = total, .available = total, .time = at(s)});
        });
    };
    put("bybit", "1"_money, 1);
    put("binance", "10.000000000000000001"_money, 5);
    put("binance", "9"_money, 4);
    const auto all = this->read([](const Tables& t) { return t.balances().list(); });
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].total, "10.000000000000000001"_money);
    put("binance", "11"_money, 5);
    EXPECT_EQ(this->read([](const Tables& t) { return t.balances().list("binance"); }).at(0).total, "11"_money);
}

TYPED_TEST_P(StoreConformance, an_equity_curve_is_read_by_range_interval_and_page) {
    this->write([](Tables& t) -> Result<> {
        for (int i = 0; i < 60; ++i)
            for (const char* account : {"main", "other"})
                ARGOSY_TRY(t.equity().put({.account = account, .time = at(i), .equity = Money::from_int(i)}), "");
        return {};
    });
    const auto list = [&](const EquityFilter& f, PageRequest page = {}) {
        return this->read([&](const Tables& t) { return t.equity().list(f, page); });
    };
    EXPECT_EQ(list({.account = "main"}).rows.size(), 60U);
    EXPECT_EQ(list({.account = "none"}).rows.size(), 0U);
    EXPECT_EQ(list({.account = "main", .time = {at(10), at(12)}}).rows.size(), 2U);
    EXPECT_EQ(this->read([](const Tables& t) { return t.equity().last("main"); })->equity, Money::from_int(59));
    // 1,700,000,000 s is a multiple of 10 s: the intervals end with 9, 19, 29 ...
    const auto coarse = list({.account = "main", .every = 10s});
    ASSERT_EQ(coarse.rows.size(), 6U);
    EXPECT_EQ(coarse.rows[1].equity, Money::from_int(19));
    EXPECT_EQ(list({.account = "main", .time = {at(0), at(15)}, .every = 10s}).rows.back().equity, Money::from_int(14));
    const auto first = list({.account = "main", .direction = Direction::newest_first}, {.limit = 59});
    EXPECT_EQ(first.rows.front().equity, Money::from_int(59));
    const auto second =
        list({.account = "main", .direction = Direction::newest_first}, {.limit = 59, .cursor = first.next});
    ASSERT_EQ(second.rows.size(), 1U);
    EXPECT_EQ(second.rows[0].equity, Money::from_int(0));
    EXPECT_EQ(*this->write([](Tables& t) { return t.equity().trim(at(50)); }), 100U);
}

// ---- Documents and streams

TYPED_TEST_P(StoreConformance, an_expectation_that_does_not_hold_changes_nothing) {
    const Document d{.collection = "users", .key = "alice", .group = "admins", .body = "{}", .updated = at(1)};
    const auto first = this->put_document(d, Expect::absent());
    ASSERT_GT(first, 0U);
    EXPECT_EQ(this->put_document(d, Expect::absent()), 0U);
    const auto second = this->put_document(d, Expect::revision(first));
    EXPECT_GT(second, first);
    const auto late = this->store().write([&](Tables& t) { return t.documents().put(d, Expect::revision(first)); });
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code(), Errc::rejected);
    EXPECT_EQ(this->document("users", "alice", at(1))->revision, second);
}

TYPED_TEST_P(StoreConformance, a_revision_is_never_used_twice) {
    const Document d{.collection = "leases", .key = "account-1", .body = "a"};
    const auto first = this->put_document(d);
    EXPECT_TRUE(
        *this->write([](Tables& t) { return t.documents().erase("leases", "account-1", Expect::anything(), at(0)); }));
    EXPECT_FALSE(
        *this->write([](Tables& t) { return t.documents().erase("leases", "account-1", Expect::anything(), at(0)); }));
    this->database.reopen();
    EXPECT_GT(this->put_document(d, Expect::absent()), first);
}

TYPED_TEST_P(StoreConformance, what_has_expired_is_not_there) {
    Document d{.collection = "leases", .key = "x", .body = "a", .expires = at(10), .updated = at(0)};
    const auto first = this->put_document(d, Expect::absent());
    EXPECT_TRUE(this->document("leases", "x", at(9)));
    EXPECT_FALSE(this->document("leases", "x", at(10)));
    d.updated = at(9);
    EXPECT_EQ(this->put_document(d, Expect::absent()), 0U) << "somebody holds it";
    d.updated = at(10);
    d.expires = at(20);
    EXPECT_GT(this->put_document(d, Expect::absent()), first) << "the lease has expired: it can be taken";
    EXPECT_EQ(*this->write([](Tables& t) { return t.documents().erase_expired(at(19), 10); }), 0U);
    EXPECT_EQ(*this->write([](Tables& t) { return t.documents().erase_expired(at(20), 10); }), 1U);
}

TYPED_TEST_P(StoreConformance, documents_are_listed_by_group_and_prefix_and_erased_by_group) {
    for (int i = 0; i < 9; ++i)
        this->put_document({.collection = "tokens",
                            .key = (i < 5 ? "a/" : "b/") + std::to_string(i),
                            .group = i % 2 == 0 ? "even" : "",
                            .body = "x"});
    this->put_document({.collection = "others", .key = "a/0", .group = "even", .body = "x"});
    const auto keys = [&](const DocumentFilter& f, PageRequest page = {}) {
        std::string out;
        const auto found = this->read([&](const Tables& t) { return t.documents().list(f, page, at(0)); });
        for (const auto& d : found.rows) out += d.key + " ";
        return out + found.next;
    };
    EXPECT_EQ(keys({.collection = "tokens", .group = "even"}), "a/0 a/2 a/4 b/6 b/8 ");
    EXPECT_EQ(keys({.collection = "tokens", .key_prefix = "b/"}), "b/5 b/6 b/7 b/8 ");
    EXPECT_EQ(keys({.collection = "tokens", .group = "even", .key_prefix = "b/"}), "b/6 b/8 ");
    const auto cursor = print_cursor("documents", {0, "a/4"});
    EXPECT_EQ(keys({.collection = "tokens"}, {.limit = 5}), "a/0 a/1 a/2 a/3 a/4 " + cursor);
    EXPECT_EQ(keys({.collection = "tokens"}, {.limit = 5, .cursor = cursor}), "b/5 b/6 b/7 b/8 ");
    EXPECT_EQ(*this->write([](Tables& t) { return t.documents().erase_group("tokens", "even"); }), 5U);
    EXPECT_EQ(keys({.collection = "tokens"}), "a/1 a/3 b/5 b/7 ");
    EXPECT_TRUE(this->document("others", "a/0", at(0)));
}

TYPED_TEST_P(StoreConformance, a_stream_counts_by_itself_also_after_trimming) {
    const auto append = [&](std::string stream, int s, std::optional<std::uint64_t> last = {}) {
        auto r = this->store().write([&](Tables& t) {
            return t.streams().append({.stream = stream, .time = at(s), .key = s % 2 == 0 ? "k" : "", .body = "b"},
                                      last);
        });
        return r ? *r : 0;
    };
    for (int i = 1; i <= 5; ++i) EXPECT_EQ(append("config", i), static_cast<std::uint64_t>(i));
    EXPECT_EQ(append("signals", 1, 0), 1U);
    EXPECT_EQ(append("signals", 1, 0), 0U) << "it is not new any more";
    EXPECT_EQ(append("config", 6, 4), 0U) << "somebody else added to it";
    EXPECT_EQ(append("config", 6, 5), 6U);
    EXPECT_EQ(*this->write([](Tables& t) { return t.streams().trim("config", at(100)); }), 6U);
    EXPECT_EQ(this->read([](const Tables& t) { return t.streams().last("config"); }), 6U);
    EXPECT_EQ(append("config", 7), 7U);
    EXPECT_EQ(this->read([](const Tables& t) { return t.streams().last("none"); }), 0U);
}

TYPED_TEST_P(StoreConformance, a_stream_is_read_in_both_directions_by_key_and_time) {
    this->write([](Tables& t) -> Result<> {
        for (int i = 1; i <= 6; ++i)
            ARGOSY_TRY(t.streams().append({.stream = "s", .time = at(i), .key = i % 2 == 0 ? "even" : "", .body = "b"}),
                       "");
        return {};
    });
    const auto numbers = [&](const StreamFilter& f) {
        std::vector<std::uint64_t> out;
        PageRequest page{.limit = 2};
        do {
            const auto found = this->read([&](const Tables& t) { return t.streams().list(f, page); });
            for (const auto& e : found.rows) out.push_back(e.sequence);
            page.cursor = found.next;
        } while (!page.cursor.empty());
        return out;
    };
    EXPECT_THAT(numbers({.stream = "s"}), ElementsAre(6, 5, 4, 3, 2, 1));
    EXPECT_THAT(numbers({.stream = "s", .direction = Direction::oldest_first}), ElementsAre(1, 2, 3, 4, 5, 6));
    EXPECT_THAT(numbers({.stream = "s", .key = "even"}), ElementsAre(6, 4, 2));
    EXPECT_THAT(numbers({.stream = "s", .time = {at(2), at(4)}}), ElementsAre(3, 2));
    EXPECT_EQ(this->read([](const Tables& t) { return t.streams().find("s", 4); })->time, at(4));
    EXPECT_FALSE(this->read([](const Tables& t) { return t.streams().find("s", 7); }));
}

// ---- Messages

TYPED_TEST_P(StoreConformance, the_outbox_keeps_order_and_an_id_waits_once) {
    const auto message = [](std::uint64_t n) {
        return OutboxMessage{.id = {1, n}, .subject = "trades", .envelope = "{}", .time = at(0)};
    };
    for (const std::uint64_t n : {3U, 1U, 2U, 1U}) this->write([&](Tables& t) { return t.outbox().put(message(n)); });
    auto waiting = this->read([](const Tables& t) { return t.outbox().waiting(0, 10); });
    ASSERT_EQ(waiting.size(), 3U);
    EXPECT_THAT(std::vector({waiting[0].id.low, waiting[1].id.low, waiting[2].id.low}), ElementsAre(3, 1, 2));
    EXPECT_EQ(this->read([&](const Tables& t) { return t.outbox().waiting(waiting[0].sequence, 1); }).at(0),
              waiting[1]);
    const auto through = waiting[1].sequence;
    EXPECT_EQ(*this->write([&](Tables& t) { return t.outbox().published(through); }), 2U);
    EXPECT_EQ(this->read([](const Tables& t) { return t.outbox().depth(); }), 1U);
    this->write([](Tables& t) { return t.outbox().published(UINT64_MAX / 2); });
    this->database.reopen();
    EXPECT_GT(*this->write([&](Tables& t) { return t.outbox().put(message(9)); }), waiting[2].sequence)
        << "a sequence must not come again, or a relay would skip the message";
}

TYPED_TEST_P(StoreConformance, an_id_is_applied_once_by_each_consumer) {
    const auto apply = [&](std::string_view consumer, std::uint64_t n, int s) {
        return *this->write([&](Tables& t) { return t.applied().apply(consumer, {5, n}, at(s)); });
    };
    EXPECT_TRUE(apply("ledger", 1, 1));
    EXPECT_FALSE(apply("ledger", 1, 2));
    EXPECT_TRUE(apply("positions", 1, 2));
    EXPECT_TRUE(this->read([](const Tables& t) { return t.applied().has("ledger", {5, 1}); }));
    EXPECT_EQ(*this->write([](Tables& t) { return t.applied().trim(at(2)); }), 1U);
    EXPECT_FALSE(this->read([](const Tables& t) { return t.applied().has("ledger", {5, 1}); }));
}

TYPED_TEST_P(StoreConformance, dead_letters_are_kept_as_they_came_and_taken_once) {
    std::vector<std::uint64_t> numbers;
    for (int i = 0; i < 5; ++i)
        numbers.push_back(*this->write([&](Tables& t) {
            return t.dead_letters().put({.subject = i % 2 == 0 ? "a" : "b",
                                         .reason = "no JSON",
                                         .envelope = std::string("\x00\xff{", 3),
                                         .time = at(i)});
        }));
    const auto page = this->read([](const Tables& t) { return t.dead_letters().list("a", {.limit = 2}); });
    ASSERT_EQ(page.rows.size(), 2U);
    EXPECT_EQ(page.rows[0].time, at(4));
    EXPECT_EQ(page.rows[0].envelope, std::string("\x00\xff{", 3));
    EXPECT_FALSE(page.next.empty());
    EXPECT_TRUE(*this->write([&](Tables& t) { return t.dead_letters().take(numbers[0]); }));
    EXPECT_FALSE(*this->write([&](Tables& t) { return t.dead_letters().take(numbers[0]); }));
    EXPECT_EQ(*this->write([](Tables& t) { return t.dead_letters().trim(1); }), 3U);
    EXPECT_EQ(this->read([](const Tables& t) { return t.dead_letters().list("", {}); }).rows.at(0).time, at(4));
}

// ---- Audit

TYPED_TEST_P(StoreConformance, the_audit_log_is_one_chain_over_restarts) {
    for (int i = 0; i < 4; ++i) {
        this->write([&](Tables& t) {
            return t.audit().append(
                {.time = at(i), .actor = i % 2 == 0 ? "user:a" : "user:b", .action = "config.apply"});
        });
        this->database.reopen();
    }
    const auto check = this->read([](const Tables& t) { return verify(t.audit()); });
    EXPECT_EQ(check.entries, 4U);
    EXPECT_EQ(check.broken_at, 0U) << check.problem;
    EXPECT_EQ(check.head, this->read([](const Tables& t) { return t.audit().head(); }));
    const auto page = this->read([](const Tables& t) { return t.audit().list({.actor = "user:b"}, {.limit = 1}); });
    EXPECT_EQ(page.rows.at(0).sequence, 4U);
    EXPECT_FALSE(page.next.empty());
    const auto nameless = this->store().write([](Tables& t) { return t.audit().append({.action = "x"}); });
    EXPECT_EQ(nameless.error().code(), Errc::invalid_argument);
}

// ---- Random operations against a map

TYPED_TEST_P(StoreConformance, random_operations_do_what_a_map_does) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        Prng prng(seed);
        std::map<std::string, Document> model;  // of the collection of this seed
        const std::string collection = "c" + std::to_string(seed);
        for (int step = 0; step < 120; ++step) {
            const Time now = at(step);
            std::erase_if(model, [&](const auto& e) { return e.second.expires && *e.second.expires <= now; });
            const std::string key = "k" + std::to_string(prng.below(8));
            const auto known = model.find(key);
            if (prng.below(4) == 0) {
                const auto erased = this->write(
                    [&](Tables& t) { return t.documents().erase(collection, key, Expect::anything(), now); });
                EXPECT_EQ(*erased, known != model.end()) << "seed " << seed << " step " << step;
                model.erase(key);
            } else {
                Document d{.collection = collection, .key = key, .group = "g" + std::to_string(prng.below(3))};
                d.body = std::to_string(prng.below(1'000'000));
                d.updated = now;
                if (prng.below(3) == 0) d.expires = at(step + static_cast<int>(prng.below(20)) + 1);
                const bool wants_absent = prng.below(3) == 0, fails = prng.below(5) == 0;
                const auto r = this->store().write([&](Tables& t) -> Result<std::uint64_t> {
                    ARGOSY_LET(const auto revision,
                               t.documents().put(d, wants_absent ? Expect::absent() : Expect::anything()), "");
                    if (fails) return fail(Errc::internal, "undo");
                    return revision;
                });
                const bool expected = !fails && !(wants_absent && known != model.end());
                ASSERT_EQ(r.has_value(), expected) << "seed " << seed << " step " << step;
                if (r) {
                    d.revision = *r;
                    model[key] = d;
                }
            }
            const auto all =
                this->read([&](const Tables& t) { return t.documents().list({.collection = collection}, {}, now); });
            std::vector<Document> wanted;
            for (const auto& [k, d] : model) wanted.push_back(d);
            ASSERT_EQ(all.rows, wanted) << "seed " << seed << " step " << step;
        }
    }
}

REGISTER_TYPED_TEST_SUITE_P(
    StoreConformance, an_error_undoes_the_whole_transaction, what_was_committed_is_there_after_opening_again,
    in_a_batch_the_error_of_one_work_undoes_that_one_only, a_reader_sees_one_state_and_does_not_stop_a_writer,
    writers_of_many_threads_lose_no_update, a_trade_comes_back_as_it_was_and_is_replaced_by_its_id,
    trades_are_filtered_by_each_field_and_by_all, pages_give_every_row_once_whatever_is_added_meanwhile,
    wrong_pages_are_refused, alerts_are_filtered_and_resolved_once, a_late_balance_does_not_replace_a_newer_one,
    an_equity_curve_is_read_by_range_interval_and_page, an_expectation_that_does_not_hold_changes_nothing,
    a_revision_is_never_used_twice, what_has_expired_is_not_there,
    documents_are_listed_by_group_and_prefix_and_erased_by_group, a_stream_counts_by_itself_also_after_trimming,
    a_stream_is_read_in_both_directions_by_key_and_time, the_outbox_keeps_order_and_an_id_waits_once,
    an_id_is_applied_once_by_each_consumer, dead_letters_are_kept_as_they_came_and_taken_once,
    the_audit_log_is_one_chain_over_restarts, random_operations_do_what_a_map_does);

}  // namespace argosy::store::testing
