#include "observe/metrics.hpp"

#include <mutex>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace argosy::observe {

void Counter::add(double amount) const { static_cast<prometheus::Counter*>(counter_)->Increment(amount); }
void Gauge::set(double value) const { static_cast<prometheus::Gauge*>(gauge_)->Set(value); }
void Histogram::observe(double value) const { static_cast<prometheus::Histogram*>(histogram_)->Observe(value); }

struct Metrics::Impl {
    prometheus::Registry registry{prometheus::Registry::InsertBehavior::Merge};
    std::mutex mutex;
    std::vector<std::move_only_function<void()>> updates;  // guarded by mutex
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

Counter Metrics::counter(const std::string& name, const std::string& help, const Labels& labels) {
    return Counter(&prometheus::BuildCounter().Name(name).Help(help).Register(impl_->registry).Add(labels));
}

Gauge Metrics::gauge(const std::string& name, const std::string& help, const Labels& labels) {
    return Gauge(&prometheus::BuildGauge().Name(name).Help(help).Register(impl_->registry).Add(labels));
}

Histogram Metrics::histogram(const std::string& name, const std::string& help, const Labels& labels,
                             const std::vector<double>& bounds) {
    auto& family = prometheus::BuildHistogram().Name(name).Help(help).Register(impl_->registry);
    return Histogram(&family.Add(labels, bounds));
}

void Metrics::on_scrape(std::move_only_function<void()> update) {
    const std::lock_guard lock(impl_->mutex);
    impl_->updates.push_back(std::move(update));
}

std::string Metrics::text() {
    {
        const std::lock_guard lock(impl_->mutex);
        for (auto& update : impl_->updates) update();
    }
    return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

const std::vector<double>& Metrics::latency_bounds() {
    static const std::vector<double> bounds{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                            0.05,   0.1,     0.25,   0.5,   1,      2.5,   5,    10};
    return bounds;
}

}  // namespace argosy::observe
