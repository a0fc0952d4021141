#include "app/arguments.hpp"

#include <gtest/gtest.h>

namespace argosy::app {
namespace {

TEST(Arguments, AWordIsChosenOrTheNearestOneSuggested) {
    constexpr std::pair<std::string_view, int> choices[] = {{"open", 1}, {"close", 2}};
    EXPECT_EQ(choose("--time-is", "close", choices).value(), 2);
    const auto misspelt = choose("--time-is", "opne", choices);
    EXPECT_EQ(misspelt.error().code(), Errc::invalid_argument);
    EXPECT_EQ(misspelt.error().message(), "--time-is opne: no such choice");
    EXPECT_EQ(misspelt.error().hint(), "did you mean \"open\"?");
    EXPECT_EQ(choose("--time-is", "yesterday", choices).error().hint(), "use one of open, close");
}

TEST(Arguments, AValueThatDoesNotParseIsWrongUseOfItsOption) {
    EXPECT_EQ(argument("--interval", parse_duration("1h")).value(), 1h);
    const auto wrong = argument("--interval", parse_duration("soon"));
    EXPECT_EQ(wrong.error().code(), Errc::invalid_argument);
    EXPECT_TRUE(wrong.error().message().starts_with("--interval: not a duration")) << wrong.error().message();
}

}  // namespace
}  // namespace argosy::app
