#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace argosy::observe {

/// {{"service", "risk"}, {"reason", "LIMIT_ORDER_NOTIONAL"}}. Few different values each: no ids, no addresses.
using Labels = std::map<std::string, std::string>;

/// A number that only grows. Copies count the same thing. Any thread.
class Counter {
public:
    void add(double amount = 1) const;

private:
    friend class Metrics;
    explicit Counter(void* counter) : counter_(counter) {}
    void* counter_;
};

/// A number that goes up and down. Any thread.
class Gauge {
public:
    void set(double value) const;

private:
    friend class Metrics;
    explicit Gauge(void* gauge) : gauge_(gauge) {}
    void* gauge_;
};

/// How often values fell below each bound. Any thread.
class Histogram {
public:
    void observe(double value) const;

private:
    friend class Metrics;
    explicit Histogram(void* histogram) : histogram_(histogram) {}
    void* histogram_;
};

/// The figures of a process for Prometheus. Names follow its rules: argosy_orders_total, argosy_feed_age_seconds.
///
/// Thread safety: all of it. What it hands out lives as long as it does.
class Metrics {
public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// The counter of that name and labels, made at the first call.
    /// Requires: one kind and one help text for each name.
    [[nodiscard]] Counter counter(const std::string& name, const std::string& help, const Labels& labels = {});
    [[nodiscard]] Gauge gauge(const std::string& name, const std::string& help, const Labels& labels = {});
    /// bounds: ascending; +Inf is added.
    [[nodiscard]] Histogram histogram(const std::string& name, const std::string& help, const Labels& labels = {},
                                      const std::vector<double>& bounds = latency_bounds());
    /// Called at each scrape, before the text is written: sets gauges that are read rather than kept.
    void on_scrape(std::move_only_function<void()> update);

    /// The answer of /metrics. Source: Prometheus text format 0.0.4.
    [[nodiscard]] std::string text();
    static constexpr std::string_view content_type = "text/plain; version=0.0.4; charset=utf-8";

    /// In seconds, from 100 µs to 10 s.
    [[nodiscard]] static const std::vector<double>& latency_bounds();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace argosy::observe
