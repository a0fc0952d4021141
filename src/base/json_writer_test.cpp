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

}  // namespace
}  // namespace argosy
