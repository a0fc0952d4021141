#include "services/analytics/reports.hpp"

#include <gmock/gmock.h>

#include "services/analytics/analytics_bench.hpp"

namespace argosy::services::analytics {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class Reports : public AnalyticsBench {
protected:
    Reports() {
        told = bus.topic(subjects.reports).subscribe([this](const auto& m) {
            heard.push_back(std::get<messages::Report>(m.data));
        });
    }
    std::unique_ptr<argosy::testing::Answer> made(std::string_view kind, std::string_view format) {
        auto answer = post("/api/v1/reports",
                           R"({"kind":")" + std::string(kind) + R"(","format":")" + std::string(format) + "\"}");
        EXPECT_EQ(answer->status, 201) << answer->text;
        return answer;
    }
    bus::Subscription told;
    std::vector<messages::Report> heard;
};

TEST_F(Reports, one_of_every_kind_is_made_kept_told_and_downloaded) {
    struct Case {
        std::string_view kind, format, type, begins, holds;
    };
    for (const auto& [kind, format, type, begins, holds] :
         {Case{"performance", "html", "text/html; charset=utf-8", "<!doctype html>", "Argosy <span>account</span>"},
          Case{"tear_sheet", "html", "text/html; charset=utf-8", "<!doctype html>", "tear sheet"},
          Case{"performance", "json", "application/json", "{", "\"metrics\""},
          Case{"performance", "csv", "text/csv; charset=utf-8", "strategy,instrument", "USDT"},
          Case{"tear_sheet", "csv", "text/csv; charset=utf-8", "metric,value,unit,reason\n", "sharpe,"}}) {
        const auto report = made(kind, format);
        const auto text = get(report->word("/url"));
        ASSERT_EQ(text->status, 200) << text->text;
        EXPECT_EQ(text->headers.value("Content-Type"), type);
        EXPECT_THAT(text->headers.value("Content-Security-Policy"), HasSubstr("sandbox"));
        EXPECT_THAT(text->text, StartsWith(begins));
        EXPECT_THAT(text->text, HasSubstr(holds));
        EXPECT_EQ(report->at("/bytes").get_uint64().value(), text->text.size());
        EXPECT_EQ(heard.back().report_id, report->word("/report_id"));
        EXPECT_EQ(heard.back().kind, kind);
    }
    const auto list = get("/api/v1/reports?limit=2");
    EXPECT_EQ(list->size("/reports"), 2U);
    EXPECT_EQ(list->word("/reports/0/report_id"), heard.back().report_id) << "newest first";
    EXPECT_EQ(get("/api/reports/" + heard.front().report_id)->word("/format"), "html");
    const auto audit = store->read([](const store::Tables& t) { return t.audit().list({}, {}); });
    EXPECT_EQ(audit->rows.size(), 5U);
}

TEST_F(Reports, the_trades_of_a_report_are_those_of_the_account) {
    const auto csv = get(made("performance", "csv")->word("/url"));
    EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(csv->text, '\n')), closed().size() + 1);
}

TEST_F(Reports, trading_goes_on_while_one_is_made) {
    const auto steps = core->steps();
    net::ClientRequest request{.method = net::Method::post,
                               .url = "http://127.0.0.1:" + std::to_string(port) + "/api/v1/reports",
                               .body = std::string("{}")};
    int status = 0;
    client.send(std::move(request), [&](Result<net::Response> r) { status = r ? r->status : -1; });
    for (int i = 0; i < 5'000 && status == 0; ++i) {
        play(1);
        wait(1ms);
    }
    EXPECT_EQ(status, 201);
    EXPECT_GT(core->steps(), steps);
    EXPECT_LT(heard.front().time, core->now()) << "the account as it was when it was asked for";
}

TEST_F(Reports, what_is_no_report_is_refused) {
    EXPECT_EQ(post("/api/v1/reports", R"({"kind":"novel"})")->status, 400);
    EXPECT_EQ(post("/api/v1/reports", R"({"format":"pdf"})")->status, 400);
    EXPECT_EQ(get("/api/v1/reports/none")->status, 404);
    EXPECT_EQ(get("/api/v1/reports/none/download")->status, 404);
    EXPECT_EQ(get("/api/v1/reports?cursor=x")->status, 400);
    EXPECT_EQ(ask(net::Method::post, "/api/v1/reports", "{}", "viewer")->status, 403);
}

}  // namespace
}  // namespace argosy::services::analytics
