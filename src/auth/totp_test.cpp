#include "auth/totp.hpp"

#include <gtest/gtest.h>
#include <map>
#include <rapidcheck/gtest.h>

namespace argosy::auth {
namespace {

constexpr std::string_view key_of_the_rfcs = "12345678901234567890";

Time at(std::int64_t seconds) { return Time{std::chrono::seconds(seconds)}; }

TEST(Totp, base32_is_that_of_the_standard) {
    // RFC 4648 section 10, without padding.
    const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                           {"f", "MY"},
                                                           {"fo", "MZXQ"},
                                                           {"foo", "MZXW6"},
                                                           {"foob", "MZXW6YQ"},
                                                           {"fooba", "MZXW6YTB"},
                                                           {"foobar", "MZXW6YTBOI"}};
    for (const auto& [bytes, text] : vectors) EXPECT_EQ(to_base32(bytes), text);
}

TEST(Totp, a_counter_gives_the_password_of_rfc_4226) {
    // RFC 4226 appendix D.
    const char* wanted[] = {"755224", "287082", "359152", "969429", "338314",
                            "254676", "287922", "162583", "399871", "520489"};
    for (std::uint64_t counter = 0; counter < std::size(wanted); ++counter)
        EXPECT_EQ(hotp(key_of_the_rfcs, counter, 6), wanted[counter]) << counter;
}

TEST(Totp, a_moment_gives_the_password_of_rfc_6238) {
    // RFC 6238 appendix B, SHA-1.
    const std::pair<std::int64_t, const char*> vectors[] = {{59, "94287082"},
                                                            {1111111109, "07081804"},
                                                            {1111111111, "14050471"},
                                                            {1234567890, "89005924"},
                                                            {2000000000, "69279037"}};
    for (const auto& [seconds, wanted] : vectors)
        EXPECT_EQ(hotp(key_of_the_rfcs, static_cast<std::uint64_t>(totp_step(at(seconds))), 8), wanted) << seconds;
    EXPECT_EQ(hotp(key_of_the_rfcs, 20'000'000'000 / 30, 8), "65353130") << "beyond the range of our times";
    EXPECT_EQ(totp_code(Secret(key_of_the_rfcs), at(1111111109)), "081804") << "the last six of the eight";
}

TEST(Totp, clocks_may_differ_by_a_step_and_no_more) {
    const Secret key(key_of_the_rfcs);
    const Time now = at(1'000'000'005);
    for (const int late : {-30, 0, 30})
        EXPECT_EQ(match_totp(key, totp_code(key, now + std::chrono::seconds(late)), 0, now),
                  totp_step(now + std::chrono::seconds(late)));
    for (const int late : {-60, 60})
        EXPECT_FALSE(match_totp(key, totp_code(key, now + std::chrono::seconds(late)), 0, now)) << late;
}

TEST(Totp, a_code_is_good_once_and_the_next_is_not_the_last) {
    const Secret key(key_of_the_rfcs);
    const Time now = at(1'000'000'005);
    const auto used = match_totp(key, totp_code(key, now), 0, now);
    ASSERT_TRUE(used);
    EXPECT_FALSE(match_totp(key, totp_code(key, now), *used, now)) << "again";
    EXPECT_FALSE(match_totp(key, totp_code(key, now - 30s), *used, now)) << "an earlier one";
    EXPECT_EQ(match_totp(key, totp_code(key, now + 30s), *used, now + 30s), *used + 1);
}

TEST(Totp, what_is_no_code_is_refused_and_spaces_do_not_count) {
    const Secret key(key_of_the_rfcs);
    const Time now = at(1111111109);
    EXPECT_TRUE(match_totp(key, "081 804", 0, now));
    for (const char* code : {"", "81804", "0081804", "08180 ", "081805", "zzzzzz"})
        EXPECT_FALSE(match_totp(key, code, 0, now)) << code;
}

TEST(Totp, the_link_is_what_authenticators_read) {
    EXPECT_EQ(totp_link("argosy", "ada", Secret(key_of_the_rfcs)).reveal(),
              "otpauth://totp/argosy:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=argosy");
}

TEST(Totp, keys_are_long_and_differ) {
    SystemEntropy entropy;
    EXPECT_EQ(make_totp_key(entropy).reveal().size(), 20U);
    EXPECT_NE(make_totp_key(entropy).reveal(), make_totp_key(entropy).reveal());
}

RC_GTEST_PROP(Totp, other_keys_show_other_codes_but_for_chance, (std::uint64_t counter)) {
    // Of a hundred keys, no three show the same six digits: by chance that happens once in ten million runs.
    std::map<std::string, int> seen;
    for (int i = 0; i < 100; ++i) RC_ASSERT(++seen[hotp(std::string(20, static_cast<char>(i)), counter, 6)] < 3);
}

}  // namespace
}  // namespace argosy::auth
