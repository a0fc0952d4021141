#include "auth/keyset.hpp"

#include <gtest/gtest.h>

#include "auth/jws.hpp"
#include "support/seeded_entropy.hpp"

namespace argosy::auth {
namespace {

const Time start = time_from_ns(1'800'000'000'000'000'000);
const KeySetOptions options{.rotate_after = 24h, .token_life_max = 1h};

bool is_valid(const std::string& token, const Jwks& keys) {
    return verify_jws(token, keys, TokenType::access).has_value();
}

TEST(KeySet, PublishesTheNextKeyBeforeItSigns) {
    argosy::testing::SeededEntropy entropy;
    KeySet keys = KeySet::make(options, entropy, start);
    const Jwks cached = *parse_jwks(to_json(keys.public_keys()), Issuer::argosy);
    keys.rotate(entropy, start + 24h);
    EXPECT_TRUE(is_valid(sign_jws(keys.current(), TokenType::access, "{}"), cached))
        << "a receiver that read the set before the rotation";
}

TEST(KeySet, VerifiesWithARetiredKeyUntilItsTokensHaveExpired) {
    argosy::testing::SeededEntropy entropy;
    KeySet keys = KeySet::make(options, entropy, start);
    const std::string token = sign_jws(keys.current(), TokenType::access, "{}");
    EXPECT_FALSE(keys.is_rotation_due(start + 23h));
    EXPECT_TRUE(keys.is_rotation_due(start + 24h));
    keys.rotate(entropy, start + 24h);
    EXPECT_FALSE(keys.is_rotation_due(start + 25h));
    EXPECT_TRUE(is_valid(token, keys.public_keys()));
    EXPECT_FALSE(keys.forget_expired(start + 25h - 1s));
    EXPECT_TRUE(is_valid(token, keys.public_keys()));
    EXPECT_TRUE(keys.forget_expired(start + 25h));
    EXPECT_FALSE(is_valid(token, keys.public_keys()));
}

TEST(KeySet, StaysBoundedOverManyRotations) {
    argosy::testing::SeededEntropy entropy;
    KeySet keys = KeySet::make(options, entropy, start);
    for (int day = 1; day <= 100; ++day) keys.rotate(entropy, start + day * 24h);
    EXPECT_EQ(keys.public_keys().keys().size(), 3u);
}

TEST(KeySet, ReplacedAsAWholeEndsEveryToken) {
    argosy::testing::SeededEntropy entropy;
    KeySet keys = KeySet::make(options, entropy, start);
    const std::string token = sign_jws(keys.current(), TokenType::access, "{}");
    keys.replace_all(entropy, start + 1s);
    EXPECT_FALSE(is_valid(token, keys.public_keys()));
}

class StoredKeySet : public ::testing::TestWithParam<Algorithm> {};
INSTANTIATE_TEST_SUITE_P(KeySet, StoredKeySet, ::testing::Values(Algorithm::eddsa, Algorithm::es256));

TEST_P(StoredKeySet, ComesBackWithEveryKey) {
    argosy::testing::SeededEntropy entropy;
    KeySet keys = KeySet::make({.algorithm = GetParam()}, entropy, start);
    const std::string token = sign_jws(keys.current(), TokenType::access, "{}");
    keys.rotate(entropy, start + 1h);
    auto loaded = KeySet::load(keys.save(), options);
    ASSERT_TRUE(loaded) << loaded.error().describe();
    EXPECT_TRUE(loaded->save() == keys.save());
    EXPECT_EQ(to_json(loaded->public_keys()), to_json(keys.public_keys()));
    EXPECT_TRUE(is_valid(token, loaded->public_keys()));
}

TEST(KeySet, ThatIsDamagedSaysWhatToDo) {
    argosy::testing::SeededEntropy entropy;
    const std::string good(KeySet::make(options, entropy, start).save().reveal());
    for (const std::string& bad : {std::string(), std::string("{}"), good.substr(1), good.substr(0, good.size() - 2)}) {
        const auto keys = KeySet::load(Secret(bad), options);
        ASSERT_FALSE(keys);
        EXPECT_EQ(keys.error().code(), Errc::corrupt);
        EXPECT_FALSE(keys.error().hint().empty());
    }
    std::string short_key = good;
    short_key.erase(short_key.find("\"d\":\"") + 5, 8);
    EXPECT_FALSE(KeySet::load(Secret(short_key), options));
}

}  // namespace
}  // namespace argosy::auth
