#include "auth/principal.hpp"

#include <gtest/gtest.h>

namespace argosy::auth {
namespace {

const Time now = time_from_ns(1'800'000'000'000'000'000);

Principal make_user(Role role, Scopes scopes) {
    return {.name = "ada", .role = role, .scopes = scopes, .signed_in = now - 1min};
}

TEST(Principal, ActsAsTheLowerOfRoleAndScopes) {
    EXPECT_EQ(effective_role(make_user(Role::admin, {Scope::read})), Role::viewer);
    EXPECT_EQ(effective_role(make_user(Role::viewer, {Scope::admin})), Role::viewer);
    EXPECT_EQ(effective_role(make_user(Role::risk, scopes_of(Role::risk))), Role::risk);
    EXPECT_EQ(effective_role(make_user(Role::admin, {})), Role::anyone);
}

TEST(Principal, IsToldWhetherRoleOrScopeIsMissing) {
    EXPECT_TRUE(require_role(make_user(Role::trader, {Scope::trade}), Role::trader));
    const auto role = require_role(make_user(Role::viewer, {Scope::read}), Role::trader);
    ASSERT_FALSE(role);
    EXPECT_EQ(role.error().code(), Errc::unauthorized);
    EXPECT_EQ(role.error().hint(), "an admin can give the role");
    EXPECT_EQ(require_role(make_user(Role::admin, {Scope::read}), Role::trader).error().hint(),
              "ask for a token with a wider scope; whose password was made by somebody else changes it first");
}

TEST(StepUp, NeedsAPersonWhoSignedInLately) {
    Principal who = make_user(Role::admin, scopes_of(Role::admin));
    EXPECT_TRUE(require_step_up(who, now));
    EXPECT_FALSE(require_step_up(who, now + 4min + 1s));
    EXPECT_FALSE(require_step_up(who, now - 1h)) << "a sign-in in the future is none";
    who.kind = Principal::Kind::api_key;
    EXPECT_FALSE(require_step_up(who, now));
    who.kind = Principal::Kind::user;
    who.signed_in = {};
    EXPECT_FALSE(require_step_up(who, Time{} + 1s));
}

}  // namespace
}  // namespace argosy::auth
