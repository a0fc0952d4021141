#include "journal/entry.hpp"

#include <gmock/gmock.h>

#include "journal/inspect.hpp"
#include "support/journal.hpp"

namespace argosy::journal {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using namespace domain;

struct Entries : ::testing::Test {
    Folder folder{"entries"};
    void SetUp() override {
        auto w = Writer::open({.folder = folder.path()});
        ASSERT_TRUE(w);
        Instrument btc = *parse_symbol("BTC/USDT");
        btc.venue = "sim";
        const Time t = *parse_iso8601("2024-08-08T12:00:00Z");
        ASSERT_TRUE(append(*w, t, btc));
        ASSERT_TRUE(append(*w, t, VenueCommand(CancelOrder{OrderId(7)})));
        ASSERT_TRUE(append(*w, t + 1s, MarketEvent(MarkPrice{InstrumentId(0), t, "100.5"_px})));
        ASSERT_TRUE(append(*w, t + 2s, VenueEvent(OrderExpired{OrderId(7), "0.5"_qty, t})));
        ASSERT_TRUE(append(*w, t + 2s, Command(StopTrading{})));
        ASSERT_TRUE(append(*w, t + 2s, Ballot{}));
        ASSERT_TRUE(append(*w, t + 2s, Signal{}));
        ASSERT_TRUE(append(*w, t + 2s, Alert{}));
        ASSERT_TRUE(w->append(1000, t + 3s, bytes_of("mine")));
        ASSERT_TRUE(w->close());
    }
};

TEST_F(Entries, every_kind_is_decoded_as_what_it_was) {
    auto r = Reader::open(folder.path());
    ASSERT_TRUE(r);
    Record record;
    const auto next = [&] {
        EXPECT_TRUE(*r->next(record));
        return decode(record);
    };
    EXPECT_EQ(std::get<Instrument>(*next()).symbol, "BTC/USDT");
    EXPECT_EQ(std::get<CancelOrder>(std::get<VenueCommand>(*next())).order, OrderId(7));
    EXPECT_EQ(std::get<MarkPrice>(std::get<MarketEvent>(*next())).price, "100.5"_px);
    EXPECT_EQ(std::get<OrderExpired>(std::get<VenueEvent>(*next())).filled, "0.5"_qty);
    EXPECT_TRUE(std::holds_alternative<StopTrading>(std::get<Command>(*next())));
    EXPECT_TRUE(std::holds_alternative<Ballot>(*next()));
    EXPECT_TRUE(std::holds_alternative<Signal>(*next()));
    EXPECT_TRUE(std::holds_alternative<Alert>(*next()));
    EXPECT_EQ(next().error().code(), Errc::not_found);
}

TEST_F(Entries, verify_counts) {
    const auto s = verify(folder.path());
    ASSERT_TRUE(s) << s.error().describe();
    EXPECT_EQ(s->records, 9u);
    EXPECT_EQ(s->first_sequence, 1u);
    EXPECT_EQ(to_iso8601(s->last_time), "2024-08-08T12:00:03Z");
    EXPECT_EQ(s->by_type.at("venue_event"), 1u);
    EXPECT_EQ(s->by_type.at("type 1000"), 1u);
    EXPECT_EQ(s->end.last_sequence, 9u);
}

TEST_F(Entries, show_prints_lines_with_symbols_and_filters) {
    std::vector<std::string> lines;
    const auto all = [&](std::string_view line) { return lines.emplace_back(line), true; };
    ASSERT_TRUE(show(folder.path(), {.from = 3, .count = 2, .type = {}}, all));
    EXPECT_THAT(
        lines,
        ElementsAre(
            R"({"sequence":3,"time":"2024-08-08T12:00:01Z","type":"market_event","data":{"type":"mark_price","data":{"instrument":"BTC/USDT","time":"2024-08-08T12:00:00Z","price":"100.5"}}})",
            R"({"sequence":4,"time":"2024-08-08T12:00:02Z","type":"venue_event","data":{"type":"order_expired","data":{"order":7,"filled":"0.5","time":"2024-08-08T12:00:00Z"}}})"));
    lines.clear();
    ASSERT_TRUE(show(folder.path(), {.type = "command"}, all));
    EXPECT_THAT(lines, ElementsAre(HasSubstr(R"({"type":"stop_trading","data":{}})")));
    lines.clear();
    ASSERT_TRUE(show(folder.path(), {.from = 9}, all));
    EXPECT_THAT(lines, ElementsAre(R"({"sequence":9,"time":"2024-08-08T12:00:03Z","type":"type 1000","bytes":4})"));
}

TEST_F(Entries, a_misspelt_type_is_refused) {
    const auto r = show(folder.path(), {.type = "venue_evnt"}, [](std::string_view) { return true; });
    ASSERT_FALSE(r);
    EXPECT_EQ(r.error().code(), Errc::invalid_argument);
    EXPECT_EQ(r.error().hint(), "did you mean venue_event?");
}

TEST_F(Entries, a_payload_that_is_not_what_its_type_says_is_named) {
    {
        auto w = Writer::open({.folder = folder.path()});
        ASSERT_TRUE(w);
        ASSERT_TRUE(w->append(static_cast<std::uint16_t>(RecordType::command), Time{}, bytes_of("\x02")));
    }
    const auto s = verify(folder.path());
    ASSERT_FALSE(s);
    EXPECT_EQ(s.error().message(), "record 10 (command): byte form 2, this program knows form 1");
}

}  // namespace
}  // namespace argosy::journal
