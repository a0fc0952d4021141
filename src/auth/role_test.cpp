#include "auth/role.hpp"

#include <gtest/gtest.h>

#include "base/enum.hpp"

namespace argosy::auth {
namespace {

TEST(Role, MayDoWhatTheRolesBeforeItMay) {
    for (const Role has : enumerators<Role>)
        for (const Role needs : enumerators<Role>) EXPECT_EQ(allows(has, needs), has >= needs);
    EXPECT_TRUE(allows(Role::risk, Role::trader));
    EXPECT_FALSE(allows(Role::trader, Role::risk));
}

TEST(Role, IsReadByNameAndAnyoneCannotBeGiven) {
    EXPECT_EQ(*parse_role("trader"), Role::trader);
    for (const char* text : {"", "anyone", "Trader", "root", "trader "}) {
        const auto role = parse_role(text);
        ASSERT_FALSE(role) << text;
        EXPECT_EQ(role.error().hint(), "the roles are viewer, trader, risk, admin");
    }
}

TEST(Scopes, AreReadAndWrittenAsWords) {
    const auto scopes = parse_scopes("trade read");
    ASSERT_TRUE(scopes);
    EXPECT_EQ(to_string(*scopes), "read trade");
    EXPECT_TRUE(parse_scopes("")->empty());
}

TEST(Scopes, RefuseUnknownWordsAndDoubleSpaces) {
    for (const char* text : {"reed", "read  trade", " read", "read\ttrade", "read,trade"})
        EXPECT_FALSE(parse_scopes(text)) << text;
}

TEST(Scopes, OfARoleReachThatRole) {
    for (const Role r : enumerators<Role>) EXPECT_EQ(role_of(scopes_of(r)), r);
    EXPECT_EQ(to_string(scopes_of(Role::trader)), "read trade offline_access");
}

TEST(Scopes, WithoutARoleReachNothing) { EXPECT_EQ(role_of({Scope::offline_access}), Role::anyone); }

TEST(Scopes, CoverTheirPartsOnly) {
    const Scopes both{Scope::read, Scope::trade};
    EXPECT_TRUE(both.covers({Scope::trade}));
    EXPECT_TRUE(both.covers({}));
    EXPECT_FALSE(both.covers({Scope::trade, Scope::admin}));
    EXPECT_EQ(both.common_with({Scope::trade, Scope::admin}), Scopes{Scope::trade});
}

}  // namespace
}  // namespace argosy::auth
