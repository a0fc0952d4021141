#include "observe/span.hpp"

#include <gtest/gtest.h>

namespace argosy::observe {
namespace {

Span span(bool is_sampled) { return {.context = {1, 2, 3, is_sampled}, .name = "order"}; }

TEST(SpanBuffer, KeepsSampledSpansUntilTheyAreTaken) {
    SpanBuffer buffer;
    buffer.add(span(true));
    buffer.add(span(false));
    EXPECT_EQ(buffer.take().size(), 1u);
    EXPECT_TRUE(buffer.take().empty());
}

TEST(SpanBuffer, DropsAndCountsBeyondItsBound) {
    SpanBuffer buffer(2);
    for (int i = 0; i < 5; ++i) buffer.add(span(true));
    EXPECT_EQ(buffer.dropped(), 3u);
    EXPECT_EQ(buffer.take().size(), 2u);
}

}  // namespace
}  // namespace argosy::observe
