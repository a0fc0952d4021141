#include "execution/client_id.hpp"

#include <gtest/gtest.h>

#include "base/prng.hpp"

namespace argosy::execution {
namespace {

TEST(ClientOrderIds, AreReadBackByTheirJournalOnly) {
    const auto ours = *ClientOrderIds::make("ag", 42);
    EXPECT_EQ(ours.id_of(OrderId(71)).view(), "ag-16-1z");
    EXPECT_EQ(ours.parse("ag-16-1z"), OrderId(71));
    for (const auto* other : {"ag-17-1z", "ax-16-1z", "ag-16-", "ag-16-1Z", "ag-16-01z", "ag-16-1z ", "ag-16-+1", "",
                              "ag-16-zzzzzzzzzzzzzzzzz", "x-ag-16-1z"})
        EXPECT_FALSE(ours.parse(other)) << other;
}

TEST(ClientOrderIds, FitEveryVenue) {
    const auto longest = ClientOrderIds::make("prefix_10c", UINT32_MAX)->id_of(OrderId(UINT64_MAX - 1));
    EXPECT_LE(longest.view().size(), 32U);
    EXPECT_EQ(longest.view().find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"),
              std::string_view::npos);
    for (const auto* bad : {"", "a-b", "ä", "prefix_11ch", "a b"}) EXPECT_FALSE(ClientOrderIds::make(bad, 1)) << bad;
}

TEST(ClientOrderIds, RoundTrip) {
    Prng random(5);
    for (int i = 0; i < 10'000; ++i) {
        const auto ids = *ClientOrderIds::make("a_1", static_cast<std::uint32_t>(random.next()));
        const OrderId order(random.next() >> random.below(64));
        ASSERT_EQ(ids.parse(ids.id_of(order).view()), order);
    }
}

}  // namespace
}  // namespace argosy::execution
