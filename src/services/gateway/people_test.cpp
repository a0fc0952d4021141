#include <gmock/gmock.h>

#include "auth/totp.hpp"
#include "support/gateway_bench.hpp"

namespace argosy::services::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(GatewayTest, people_are_made_changed_and_removed_but_an_admin_stays) {
    const auto access = bearer(token());
    const auto made = ask(Method::post, "/api/v1/users", R"({"name":"grace","role":"trader"})", access);
    ASSERT_EQ(made.status, 201) << made.body.view();
    const auto grace = choose_password("grace", member(made, "password"));
    EXPECT_EQ(ask(Method::get, "/needs/trader", {}, grace).status, 200);
    EXPECT_EQ(ask(Method::get, "/api/v1/users", {}, grace).status, 403);
    EXPECT_EQ(ask(Method::put, "/api/v1/users/grace", R"({"role":"viewer"})", access).status, 200);
    EXPECT_EQ(ask(Method::get, "/needs/viewer", {}, grace).status, 401) << "her sign-ins have ended";
    EXPECT_EQ(ask(Method::post, "/api/v1/users", R"({"name":"grace"})", access).status, 409);
    EXPECT_EQ(ask(Method::delete_, "/api/v1/users/admin", {}, access).status, 409);
    EXPECT_EQ(ask(Method::delete_, "/api/v1/users/grace", {}, access).status, 200);
    EXPECT_THAT(std::string(ask(Method::get, "/api/v1/users", {}, access).body.view()), Not(HasSubstr("argon2")));
}

TEST_F(GatewayTest, a_password_that_somebody_else_knows_shows_and_moves_nothing_until_it_is_changed) {
    const auto made = ask(Method::post, "/api/v1/users", R"({"name":"grace","role":"trader"})", bearer(token()));
    const std::string first = member(made, "password");
    const auto hers = login("grace", first);
    EXPECT_THAT(std::string(hers.body.view()), HasSubstr(R"("must_change_password":true)"));
    const auto before = bearer(member(hers, "access_token"));
    EXPECT_EQ(ask(Method::get, "/needs/viewer", {}, before).status, 200);
    const auto refused = ask(Method::get, "/needs/trader", {}, before);
    EXPECT_EQ(refused.status, 403);
    EXPECT_THAT(member(refused, "hint"), HasSubstr("changes it first"));
    EXPECT_NE(ask(Method::post, "/api/v1/api-keys", R"({"label":"bot","role":"trader"})", before).status, 201);
    EXPECT_EQ(ask(Method::get, "/needs/trader", {}, choose_password("grace", first)).status, 200);
}

TEST_F(GatewayTest, a_key_goes_with_its_owner_and_can_do_no_more_than_they) {
    const auto access = bearer(token());
    const auto made = ask(Method::post, "/api/v1/users", R"({"name":"grace","role":"risk"})", access);
    const auto hers = choose_password("grace", member(made, "password"));
    const auto made_key = [&] {
        return with("X-API-Key",
                    member(ask(Method::post, "/api/v1/api-keys", R"({"label":"bot","role":"risk"})", hers), "key"));
    };
    const auto key = made_key();
    EXPECT_EQ(ask(Method::get, "/needs/risk", {}, key).status, 200);
    ask(Method::put, "/api/v1/users/grace", R"({"role":"viewer"})", access);
    EXPECT_EQ(ask(Method::get, "/needs/trader", {}, key).status, 403);
    EXPECT_EQ(ask(Method::get, "/needs/viewer", {}, key).status, 200);
    ask(Method::put, "/api/v1/users/grace", R"({"is_disabled":true})", access);
    EXPECT_EQ(ask(Method::get, "/needs/viewer", {}, key).status, 401);
    ask(Method::put, "/api/v1/users/grace", R"({"is_disabled":false,"role":"admin"})", access);
    EXPECT_EQ(ask(Method::get, "/needs/risk", {}, key).status, 200);
    EXPECT_EQ(ask(Method::get, "/needs/admin", {}, key).status, 403);
    ask(Method::delete_, "/api/v1/users/grace", {}, access);
    EXPECT_EQ(ask(Method::get, "/needs/viewer", {}, key).status, 401);
    ask(Method::post, "/api/v1/users", R"({"name":"grace","role":"risk"})", access);
    EXPECT_EQ(ask(Method::get, "/needs/viewer", {}, key).status, 401) << "of another of the same name";
}

TEST_F(GatewayTest, nobody_can_have_the_name_of_the_owner) {
    EXPECT_EQ(ask(Method::post, "/api/v1/users", R"({"name":"owner","role":"viewer"})", bearer(token())).status, 400);
}

TEST_F(GatewayTest, a_sign_in_under_way_does_not_outlive_a_reset_or_a_ban) {
    const auto access = bearer(token());
    cost = {.memory_mib = 64, .passes = 4};  // hashing takes longer than the change
    open();
    const auto made = ask(Method::post, "/api/v1/users", R"({"name":"grace","role":"trader"})", access);
    const std::string first = member(made, "password");
    for (const std::string change : {R"({"is_disabled":true})", R"({"reset_password":true})"}) {
        ask(Method::put, "/api/v1/users/grace", R"({"is_disabled":false})", access);
        std::optional<Result<auth::TokenAnswer>> under_way;
        gateway->sign_in("grace", auth::Secret(first), "127.0.0.1",
                         [&](Result<auth::TokenAnswer> tokens) { under_way = std::move(tokens); });
        EXPECT_EQ(ask(Method::put, "/api/v1/users/grace", change, access).status, 200);
        for (int i = 0; i < 500 && !under_way; ++i) loop.run_for(10ms);
        ASSERT_TRUE(under_way);
        if (!*under_way) continue;  // refused already
        EXPECT_EQ(ask(Method::get, "/needs/viewer", {}, bearer((*under_way)->access_token)).status, 401) << change;
        EXPECT_FALSE(gateway->refresh((*under_way)->refresh_token)) << change;
    }
}

TEST_F(GatewayTest, the_link_of_the_owner_is_no_use_to_somebody_who_was_disabled) {
    const auto access = bearer(token());
    const std::string url = gateway->entry_url();  // for the only admin
    const auto made = ask(Method::post, "/api/v1/users", R"({"name":"grace","role":"admin"})", access);
    const auto hers = choose_password("grace", member(made, "password"));
    EXPECT_EQ(ask(Method::put, "/api/v1/users/admin", R"({"is_disabled":true})", hers).status, 200);
    EXPECT_EQ(ask(Method::get, url.substr(url.find("/enter"))).headers.value("Location"), "/login?link=used");
}

TEST_F(GatewayTest, guessing_the_old_password_to_change_it_has_to_wait) {
    const auto access = bearer(token());
    int status = 401;
    for (int i = 0; i < 12 && status == 401; ++i)
        status =
            ask(Method::put, "/api/v1/auth/password", R"({"current":"guess","new":"a wholly new password 7"})", access)
                .status;
    EXPECT_EQ(status, 429);
}

TEST_F(GatewayTest, an_authenticator_is_asked_for_once_it_is_confirmed_and_each_code_is_good_once) {
    const auto access = bearer(token());
    EXPECT_EQ(ask(Method::post, "/api/v1/me/totp", "{}", access).status, 200);
    EXPECT_EQ(ask(Method::post, "/api/v1/me/totp/confirm", R"({"code":"000000"})", access).status, 400);
    EXPECT_EQ(login("admin", password).status, 200) << "nothing asks for a code that nobody has shown";
    const auth::Secret key = enrol(access);
    at += 30s;
    const auto without = login("admin", password);
    EXPECT_EQ(without.status, 401);
    EXPECT_EQ(member(without, "code"), "second_factor_required");
    EXPECT_EQ(member(login("admin", "wrong"), "code"), "unauthorized") << "a guess does not learn of it";
    const std::string code = auth::totp_code(key, at);
    EXPECT_EQ(login_with(code).status, 200);
    EXPECT_EQ(login_with(code).status, 401) << "used";
    at += 30s;
    EXPECT_EQ(login_with(code).status, 401) << "used, in the next step";
    EXPECT_EQ(login_with(auth::totp_code(key, at)).status, 200);
    open();
    at += 30s;
    EXPECT_EQ(login("admin", password).status, 401) << "it outlives a restart";
    EXPECT_EQ(login_with(auth::totp_code(key, at)).status, 200);
}

TEST_F(GatewayTest, a_second_key_is_refused_and_removing_the_first_needs_a_fresh_sign_in) {
    const auto access = bearer(token());
    const auth::Secret key = enrol(access);
    EXPECT_THAT(std::string(ask(Method::get, "/api/v1/me/totp", {}, access).body.view()),
                HasSubstr(R"("is_enrolled":true)"));
    EXPECT_EQ(ask(Method::post, "/api/v1/me/totp", "{}", access).status, 409);
    at += 6min;
    EXPECT_EQ(member(ask(Method::delete_, "/api/v1/me/totp", {}, access), "code"), "step_up_required");
    const auto fresh = bearer(member(login_with(auth::totp_code(key, at)), "access_token"));
    EXPECT_EQ(ask(Method::delete_, "/api/v1/me/totp", {}, fresh).status, 200);
    EXPECT_EQ(ask(Method::delete_, "/api/v1/me/totp", {}, fresh).status, 404);
    EXPECT_EQ(login("admin", password).status, 200);
}

TEST_F(GatewayTest, codes_are_not_guessed_even_with_the_password) {
    enrol(bearer(token()));
    at += 30s;
    int status = 401;
    for (int i = 0; i < 12 && status == 401; ++i)
        status = i % 2 == 0 ? login_with("000000").status : login("admin", password).status;
    EXPECT_EQ(status, 429);
}

TEST_F(GatewayTest, to_be_asked_for_the_code_costs_nothing_once_it_was_right) {
    const auth::Secret key = enrol(bearer(token()));
    for (int i = 0; i < 10; ++i) {
        at += 30s;
        ASSERT_EQ(login("admin", password).status, 401) << i;
        ASSERT_EQ(login_with(auth::totp_code(key, at)).status, 200) << i;
    }
}

TEST_F(GatewayTest, the_key_of_an_authenticator_is_sealed_and_a_way_in_without_codes_is_shut) {
    const auth::Secret key = enrol(bearer(token()));
    const auto saved =
        store->read([&](const store::Tables& t) { return t.documents().find("second_factors", "admin", at); });
    ASSERT_TRUE(saved && *saved);
    EXPECT_THAT((*saved)->body, Not(HasSubstr(auth::to_base32(key.reveal()))));
    EXPECT_THAT((*saved)->body, HasSubstr("argosy-box:"));
    std::optional<Result<auth::TokenAnswer>> entered;
    gateway->sign_in("admin", auth::Secret(password), "elsewhere", [&](Result<auth::TokenAnswer> r) {
        entered = std::move(r);
        loop.stop();
    });
    loop.run_for(10s);
    ASSERT_TRUE(entered);
    EXPECT_FALSE(*entered);
}

TEST_F(GatewayTest, an_admin_takes_a_lost_authenticator_off_somebody) {
    const auto access = bearer(token());
    const auto made = ask(Method::post, "/api/v1/users", R"({"name":"grace","role":"trader"})", access);
    const std::string secret = member(made, "password");
    enrol(bearer(member(login("grace", secret), "access_token")));
    EXPECT_EQ(member(login("grace", secret), "code"), "second_factor_required");
    EXPECT_EQ(ask(Method::put, "/api/v1/users/grace", R"({"remove_second_factor":true})", access).status, 200);
    EXPECT_EQ(login("grace", secret).status, 200);
}

}  // namespace
}  // namespace argosy::services::gateway
