#include "auth/password.hpp"

#include <gtest/gtest.h>
#include <set>

#include "support/seeded_entropy.hpp"

namespace argosy::auth {
namespace {

const PasswordCost cheap{.memory_mib = 8, .passes = 2};  // what the golden hash below has

TEST(Password, MatchesTheHashOfAnotherImplementation) {
    // Python: cryptography's Argon2id(salt=b"somesaltsomesalt", length=32, iterations=2, lanes=1, memory_cost=8192).
    const PasswordHasher hasher(cheap);
    const char* stored =
        "$argon2id$v=19$m=8192,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$K3Wd55Z72epI/vnwxX/5kaVWEdssdwjLlFHPncLm19U";
    EXPECT_TRUE(hasher.verify(stored, Secret("correct horse")).matches);
    EXPECT_FALSE(hasher.verify(stored, Secret("correct horse")).needs_rehash);
    EXPECT_FALSE(hasher.verify(stored, Secret("Correct horse")).matches);
}

TEST(Password, IsHashedWithASaltOfItsOwnAtTheStatedCost) {
    const PasswordHasher hasher(cheap);
    const auto one = hasher.hash(Secret("a long sentence")), two = hasher.hash(Secret("a long sentence"));
    ASSERT_TRUE(one && two);
    EXPECT_TRUE(one->starts_with("$argon2id$v=19$m=8192,t=2,p=1$")) << *one;
    EXPECT_NE(*one, *two);
    EXPECT_TRUE(hasher.verify(*one, Secret("a long sentence")).matches);
    EXPECT_FALSE(hasher.verify(*one, Secret("")).matches);
}

TEST(Password, HashedAtAnotherCostIsToBeHashedAgain) {
    const auto stored = PasswordHasher(cheap).hash(Secret("a long sentence"));
    const auto verdict = PasswordHasher({.memory_mib = 8, .passes = 3}).verify(*stored, Secret("a long sentence"));
    EXPECT_TRUE(verdict.matches);
    EXPECT_TRUE(verdict.needs_rehash);
}

TEST(Password, MatchesNoStoredTextThatIsNoHashOrCostsTooMuch) {
    const PasswordHasher hasher(cheap);
    for (const char* stored :
         {"", "a long sentence", "$argon2i$v=19$m=8192,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAA",
          "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$K3Wd55Z72epI/vnwxX/5kaVWEdssdwjLlFHPncLm19U",
          "$argon2id$v=19$m=8192,t=1000000,p=1$c29tZXNhbHRzb21lc2FsdA$K3Wd55Z72epI/vnwxX/5kaVWEdssdwjLlFHPncLm19U"})
        EXPECT_FALSE(hasher.verify(stored, Secret("a long sentence")).matches) << stored;
}

TEST(NewPassword, IsRefusedWhenItIsShortOrEasy) {
    const auto why = [](const char* text) {
        const auto verdict = check_new_password(Secret(text), "ada.lovelace");
        return verdict ? "accepted" : std::string(verdict.error().message());
    };
    EXPECT_EQ(why("tr0ub4dor&3"), "password: shorter than 12 characters");
    for (const char* easy : {"aaaaaaaaaaaaa", "abcabcabcabcabc", "123456789012", "zyxwvutsrqpo", "Password2026!",
                             "QWERTYuiop123", "correct horse battery staple", "administrator1"})
        EXPECT_EQ(why(easy), "password: among the first that everybody tries") << easy;
    EXPECT_EQ(why("i am Ada.Lovelace"), "password: it holds the name of its user");
    EXPECT_EQ(why(std::string(129, 'x').c_str()), "password: longer than 128 bytes");
    EXPECT_EQ(why("seven grey herons sit"), "accepted");
    EXPECT_EQ(why("password of the herons at seven"), "accepted") << "long enough to be its own";
}

TEST(NewPassword, IsGeneratedStrong) {
    argosy::testing::SeededEntropy entropy;
    std::set<std::string> seen;
    for (int i = 0; i < 200; ++i) {
        const Secret password = generate_password(entropy);
        EXPECT_EQ(password.reveal().size(), 29u);
        EXPECT_TRUE(check_new_password(password, "admin"));
        EXPECT_TRUE(seen.insert(std::string(password.reveal())).second);
    }
}

}  // namespace
}  // namespace argosy::auth
