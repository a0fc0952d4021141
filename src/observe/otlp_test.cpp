#include "observe/otlp.hpp"

#include <gtest/gtest.h>

namespace argosy::observe {
namespace {

TEST(Otlp, ASpanIsWrittenAsTheProtocolSays) {
    const Span span{.context = *parse_traceparent("00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b174-01"),
                    .parent = 0xeee19b7ec3c1b173,
                    .name = "risk check",
                    .start = time_from_ns(1544712660000000000),
                    .end = time_from_ns(1544712661000000000),
                    .is_error = true,
                    .attributes = {{"order", "o-1"}}};
    EXPECT_EQ(to_otlp(std::span(&span, 1), "argosy", "1.0"),
              R"({"resourceSpans":[{"resource":{"attributes":[)"
              R"({"key":"service.name","value":{"stringValue":"argosy"}},)"
              R"({"key":"service.version","value":{"stringValue":"1.0"}}]},)"
              R"("scopeSpans":[{"scope":{"name":"argosy"},"spans":[{"traceId":"5b8efff798038103d269b633813fc60c",)"
              R"("spanId":"eee19b7ec3c1b174","parentSpanId":"eee19b7ec3c1b173","name":"risk check","kind":1,)"
              R"("startTimeUnixNano":"1544712660000000000","endTimeUnixNano":"1544712661000000000",)"
              R"("attributes":[{"key":"order","value":{"stringValue":"o-1"}}],"status":{"code":2}}]}]}]})");
}

}  // namespace
}  // namespace argosy::observe
