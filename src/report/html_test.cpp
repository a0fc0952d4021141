#include <gtest/gtest.h>
#include <regex>

#include "base/hash.hpp"
#include "report/assets.hpp"
#include "report/html_writer.hpp"
#include "report/names.hpp"
#include "report/sections.hpp"
#include "support/finished_run.hpp"

namespace argosy::report {
namespace {

using performance::MetricId;

const testing::FinishedRun& finished() {
    static const testing::FinishedRun run;
    return run;
}
const std::string& page() {
    static const std::string text = html(finished().report);
    return text;
}

std::size_t count(std::string_view text, std::string_view what) {
    std::size_t n = 0;
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + what.size())) ++n;
    return n;
}

TEST(Html, is_the_same_to_the_byte_when_the_run_is_repeated_on_one_or_two_threads) {
    EXPECT_EQ(html(testing::FinishedRun().report), page());
    EXPECT_EQ(html(testing::FinishedRun(testing::FinishedRun::run_side_by_side).report), page());
}

TEST(Html, shows_hostile_names_as_text) {
    EXPECT_EQ(count(page(), "alert(1)</script>"), 0U);
    EXPECT_EQ(count(page(), "alert(2)</script>"), 0U);
    EXPECT_NE(page().find("&lt;/script&gt;&lt;script&gt;alert(1)"), std::string::npos);
    EXPECT_NE(page().find("&lt;b&gt;&amp;&#39;x&#39;"), std::string::npos);
    EXPECT_NE(page().find("a note with &lt;markup&gt;"), std::string::npos);
    // The data and the script: nothing else begins or ends a script.
    EXPECT_EQ(count(page(), "<script"), 2U);
    EXPECT_EQ(count(page(), "</script"), 2U);
    EXPECT_EQ(count(page(), "<!--"), 0U);
}

TEST(Html, lets_only_its_own_script_and_style_run_and_loads_nothing) {
    const auto policy = page().substr(0, page().find("<style>"));
    EXPECT_NE(policy.find("default-src 'none'"), std::string::npos);
    EXPECT_EQ(count(policy, "'sha256-"), 2U);
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
    const auto markup = page().substr(page().find("</style>"));
    EXPECT_FALSE(std::regex_search(markup.substr(0, markup.find("<script")), std::regex("\\s(src|style|onclick)=")));
    EXPECT_EQ(count(page(), "<link"), 0U);
    EXPECT_EQ(page_script().find("</script"), std::string_view::npos);
    EXPECT_EQ(page_style().find("</style"), std::string_view::npos);
}

TEST(Html, has_every_metric_with_its_definition_and_value) {
    for (std::size_t i = 0; i < performance::metric_count; ++i) {
        const auto& d = performance::definition_of(static_cast<MetricId>(i));
        const auto row = page().find("id=\"metric-" + std::string(d.name) + "\"");
        ASSERT_NE(row, std::string::npos) << d.name;
        HtmlWriter expected;
        expected.text(d.definition);
        EXPECT_EQ(page().find(std::move(expected).take(), row), page().find("<p>", row) + 3) << d.name;
        const auto& metric = finished().report.result.summary[static_cast<MetricId>(i)];
        EXPECT_NE(page().substr(row, page().find("</tr>", row) - row).find(figure(metric)), std::string::npos)
            << d.name;
    }
}

TEST(Html, says_why_a_figure_is_undefined) {
    const auto& metric = finished().report.result.summary[MetricId::expectancy_r];
    ASSERT_FALSE(metric.value) << "no stop in this run";
    EXPECT_NE(page().find("<span class=why>" + std::string(metric.reason)), std::string::npos);
}

TEST(Html, begins_with_the_warnings) {
    const auto& warnings = finished().report.result.warnings;
    ASSERT_FALSE(warnings.empty());
    for (const auto& w : warnings) {
        EXPECT_NE(page().find(w.code), std::string::npos);
        EXPECT_LT(page().find(w.code), page().find("class=tiles"));
    }
}

TEST(Html, names_version_data_configuration_and_result) {
    for (const auto& text : {std::string("argosy 9.9.9 (abc)"), std::string("checksum-of-the-bars"),
                             std::string("hash-of-the-config"), finished().report.result.digest})
        EXPECT_EQ(count(page(), text), 1U) << text;
}

TEST(Html, shows_consensus_contributions_checks_and_costs) {
    for (const auto* text : {"Leave one out", "How each voter stood", "Truncation check", "Ambiguous bars", "Funding",
                             "Slippage", "By exit", "By market regime", "Deepest falls", "Buy and hold"})
        EXPECT_NE(page().find(text), std::string::npos) << text;
}

TEST(Costs, lead_from_the_profit_before_them_to_the_net) {
    HtmlWriter w;
    write_costs(w, {.fees = 30, .funding = -10, .slippage = 5}, 75);
    const auto markup = std::move(w).take();
    // 100 before; -30, +10 and -5 leave 75.
    for (const auto* text :
         {"Before costs</dt><dd class=num>100.00", "Fees</dt><dd class=num>−30.00", "Funding</dt><dd class=num>10.00",
          "Slippage</dt><dd class=num>−5.00", "Net</dt><dd class=num>75.00", "class=loss x=70.00 width=30.00",
          "class=gain x=70.00 width=10.00", "class=loss x=75.00 width=5.00"})
        EXPECT_NE(markup.find(text), std::string::npos) << text << " in " << markup;
    HtmlWriter empty;
    write_costs(empty, {}, 0);
    EXPECT_TRUE(std::move(empty).take().empty());
}

TEST(Html, warns_of_a_look_into_the_future_before_everything_else) {
    auto report = finished().report;
    report.result.lookahead = {
        {.voter = "peeker", .cut = *parse_iso8601("2026-01-20"), .first_seen = *parse_iso8601("2026-01-19")}};
    const auto text = html(report);
    EXPECT_NE(text.find("peeker decided differently when data after 2026-01-20 00:00 was cut off"), std::string::npos);
    EXPECT_LT(text.find("LOOKAHEAD"), text.find(report.result.warnings.front().code));
    EXPECT_NE(text.find("<dd>failed</dd>"), std::string::npos);
}

TEST(Html, is_complete_without_a_market_and_without_a_trade) {
    auto report = finished().report;
    report.market = nullptr;
    report.result.trades.clear();
    report.result.curve.clear();
    report.result.summary.months.clear();
    const auto text = html(report);
    EXPECT_TRUE(text.ends_with("</body></html>\n"));
    EXPECT_EQ(text.find("Deepest falls"), std::string::npos);
    EXPECT_NE(text.find("\"instruments\":[]"), std::string::npos);
}

TEST(Text, compares_with_buying_and_holding_and_tells_where_it_comes_from) {
    const auto summary = text(finished().report);
    EXPECT_NE(summary.find("Buy and hold"), std::string::npos);
    EXPECT_NE(summary.find("argosy 9.9.9 (abc), config hash-of-the-"), std::string::npos);
    EXPECT_TRUE(summary.starts_with("warning: "));
}

TEST(Json, holds_what_the_page_shows) {
    const auto document = json(finished().report);
    for (const auto* key : {"buy_and_hold", "exits", "regimes", "contributions", "decision_reasons", "voters",
                            "refusals", "ambiguous_bars", "truncation_checks", "result_digest", "interval_95", "costs"})
        EXPECT_NE(document.find("\"" + std::string(key) + "\":"), std::string::npos) << key;
    EXPECT_EQ(json(testing::FinishedRun(testing::FinishedRun::run_side_by_side).report), document);
}

TEST(HtmlWriter, keeps_any_json_inside_its_block) {
    HtmlWriter w;
    w.json_block("data", "{\"a\":\"</script><!--<script\"}");
    EXPECT_EQ(
        std::move(w).take(),
        "<script type=\"application/json\" id=\"data\">{\"a\":\"\\u003c/script>\\u003c!--\\u003cscript\"}</script>\n");
}

TEST(HtmlWriter, escapes_text_and_attributes) {
    HtmlWriter w;
    w.element("td class=num", "<&>\"'");
    EXPECT_EQ(std::move(w).take(), "<td class=num>&lt;&amp;&gt;&quot;&#39;</td>");
}

TEST(Names, group_digits_and_keep_all_of_them) {
    EXPECT_EQ(grouped("-1234567.891"), "−1,234,567.891");
    EXPECT_EQ(grouped("123"), "123");
    EXPECT_EQ(grouped("-0.00 %"), "0.00 %");
    EXPECT_EQ(grouped("1000.00 %"), "1,000.00 %");
    EXPECT_EQ(grouped("-"), "-");
    EXPECT_EQ(amount(-1234.5), "−1,234.50");
    EXPECT_EQ(days(36h), "36 h");
    EXPECT_EQ(days(60h), "2.5 d");
}

}  // namespace
}  // namespace argosy::report
