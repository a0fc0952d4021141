#include "api/problem.hpp"

#include <gtest/gtest.h>

#include "api/json.hpp"

namespace argosy::api {
namespace {

TEST(Problem, carries_what_the_client_can_act_on) {
    const Error error = fail(Errc::not_found, "no bars for BTC/USD", "did you mean BTC/USDT?").error();
    const auto response = to_response(problem_of(error), "0af7651916cd43dd8448eb211c80319c");
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.headers.value("Content-Type"), "application/problem+json");
    EXPECT_EQ(response.body.view(),
              R"({"type":"urn:argosy:problem:not_found","title":"Not Found","status":404,"code":"not_found",)"
              R"("detail":"no bars for BTC/USD","hint":"did you mean BTC/USDT?",)"
              R"("trace_id":"0af7651916cd43dd8448eb211c80319c"})");
}

TEST(Problem, names_wrong_fields_and_when_to_come_back) {
    Problem problem = make_problem(429, "too many requests");
    problem.errors = {{"/qty", "missing"}, {"?limit", "too large"}};
    problem.retry_after_s = 3;
    const auto response = to_response(problem, "x");
    EXPECT_TRUE(response.body.view().ends_with(
        R"("errors":[{"pointer":"/qty","detail":"missing"},{"pointer":"?limit","detail":"too large"}]})"));
    EXPECT_EQ(response.headers.value("Retry-After"), "3");
    EXPECT_TRUE(response.body.view().contains(R"("code":"too_many_requests")"));
}

TEST(Problem, keeps_our_own_faults_to_ourselves) {
    const Error error = fail(Errc::internal, "row 7 of table secrets").error();
    const auto response = to_response(problem_of(error), "abc");
    EXPECT_EQ(response.status, 500);
    EXPECT_FALSE(response.body.view().contains("secrets"));
    EXPECT_TRUE(response.body.view().contains("abc"));
}

TEST(Problem, every_code_has_a_status) {
    for (const auto& [code, status] : {std::pair(Errc::invalid_argument, 400),
                                       {Errc::parse, 400},
                                       {Errc::unauthorized, 401},
                                       {Errc::rejected, 409},
                                       {Errc::rate_limited, 429},
                                       {Errc::outcome_unknown, 502},
                                       {Errc::unavailable, 503},
                                       {Errc::timeout, 504},
                                       {Errc::corrupt, 500},
                                       {Errc::internal, 500}}) {
        EXPECT_EQ(status_of(code), status);
    }
}

TEST(TraceId, continues_the_callers_trace_or_starts_one) {
    net::Request request;
    const auto fresh = trace_id_of(request);
    EXPECT_EQ(fresh.size(), 32U);
    EXPECT_NE(fresh, trace_id_of(request));
    request.headers.add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    EXPECT_EQ(trace_id_of(request), "0af7651916cd43dd8448eb211c80319c");
    request.headers.set("traceparent", "00-00000000000000000000000000000000-b7ad6b7169203331-01");
    EXPECT_NE(trace_id_of(request), "00000000000000000000000000000000");
    request.headers.set("traceparent", "00-0af7651916cd43dd8448eb211c80319\"-b7ad6b7169203331-01");
    EXPECT_FALSE(trace_id_of(request).contains('"'));
}

TEST(Json, quotes_anything) {
    const auto quoted = [](std::string_view text) {
        std::string out;
        append_quoted(out, text);
        return out;
    };
    EXPECT_EQ(quoted("a\"b\\c\n\t\x01"), R"("a\"b\\c\n\t\u0001")");
    EXPECT_EQ(quoted("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"), "\"caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\"");
    EXPECT_EQ(quoted("\xff\xc3"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
    EXPECT_EQ(quoted("\xed\xa0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace argosy::api
