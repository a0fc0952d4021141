#include "observe/metrics.hpp"

#include <gtest/gtest.h>
#include <thread>

namespace argosy::observe {
namespace {

bool has_line(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST(Metrics, AreWrittenInTheTextFormat) {
    Metrics metrics;
    metrics.counter("argosy_orders_total", "Orders sent.", {{"side", "buy"}}).add(3);
    metrics.gauge("argosy_equity", "Equity.").set(12.5);
    metrics.histogram("argosy_latency_seconds", "Latency.", {}, {0.1, 1}).observe(0.5);
    const auto text = metrics.text();
    EXPECT_TRUE(has_line(text, "# TYPE argosy_orders_total counter")) << text;
    EXPECT_TRUE(has_line(text, "argosy_orders_total{side=\"buy\"} 3")) << text;
    EXPECT_TRUE(has_line(text, "argosy_equity 12.5")) << text;
    EXPECT_TRUE(has_line(text, "argosy_latency_seconds_bucket{le=\"0.1\"} 0")) << text;
    EXPECT_TRUE(has_line(text, "argosy_latency_seconds_bucket{le=\"1\"} 1")) << text;
    EXPECT_TRUE(has_line(text, "argosy_latency_seconds_count 1")) << text;
}

TEST(Metrics, OneNameAndLabelsAreOneCounter) {
    Metrics metrics;
    metrics.counter("argosy_fills_total", "Fills.").add();
    metrics.counter("argosy_fills_total", "Fills.").add();
    EXPECT_TRUE(has_line(metrics.text(), "argosy_fills_total 2"));
}

TEST(Metrics, WhatIsReadAtTheScrapeIsFresh) {
    Metrics metrics;
    int depth = 0;
    metrics.on_scrape([&, gauge = metrics.gauge("argosy_queue_depth", "Depth.")] { gauge.set(depth); });
    depth = 7;
    EXPECT_TRUE(has_line(metrics.text(), "argosy_queue_depth 7"));
}

TEST(Metrics, ThreadsCountTogether) {
    Metrics metrics;
    const auto counter = metrics.counter("argosy_n_total", "N.");
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 1'000; ++i) counter.add();
            });
    }
    EXPECT_TRUE(has_line(metrics.text(), "argosy_n_total 4000"));
}

}  // namespace
}  // namespace argosy::observe
