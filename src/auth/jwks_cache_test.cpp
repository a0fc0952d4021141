#include "auth/jwks_cache.hpp"

#include <gtest/gtest.h>

#include "auth/entropy.hpp"

namespace argosy::auth {
namespace {

constexpr Time start = time_from_ns(1'700'000'000'000'000'000);

class JwksCacheTest : public ::testing::Test {
protected:
    void fetch(const char* id, Time now) {
        cache.began(now);
        Jwks keys;
        keys.add({.id = id, .key = key.public_key()});
        cache.succeeded(std::move(keys), now);
    }
    SystemEntropy entropy;
    PrivateKey key = PrivateKey::generate(Algorithm::eddsa, entropy);
    JwksCache cache{{.refresh = 10min, .attempt_min = 30s, .keep_max = 24h}};
};

TEST_F(JwksCacheTest, fetches_at_first_and_again_when_old) {
    EXPECT_EQ(cache.keys(start), nullptr);
    EXPECT_TRUE(cache.is_due(start));
    fetch("one", start);
    EXPECT_NE(cache.keys(start), nullptr);
    EXPECT_FALSE(cache.is_due(start + 9min));
    EXPECT_TRUE(cache.is_due(start + 10min));
}

TEST_F(JwksCacheTest, an_unknown_key_asks_again_but_not_as_often_as_strangers_like) {
    fetch("one", start);
    EXPECT_FALSE(cache.is_due_for("one", start + 1min));
    EXPECT_FALSE(cache.is_due_for("two", start + 29s));
    EXPECT_TRUE(cache.is_due_for("two", start + 30s));
    cache.began(start + 30s);
    EXPECT_FALSE(cache.is_due_for("two", start + 5min)) << "one fetch at a time";
    cache.failed();
    EXPECT_TRUE(cache.is_due_for("two", start + 5min));
}

TEST_F(JwksCacheTest, a_silent_provider_is_trusted_for_a_day) {
    fetch("one", start);
    cache.began(start + 1h);
    cache.failed();
    EXPECT_NE(cache.keys(start + 23h), nullptr);
    EXPECT_EQ(cache.keys(start + 24h), nullptr);
}

}  // namespace
}  // namespace argosy::auth
