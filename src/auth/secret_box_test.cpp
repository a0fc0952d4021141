#include "auth/secret_box.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/seeded_entropy.hpp"

namespace argosy::auth {
namespace {

const std::string name = "venues.sim.api_secret";

SecretBox make_box(std::uint64_t seed = 1) {
    argosy::testing::SeededEntropy entropy(seed);
    return SecretBox({MasterKey::generate(entropy)});
}

/// 0, 1, 2 ... as the nonce of the golden text.
class CountingEntropy final : public Entropy {
public:
    void fill(std::span<std::byte> out) override {
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::byte>(i);
    }
};

TEST(SecretBox, SealsAsAnotherImplementationDoes) {
    // XChaCha20-Poly1305 in plain Python, itself checked against draft-irtf-cfrg-xchacha A.3.1.
    const auto key = MasterKey::parse("argosy-master-key:gIGCg4SFhoeIiYqLjI2Oj5CRkpOUlZaXmJmam5ydnp8");
    ASSERT_TRUE(key) << key.error().describe();
    EXPECT_EQ(key->id(), "e0be09c1a05d80b1");
    const SecretBox box({*key});
    CountingEntropy nonce;
    const std::string sealed = box.seal(name, Secret("hunter2"), nonce);
    EXPECT_EQ(sealed, "argosy-box:1:e0be09c1a05d80b1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXCJfk--zfwCSsoKMyX9J1MxTNCDtPvcM");
    EXPECT_EQ(box.open(name, sealed)->reveal(), "hunter2");
}

TEST(SecretBox, OpensUnderTheNameOfTheSecretOnly) {
    argosy::testing::SeededEntropy entropy;
    const SecretBox box = make_box();
    const std::string sealed = box.seal(name, Secret("hunter2"), entropy);
    const auto swapped = box.open("venues.sim.api_key", sealed);
    ASSERT_FALSE(swapped);
    EXPECT_EQ(swapped.error().code(), Errc::corrupt);
    EXPECT_EQ(swapped.error().describe().find("hunter2"), std::string::npos);
}

TEST(SecretBox, SealsTheSameSecretDifferentlyEachTime) {
    argosy::testing::SeededEntropy entropy;
    const SecretBox box = make_box();
    EXPECT_NE(box.seal(name, Secret("hunter2"), entropy), box.seal(name, Secret("hunter2"), entropy));
    EXPECT_EQ(box.open(name, box.seal(name, Secret(), entropy))->reveal(), "");
}

TEST(SecretBox, AfterARotationOpensTheOldAndSealsWithTheNew) {
    argosy::testing::SeededEntropy entropy;
    const auto old_key = MasterKey::generate(entropy), new_key = MasterKey::generate(entropy);
    const SecretBox before({old_key}), after({new_key, old_key}), done({new_key});
    const std::string sealed = before.seal(name, Secret("hunter2"), entropy);
    EXPECT_FALSE(after.is_current(sealed));
    const std::string anew = after.seal(name, *after.open(name, sealed), entropy);
    EXPECT_TRUE(after.is_current(anew));
    EXPECT_EQ(done.open(name, anew)->reveal(), "hunter2");
    const auto lost = done.open(name, sealed);
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().code(), Errc::not_found);
    EXPECT_NE(lost.error().message().find(old_key.id()), std::string_view::npos);
}

TEST(SecretBox, KnowsASealedText) {
    EXPECT_FALSE(SecretBox::is_sealed("hunter2"));
    EXPECT_FALSE(SecretBox::is_sealed("argosy-box:1:"));
    EXPECT_TRUE(SecretBox::is_sealed("argosy-box:1:e0be09c1a05d80b1:AAEC"));
    EXPECT_FALSE(make_box().open(name, "argosy-box:1:e0be09c1a05d80b1:AAEC"));
}

RC_GTEST_PROP(SecretBox, NeverOpensAChangedText, (const std::string& text)) {
    argosy::testing::SeededEntropy entropy;
    const SecretBox box = make_box();
    std::string sealed = box.seal(name, Secret(text), entropy);
    RC_ASSERT(box.open(name, sealed)->reveal() == text);
    const auto at = *rc::gen::inRange<std::size_t>(0, sealed.size());
    sealed[at] = static_cast<char>(sealed[at] ^ 1 << *rc::gen::inRange(0, 8));
    RC_ASSERT(!box.open(name, sealed));
}

TEST(MasterKey, ComesBackFromItsLine) {
    argosy::testing::SeededEntropy entropy;
    const auto key = MasterKey::generate(entropy);
    const auto again = MasterKey::parse(key.line().reveal());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->id(), key.id());
    EXPECT_EQ(again->bytes(), key.bytes());
}

TEST(MasterKey, ThatIsNoRandomKeyIsRefused) {
    const std::string mark = "argosy-master-key:";
    for (const std::string& line :
         {std::string(), std::string("changeme"), mark, mark + std::string(43, 'A'), mark + std::string(42, 'x'),
          mark + "dGhpcyBpcyBhbiBleGFtcGxlIGtleSBvZiAzMiBieXQ",   // "this is an example key of 32 byt"
          mark + "gIGCg4SFhoeIiYqLjI2Oj5CRkpOUlZaXmJmam5ydnp8=",  // padded
          std::string("other:gIGCg4SFhoeIiYqLjI2Oj5CRkpOUlZaXmJmam5ydnp8")}) {
        const auto key = MasterKey::parse(line);
        ASSERT_FALSE(key) << line;
        EXPECT_FALSE(key.error().hint().empty());
    }
}

}  // namespace
}  // namespace argosy::auth
