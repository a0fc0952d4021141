#include "auth/ticket.hpp"

#include <gtest/gtest.h>

#include "support/seeded_entropy.hpp"

namespace argosy::auth {
namespace {

const Time now = time_from_ns(1'800'000'000'000'000'000);
const Principal ada{.name = "ada", .role = Role::trader, .scopes = {Scope::read}};
const Principal bob{.name = "bob", .role = Role::viewer, .scopes = {Scope::read}};

TEST(Ticket, OpensOnce) {
    argosy::testing::SeededEntropy entropy;
    Tickets tickets(entropy);
    const auto ticket = tickets.issue(ada, now);
    ASSERT_TRUE(ticket);
    const auto who = tickets.redeem(*ticket, now + 9s);
    ASSERT_TRUE(who);
    EXPECT_EQ(*who, ada);
    EXPECT_EQ(tickets.redeem(*ticket, now + 9s).error().code(), Errc::unauthorized);
    EXPECT_FALSE(tickets.redeem("", now));
}

TEST(Ticket, ExpiresInSecondsAndWithItsOwner) {
    argosy::testing::SeededEntropy entropy;
    Tickets tickets(entropy);
    const auto ticket = tickets.issue(ada, now);
    EXPECT_FALSE(tickets.redeem(*ticket, now + 10s));
    Principal leaving = ada;
    leaving.expires = now + 2s;
    const auto shorter = tickets.issue(leaving, now);
    EXPECT_FALSE(tickets.redeem(*shorter, now + 2s));
}

TEST(Ticket, TheOpenOnesAreBoundedForEachNameAndInAll) {
    argosy::testing::SeededEntropy entropy;
    Tickets tickets(entropy, {.open_max = 6, .open_per_name_max = 4});
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(tickets.issue(ada, now)) << i;
    EXPECT_EQ(tickets.issue(ada, now).error().code(), Errc::rate_limited);
    ASSERT_TRUE(tickets.issue(bob, now + 1s));
    ASSERT_TRUE(tickets.issue(bob, now + 1s));
    EXPECT_FALSE(tickets.issue(bob, now + 1s)) << "six are open";
    EXPECT_TRUE(tickets.issue(ada, now + 10s)) << "the first have expired";
    EXPECT_EQ(tickets.open(), 3u);
}

TEST(Ticket, UsedOnesFreeTheirOwnersPlace) {
    argosy::testing::SeededEntropy entropy;
    Tickets tickets(entropy, {.open_per_name_max = 1});
    for (int i = 0; i < 10; ++i) {
        const auto ticket = tickets.issue(ada, now);
        ASSERT_TRUE(ticket) << i;
        ASSERT_TRUE(tickets.redeem(*ticket, now)) << i;
    }
    EXPECT_EQ(tickets.open(), 0u);
}

}  // namespace
}  // namespace argosy::auth
