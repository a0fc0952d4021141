#include "base/hash.hpp"

#include <gtest/gtest.h>

namespace argosy {
namespace {

TEST(Hash, sha256_matches_fips_180_4) {
    EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    Sha256 h;
    h.update("a");
    (void)h.hex();
    h.update("bc");
    EXPECT_EQ(h.hex(), sha256_hex("abc"));
}

TEST(Hash, one_flipped_bit_changes_the_checksum) {
    std::byte bytes[64]{};
    const auto before = checksum64(bytes);
    bytes[40] ^= std::byte{1};
    EXPECT_NE(checksum64(bytes), before);
}

TEST(Hash, a_chained_checksum_depends_on_what_came_before) {
    const auto bytes = std::as_bytes(std::span(std::string_view("record")));
    EXPECT_EQ(checksum64(bytes, 0), checksum64(bytes));
    EXPECT_NE(checksum64(bytes, 1), checksum64(bytes));
}

}  // namespace
}  // namespace argosy
