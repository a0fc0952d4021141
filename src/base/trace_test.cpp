#include "base/trace.hpp"

#include <gtest/gtest.h>

namespace argosy {
namespace {

TEST(Trace, ReadsAndWritesTheExampleOfTheStandard) {
    const std::string text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const auto context = parse_traceparent(text);
    ASSERT_TRUE(context);
    EXPECT_TRUE(context->is_sampled);
    EXPECT_EQ(trace_id_hex(*context), "4bf92f3577b34da6a3ce929d0e0e4736");
    EXPECT_EQ(context->span, 0x00f067aa0ba902b7u);
    EXPECT_EQ(to_traceparent(*context), text);
}

TEST(Trace, ReadsALaterVersionAsFarAsItIsKnown) {
    EXPECT_TRUE(parse_traceparent("cc-12345678901234567890123456789012-1234567890123456-01-what-the-future-holds"));
    EXPECT_TRUE(parse_traceparent("cc-12345678901234567890123456789012-1234567890123456-01"));
    EXPECT_FALSE(parse_traceparent("cc-12345678901234567890123456789012-1234567890123456-01.what"));
}

TEST(Trace, RefusesWhatTheStandardForbids) {
    for (const char* text : {"", "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                             "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                             "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                             "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                             "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                             "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
                             "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01"})
        EXPECT_FALSE(parse_traceparent(text)) << text;
}

TEST(Trace, AChildStaysInTheTraceWithASpanOfItsOwn) {
    Prng prng(1);
    const auto root = child_of({}, prng);
    EXPECT_FALSE(root.is_none());
    EXPECT_FALSE(root.is_sampled);
    const auto child = child_of(root, prng);
    EXPECT_EQ(trace_id_hex(child), trace_id_hex(root));
    EXPECT_NE(child.span, root.span);
}

}  // namespace
}  // namespace argosy
