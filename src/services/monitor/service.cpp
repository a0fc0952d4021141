#include "services/monitor/service.hpp"

#include "net/http_client.hpp"
#include "observe/otlp.hpp"
#include "runtime/views.hpp"
#include "services/monitor/routes.hpp"
#include "services/monitor/tracer.hpp"

namespace argosy::services::monitor {
namespace {

class Service final : public host::Service {
public:
    explicit Service(const Parts& parts)
        : parts_(parts),
          watch_(parts),
          names_(runtime::names_of(parts.core)),
          timer_(parts.loop),
          post_timer_(parts.loop) {}

    Result<> start() override {
        ARGOSY_TRY(watch_.start(), "monitor");
        add_health_routes(parts_.router, watch_);
        add_monitoring_routes(parts_.router, watch_);
        add_rule_routes(parts_.router, watch_);
        watch_every(parts_.settings.heartbeat);
        trace(parts_.tracing);
        if (parts_.appliers != nullptr) parts_.appliers->add(applier_);
        return {};
    }
    void stop() noexcept override {
        if (parts_.appliers != nullptr) parts_.appliers->remove(applier_);
        timer_.cancel();
        post_timer_.cancel();
        tracer_.reset();
    }
    [[nodiscard]] host::Health health() const override {
        if (failed_posts_ == 0) return {};
        return {.condition = host::Condition::degraded, .detail = "spans cannot be sent: " + why_not_sent_};
    }

private:
    void watch_every(Duration interval) {
        timer_.every(interval, [this] { watch_.look(); });
    }
    void apply(const platform::PlatformConfig& config) {
        // Rules that cannot be read now stay as they are: they were read when the service started.
        static_cast<void>(watch_.set(config.monitoring));
        watch_every(config.monitoring.heartbeat);
        trace(config.tracing);
    }

    void trace(const platform::TracingConfig& tracing) {
        tracer_.reset();
        post_timer_.cancel();
        endpoint_ = tracing.endpoint;
        if (endpoint_.empty()) return;
        if (!client_) client_.emplace(parts_.loop);
        tracer_.emplace(Tracer::Parts{.bus = parts_.bus,
                                      .subjects = parts_.subjects,
                                      .spans = spans_,
                                      .names = names_,
                                      .sample = tracing.sample});
        post_timer_.every(tracing.every, [this] { post(); });
    }
    /// A collector that does not answer costs spans, never more: what was taken is not kept for another try.
    void post() {
        const auto spans = spans_.take();
        if (spans.empty()) return;
        net::ClientRequest request{.method = net::Method::post,
                                   .url = endpoint_,
                                   .headers = {},
                                   .body = observe::to_otlp(spans, "argosy", parts_.version),
                                   .timeout = 10s,
                                   .on_body = {}};
        request.headers.set("Content-Type", "application/json");
        client_->send(std::move(request), [this](Result<net::Response> r) {
            const bool is_sent = r && r->status / 100 == 2;
            failed_posts_ = is_sent ? 0 : failed_posts_ + 1;
            if (!is_sent) why_not_sent_ = r ? "status " + std::to_string(r->status) : std::string(r.error().message());
        });
    }

    const Parts parts_;
    Watch watch_;
    const codec::Names names_;
    observe::SpanBuffer spans_;
    std::optional<net::HttpClient> client_;
    std::optional<Tracer> tracer_;
    net::Timer timer_, post_timer_;
    std::string endpoint_;  ///< of the collector; empty: nothing is traced
    platform::KeyApplier applier_{{.name = "monitor",
                                   .keys = {"platform.monitoring", "platform.tracing"},
                                   .make = [this](const platform::Settings& s) { apply(s.platform); }}};
    std::uint64_t failed_posts_ = 0;
    std::string why_not_sent_;
};

}  // namespace

host::ServiceSpec spec(Parts parts) {
    return {.name = "monitor", .needs = {}, .make = [parts]() -> Result<std::unique_ptr<host::Service>> {
                return std::make_unique<Service>(parts);
            }};
}

}  // namespace argosy::services::monitor
