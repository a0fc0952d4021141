#include "base/json_writer.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace argosy {
namespace {

TEST(JsonWriter, NestsObjectsAndArrays) {
    JsonWriter w;
    w.begin_object().field("a", 1).key("b").begin_array().value("x").value(true).null().end_array();
    w.key("c").begin_object().end_object().end_object();
    EXPECT_EQ(w.text(), R"({"a":1,"b":["x",true,null],"c":{}})");
}

TEST(JsonWriter, PrettyPrintsTwoSpacesALevel) {
    JsonWriter w(JsonWriter::Layout::pretty);
    w.begin_object().key("b").begin_array().value(1).value(2).end_array().key("e").begin_array().end_array();
    w.end_object();
    EXPECT_EQ(w.text(), "{\n  \"b\": [\n    1,\n    2\n  ],\n  \"e\": []\n}");
}

TEST(JsonWriter, EscapesControlCharactersQuotesAndBackslashes) {
    JsonWriter w;
    w.value("a\"b\\c\n\t\x01 µ");
    EXPECT_EQ(w.text(), "\"a\\\"b\\\\c\\n\\t\\u0001 µ\"");
}

TEST(JsonWriter, NumbersKeepTheirDigits) {
    JsonWriter w;
    w.begin_array().value(0.1).value(std::numeric_limits<double>::quiet_NaN()).value("61837.63"_px);
    w.value(std::numeric_limits<std::uint64_t>::max()).value(1e300).end_array();
    EXPECT_EQ(w.text(), "[0.1,null,61837.63,18446744073709551615,1e+300]");
}

TEST(JsonWriter, text_is_escaped_and_what_is_not_utf8_is_replaced) {
    std::string out;
    append_json_string(out, "a\"\\\n\r\t\x01/\xC3\xA9\nx\xFF\xE2\x82\"");
    EXPECT_EQ(out, "\"a\\\"\\\\\\n\\r\\t\\u0001/\xC3\xA9\\nx\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\\\"\"");
}

TEST(JsonWriter, large_whole_doubles_are_not_taken_for_integers) {
    JsonWriter w;
    w.begin_array().value(2360883065657036374016.0).value(5.0).raw("{}").end_array();
    EXPECT_EQ(w.text(), "[2360883065657036374016.0,5,{}]");
}

}  // namespace
}  // namespace argosy
