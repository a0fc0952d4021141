#include "api/live.hpp"

#include <gtest/gtest.h>
#include <string>

namespace argosy::api {
namespace {

TEST(Live, only_a_resync_is_one) {
    EXPECT_TRUE(asks_for_resync(R"({"type":"resync"})"));
    EXPECT_TRUE(asks_for_resync(R"( {"seq": 7, "type": "resync"} )"));
    for (const std::string text : {"", "x", "resync", "\"resync\"", "{}", "[\"resync\"]", R"({"type":"ping"})",
                                   R"({"type":1})", R"({"type":"resync")"})
        EXPECT_FALSE(asks_for_resync(text)) << text;
    EXPECT_FALSE(asks_for_resync(R"({"type":"resync","x":")" + std::string(300, 'x') + "\"}"));
}

}  // namespace
}  // namespace argosy::api
