#include "observe/log_line.hpp"

#include <gtest/gtest.h>

namespace argosy::observe {
namespace {

const Time noon = *parse_iso8601("2024-05-01T12:00:00.123Z");

TEST(LogLine, EcsHoldsTimeLevelLoggerTraceAndLabels) {
    const auto trace = *parse_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    EXPECT_EQ(to_ecs({.time = noon,
                      .level = LogLevel::warning,
                      .component = "risk",
                      .message = "refused",
                      .fields = {{"order", "o-17"}, {"count", 3}, {"share", 0.5}, {"final", true}},
                      .trace = trace}),
              R"({"@timestamp":"2024-05-01T12:00:00.123Z","log.level":"warning","message":"refused",)"
              R"("ecs.version":"8.11.0","service.name":"argosy","log.logger":"risk",)"
              R"("trace.id":"4bf92f3577b34da6a3ce929d0e0e4736","span.id":"00f067aa0ba902b7",)"
              R"("labels":{"order":"o-17","count":3,"share":0.5,"final":true}})");
}

TEST(LogLine, EcsKeepsFieldsOfTheSchemaApartFromLabels) {
    EXPECT_EQ(to_ecs({.time = noon,
                      .component = "gateway",
                      .message = "GET /x 404",
                      .fields = {{"url.path", "/x"}, {"tries", 2}, {"http.response.status_code", 404}}}),
              R"({"@timestamp":"2024-05-01T12:00:00.123Z","log.level":"info","message":"GET /x 404",)"
              R"("ecs.version":"8.11.0","service.name":"argosy","log.logger":"gateway",)"
              R"("url.path":"/x","http.response.status_code":404,"labels":{"tries":2}})");
}

TEST(LogLine, TextFromOutsideCannotStartALineOfItsOwn) {
    const LogEvent event{.time = noon, .component = "api", .message = "user\n12:00 ERROR forged \x1b[31m"};
    EXPECT_EQ(to_ecs(event).find('\n'), std::string::npos);
    EXPECT_EQ(to_text(event), "12:00:00.123Z INFO  api: user\\n12:00 ERROR forged \\u001b[31m");
}

TEST(LogLine, TextQuotesOnlyWhatWouldBeAmbiguous) {
    EXPECT_EQ(to_text({.time = noon, .component = "a", .message = "m", .fields = {{"x", "y"}, {"z", "two words"}}}),
              "12:00:00.123Z INFO  a: m x=y z=\"two words\"");
}

}  // namespace
}  // namespace argosy::observe
