#include "data/detail/column.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/prng.hpp"
#include "data/detail/bit_pack.hpp"

namespace argosy::data::detail {
namespace {

std::vector<std::uint64_t> decoded(const std::vector<std::uint64_t>& numbers, std::size_t* size = nullptr) {
    Bytes bytes;
    encode_column(numbers, bytes);
    if (size != nullptr) *size = bytes.size();
    ColumnBuffer out;
    std::span<const std::byte> rest = bytes;
    EXPECT_TRUE(decode_column(rest, numbers.size(), out));
    EXPECT_TRUE(rest.empty());
    return {out.begin(), out.begin() + static_cast<std::ptrdiff_t>(numbers.size())};
}

TEST(BitPack, EveryWidthComesBack) {
    Prng prng(1);
    for (unsigned width = 1; width <= 64; ++width)
        for (const std::size_t n : {1U, 15U, 16U, 17U, 1000U, 1024U}) {
            std::vector<std::uint64_t> numbers(n);
            for (auto& v : numbers) v = prng.next() >> (64 - width);
            std::vector<std::uint64_t> words(pack_words(n, width));
            pack_bits(numbers, width, words);
            ColumnBuffer out;
            unpack_bits(std::as_bytes(std::span(words)).data(), width, n, 7, out.data());
            for (std::size_t i = 0; i < n; ++i) ASSERT_EQ(out[i], numbers[i] + 7) << width << " bits, row " << i;
        }
}

RC_GTEST_PROP(Column, AnyNumbersComeBack, ()) {
    const auto n = *rc::gen::inRange<std::size_t>(1, block_rows + 1);
    const auto widest = *rc::gen::inRange<unsigned>(1, 65);
    Prng prng(*rc::gen::arbitrary<std::uint64_t>());
    const std::uint64_t base = prng.next();
    std::vector<std::uint64_t> numbers(n);
    for (auto& v : numbers) {  // most are narrow, some need all the bits
        const unsigned width = prng.below(20) == 0 ? widest : 1 + widest / 4;
        v = base + (prng.next() >> (64 - width));
    }
    RC_ASSERT(decoded(numbers) == numbers);
}

TEST(Column, AConstantTakesSixteenBytes) {
    std::size_t size = 0;
    const std::vector<std::uint64_t> numbers(block_rows, 42);
    EXPECT_EQ(decoded(numbers, &size), numbers);
    EXPECT_EQ(size, 16U);
}

TEST(Column, AFewLargeNumbersDoNotWidenTheColumn) {
    std::size_t size = 0;
    std::vector<std::uint64_t> numbers(block_rows);
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = i % 16;
    numbers[3] = ~std::uint64_t{0};
    numbers[1023] = std::uint64_t{1} << 40;
    EXPECT_EQ(decoded(numbers, &size), numbers);
    EXPECT_LT(size, 16U + block_rows / 2 + 64);
}

TEST(Column, BytesThatAreNoColumnAreRefused) {
    Bytes bytes;
    std::vector<std::uint64_t> numbers(100);
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = i * i;
    numbers[99] = ~std::uint64_t{0};
    encode_column(numbers, bytes);
    ColumnBuffer out;
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        std::span<const std::byte> cut(bytes.data(), size);
        ASSERT_FALSE(decode_column(cut, numbers.size(), out)) << size;
    }
    Bytes wide = bytes;
    wide[8] = std::byte{65};
    std::span<const std::byte> rest = wide;
    EXPECT_FALSE(decode_column(rest, numbers.size(), out));
    rest = bytes;
    EXPECT_FALSE(decode_column(rest, 97, out)) << "the patch lies behind the last row";
}

TEST(Zigzag, SmallDifferencesAreSmallNumbers) {
    EXPECT_EQ(zigzag(0), 0U);
    EXPECT_EQ(zigzag(~std::uint64_t{0}), 1U);
    EXPECT_EQ(zigzag(1), 2U);
    for (const std::uint64_t v : {std::uint64_t{0}, std::uint64_t{1} << 63, ~std::uint64_t{0}, std::uint64_t{12345}})
        EXPECT_EQ(unzigzag(zigzag(v)), v);
}

}  // namespace
}  // namespace argosy::data::detail
