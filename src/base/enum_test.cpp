#include "base/enum.hpp"

#include <cstdint>
#include <gmock/gmock.h>

namespace argosy {
namespace {

enum class Colour : std::uint8_t { red, green = 4, blue };
enum class Direction : std::int8_t { down = -1, none = 0, up = 1 };
constexpr std::string_view to_string(Colour c) {
    return c == Colour::red ? "red" : c == Colour::green ? "green" : "blue";
}

TEST(Enum, finds_every_enumerator_and_no_other) {
    EXPECT_THAT(enumerators<Colour>, testing::ElementsAre(Colour::red, Colour::green, Colour::blue));
    EXPECT_THAT(enumerators<Direction>, testing::ElementsAre(Direction::down, Direction::none, Direction::up));
}

TEST(Enum, a_number_without_a_name_is_no_enumerator) {
    EXPECT_TRUE(is_enumerator(Colour::green));
    EXPECT_FALSE(is_enumerator(static_cast<Colour>(3)));
    EXPECT_FALSE(is_enumerator(static_cast<Colour>(200)));
}

TEST(Enum, reads_by_its_printed_name) {
    EXPECT_EQ(parse_enum<Colour>("blue"), Colour::blue);
    EXPECT_EQ(parse_enum<Colour>("Blue"), std::nullopt);
}

}  // namespace
}  // namespace argosy
