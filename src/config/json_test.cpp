#include "config/json.hpp"

#include <gmock/gmock.h>

namespace argosy::config {
namespace {

using testing::HasSubstr;

std::string read(std::string_view text, const TextLimits& limits = {}) {
    Problems problems;
    const Node node = parse_json(text, "a.json", problems, limits);
    return problems.empty() ? print_json(node, JsonLayout::compact) : std::string(problems.to_error().message());
}

TEST(Json, reads_what_it_prints) {
    for (const char* text :
         {R"({"a":[1,-0.5e+3,true,false,null,"x"],"b":{},"c":[]})", "5", R"("\u0001\n\"\\é😀")", "null"})
        EXPECT_EQ(read(text), text);
    EXPECT_EQ(read(" { \"a\" :\n[ 1 , 2 ] } "), R"({"a":[1,2]})");
}

TEST(Json, escapes) {
    EXPECT_EQ(read(R"("\u00e9\ud83d\ude00\/\b\f\t\r")"), "\"\xC3\xA9\xF0\x9F\x98\x80/\\u0008\\u000c\\t\\r\"");
    for (const char* bad :
         {R"("\ud83d")", R"("\ud83dx")", R"("\ude00")", R"("\ud83d\u0041")", R"("\u12g4")", R"("\x")", R"("\u12)"})
        EXPECT_THAT(read(bad), HasSubstr("a bad escape")) << bad;
}

TEST(Json, refuses_what_is_not_json) {
    EXPECT_THAT(read("{\"a\": 1,\n \"a\": 2}"), HasSubstr("a.json:2:2: the key a is written twice, first on line 1"));
    EXPECT_THAT(read("[1,]"), HasSubstr("a.json:1:4: not JSON: expected a value"));
    EXPECT_THAT(read("{\"a\":1,}"), HasSubstr("expected a key in double quotes"));
    EXPECT_THAT(read("[1 2]"), HasSubstr("expected , or ]"));
    EXPECT_THAT(read("{\"a\" 1}"), HasSubstr("expected : behind"));
    EXPECT_THAT(read("[1] x"), HasSubstr("something behind the end"));
    EXPECT_THAT(read(""), HasSubstr("expected a value"));
    EXPECT_THAT(read("\"abc"), HasSubstr("does not end"));
    EXPECT_THAT(read("\"a\nb\""), HasSubstr("a control character"));
    EXPECT_THAT(read("\"\xFF\""), HasSubstr("byte 1 is not UTF-8"));
    for (const char* bad : {"01", "+1", ".5", "1.", "1e", "-", "NaN", "Infinity", "0x10", "tru", "'a'"})
        EXPECT_THAT(read(bad), HasSubstr("not JSON: unexpected")) << bad;
}

TEST(Json, hostile_sizes_are_refused) {
    EXPECT_THAT(read(std::string(100'000, '[')), HasSubstr("deeper than 64 levels"));
    EXPECT_THAT(read("[1,1,1,1]", {.nodes = 4}), HasSubstr("more than 4 values"));
    EXPECT_THAT(read("[1,1,1,1]", {.bytes = 4}), HasSubstr("larger than 4 bytes"));
}

}  // namespace
}  // namespace argosy::config
