#include <gtest/gtest.h>
#include <map>
#include <set>

#include "base/prng.hpp"
#include "execution/detail/fill_log.hpp"
#include "execution/detail/id_map.hpp"

namespace argosy::execution::detail {
namespace {

TEST(IdMap, AgreesWithAMapThroughInsertsAndErases) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        Prng random(seed);
        IdMap map;
        std::map<OrderId, std::uint32_t> reference;
        for (int i = 0; i < 3000; ++i) {
            // Ids that collide in their low bits, as those of orders that stay open for long do.
            const OrderId id(random.below(40) + (random.below(8) << 6));
            if (random.below(2) != 0) {
                const auto slot = static_cast<std::uint32_t>(i);
                map.set(id, slot);
                reference[id] = slot;
            } else if (reference.erase(id) != 0) {
                map.erase(id);
            }
            ASSERT_EQ(map.size(), reference.size());
            const OrderId probe(random.below(40) + (random.below(8) << 6));
            const auto it = reference.find(probe);
            ASSERT_EQ(map.find(probe), it == reference.end() ? IdMap::none : it->second) << "seed " << seed;
        }
        for (const auto& [id, slot] : reference) ASSERT_EQ(map.find(id), slot);
    }
}

TEST(IdMap, KnowsNothingAboutNoId) {
    IdMap map;
    EXPECT_EQ(map.find(OrderId{}), IdMap::none);
    EXPECT_DEATH(map.erase(OrderId(1)), "not there");
    EXPECT_DEATH(map.set(OrderId{}, 1), "missing");
}

TEST(FillLog, CountsEveryFillOnceInAnyOrder) {
    Prng random(9);
    FillLog log;
    for (int round = 0; round < 50; ++round) {
        FillLog::List one, two;
        std::set<FillId> seen_one, seen_two;
        for (int i = 0; i < 200; ++i) {
            const FillId id(random.below(150));
            auto& list = random.below(2) ? one : two;
            auto& seen = &list == &one ? seen_one : seen_two;
            ASSERT_EQ(log.add(list, id), seen.insert(id).second);
            ASSERT_TRUE(log.contains(list, id));
        }
        log.clear(one);
        ASSERT_FALSE(log.contains(one, FillId(1)));
        for (const auto id : seen_two) ASSERT_TRUE(log.contains(two, id)) << "lists share nodes";
        log.clear(two);
    }
}

}  // namespace
}  // namespace argosy::execution::detail
