#include "base/pages.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace argosy {
namespace {

TEST(Pages, the_memory_keeps_what_is_in_it) {
    std::vector<int> numbers(3'000'000);
    for (int i = 0; auto& n : numbers) n = i++;
    prefer_large_pages(numbers.data(), numbers.size() * sizeof(int));
    prefer_large_pages(numbers.data(), 1);
    prefer_large_pages(nullptr, 0);
    EXPECT_TRUE(std::ranges::is_sorted(numbers));
    EXPECT_EQ(numbers.back(), 2'999'999);
}

TEST(Pages, room_is_made_when_it_is_needed_and_then_for_long) {
    std::vector<int> numbers;
    std::size_t moves = 0;
    for (int i = 0; i < 100'000; ++i) {
        const auto* before = numbers.data();
        make_room(numbers);
        ASSERT_LT(numbers.size(), numbers.capacity());
        moves += numbers.data() != before;
        numbers.push_back(i);
    }
    EXPECT_EQ(moves, 5U);  // 64, 512, 4096, 32768, 262144
    EXPECT_TRUE(std::ranges::is_sorted(numbers));
}

}  // namespace
}  // namespace argosy
