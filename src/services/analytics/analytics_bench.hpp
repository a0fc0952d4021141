#pragma once

#include "engine/engine.hpp"
#include "services/analytics/service.hpp"
#include "support/service_bench.hpp"

namespace argosy::services::analytics {

/// The bench with analytics on it.
class AnalyticsBench : public argosy::testing::ServiceBench {
protected:
    AnalyticsBench() {
        start(spec({.router = router,
                    .core = *core,
                    .store = *store,
                    .writer = writer,
                    .bus = bus,
                    .subjects = subjects,
                    .loop = loop,
                    .worker = worker,
                    .outbox = outbox,
                    .version = "0.0 (test)"}));
    }
    ~AnalyticsBench() override {
        host->stop();
        host.reset();
    }

    [[nodiscard]] const std::vector<domain::RoundTrip>& closed() const { return core->engine().trades().closed(); }

    store::Writer writer{*store};
    net::Worker worker;
    outbox::Relay outbox{*store, bus, net::wall_time};
};

}  // namespace argosy::services::analytics
