#include "store/page.hpp"

#include <gtest/gtest.h>

namespace argosy::store {
namespace {

TEST(Cursor, comes_back_from_its_text_whatever_the_id_holds) {
    for (const std::string& id : {std::string(), std::string("a.b/c"), std::string("\0\xff", 2)})
        for (const std::int64_t order : {std::int64_t{0}, std::int64_t{-5}, INT64_MAX, INT64_MIN}) {
            const auto r = parse_cursor("trades", print_cursor("trades", {order, id}));
            ASSERT_TRUE(r) << r.error().describe();
            EXPECT_EQ(r->order, order);
            EXPECT_EQ(r->id, id);
        }
    EXPECT_EQ(print_cursor("trades", {12, "t1"}), "trades.12.7431");
}

TEST(Cursor, of_another_list_or_damaged_is_refused_with_what_to_do) {
    for (const char* text : {"", "trades", "trades.", "trades.1", "trades.x.61", "trades.1.6", "trades.1.zz",
                             "trades.1x.61", "trades.99999999999999999999.61", "alerts.1.61", "tradesx.1.61"}) {
        const auto r = parse_cursor("trades", text);
        ASSERT_FALSE(r) << text;
        EXPECT_EQ(r.error().code(), Errc::invalid_argument);
        EXPECT_FALSE(r.error().hint().empty());
    }
}

TEST(PageRequest, has_a_limit_from_1_to_1000) {
    EXPECT_FALSE(check(PageRequest{.limit = 0}));
    EXPECT_TRUE(check(PageRequest{.limit = 1}));
    EXPECT_TRUE(check(PageRequest{.limit = 1000}));
    EXPECT_EQ(check(PageRequest{.limit = 1001}).error().message(), "limit: 1001 is not from 1 to 1000");
}

}  // namespace
}  // namespace argosy::store
