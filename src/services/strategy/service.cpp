#include "services/strategy/service.hpp"

#include <algorithm>

#include "services/strategy/routes.hpp"

namespace argosy::services::strategy {
namespace {

class Service final : public host::Service {
public:
    explicit Service(const Parts& parts) : parts_(parts) {}

    Result<> start() override {
        attribution_.emplace(parts_.core, parts_.store, parts_.writer);
        add_strategy_routes(parts_);
        add_signal_routes(parts_);
        add_analysis_routes(parts_);
        add_performance_routes(parts_, *attribution_);
        return {};
    }
    // The attribution goes with the service, after the last request.
    void stop() noexcept override {}

private:
    Parts parts_;
    std::optional<Attribution> attribution_;
};

}  // namespace

Result<KeptBars> kept_bars(const runtime::Simulation& core, InstrumentId id, std::optional<Duration> interval,
                           std::size_t limit) {
    const auto& symbol = core.instruments()[id].symbol;
    const auto intervals = core.history().intervals(id);
    if (intervals.empty()) return fail(Errc::not_found, "no bars of " + symbol + " yet", "wait for its first bar");
    KeptBars out{.interval = interval.value_or(intervals.front()), .bars = {}};
    const auto* series = core.history().bars(id, out.interval);
    if (!series)
        return fail(Errc::not_found, "no bars of " + to_string(out.interval) + " for " + symbol,
                    "GET /api/v1/status lists the intervals");
    const auto& kept = series->bars;
    out.bars.assign(kept.end() - static_cast<std::ptrdiff_t>(std::min(limit, kept.size())), kept.end());
    return out;
}

host::ServiceSpec spec(Parts parts) {
    return {.name = "strategy", .needs = {"execution"}, .make = [parts]() -> Result<std::unique_ptr<host::Service>> {
                return std::make_unique<Service>(parts);
            }};
}

}  // namespace argosy::services::strategy
