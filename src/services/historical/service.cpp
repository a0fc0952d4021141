#include "services/historical/service.hpp"

#include "api/endpoint.hpp"
#include "net/worker.hpp"
#include "runtime/lookup.hpp"
#include "services/historical/query.hpp"

namespace argosy::services::historical {
namespace {

class Service final : public host::Service {
public:
    explicit Service(Parts parts)
        : parts_(std::move(parts)), cache_(std::make_shared<BarCache>(parts_.cache_bytes_max)) {}

    Result<> start() override {
        worker_.emplace();
        add_routes();
        return {};
    }
    void stop() noexcept override { worker_.reset(); }

private:
    [[nodiscard]] static api::Route get(std::string path, std::string summary, std::vector<std::string> aliases) {
        return {.path = std::move(path),
                .summary = std::move(summary),
                .service = "historical",
                .aliases = std::move(aliases)};
    }

    /// Files are read on the worker's thread; the answer goes back to the loop's.
    template <class Out, class Look>
    void look(api::Reply<Out> reply, Look what) {
        if (!worker_) return reply.send(fail(Errc::unavailable, "the service has stopped"));
        const auto shared = std::make_shared<api::Reply<Out>>(std::move(reply));
        auto queued = worker_->run([own = shared, what, dir = parts_.data_dir, &loop = parts_.loop]() mutable {
            auto out = [&]() -> Result<Out> {
                ARGOSY_LET(const auto catalogue, data::Catalogue::open(dir), "market data");
                return what(catalogue);
            }();
            // The reply goes along: its connection may end on the loop's thread only.
            loop.post([own = std::move(own), out = std::move(out)] { own->send(out); });
        });
        if (!queued) shared->send(std::unexpected(std::move(queued).error()));
    }

    /// The bars that the running market keeps, where it trades the symbol.
    [[nodiscard]] std::optional<HistoryAnswer> kept(const HistoryQuery& query) const {
        const auto id = runtime::find_instrument(parts_.core, query.symbol);
        if (!id) return std::nullopt;
        const auto intervals = parts_.core.history().intervals(*id);
        const auto* series = parts_.core.history().bars(*id, query.interval);
        if (!series && !intervals.empty() && query.interval == HistoryQuery{}.interval)
            series = parts_.core.history().bars(*id, intervals.front());  // nobody asked for an interval
        if (!series) return std::nullopt;
        HistoryAnswer out{.instrument = parts_.core.instruments()[*id].symbol,
                          .venue = parts_.core.instruments()[*id].venue,
                          .interval = series->interval,
                          .source = "memory"};
        const std::vector<domain::Bar> bars(series->bars.begin(), series->bars.end());
        take_rows(bars, query, out);
        return out;
    }
    void add_routes();

    Parts parts_;
    std::shared_ptr<BarCache> cache_;
    std::optional<net::Worker> worker_;
};

void Service::add_routes() {
    auto& r = parts_.router;
    endpoint_later(
        r, get("/api/v1/historical/{symbol}", "recorded bars", {"/historical/{symbol}", "/api/historical/{symbol}"}),
        [this](const HistoryQuery& in, const api::Call&, api::Reply<HistoryAnswer> reply) {
            auto memory = kept(in);  // copied here: the core belongs to this thread
            look<HistoryAnswer>(std::move(reply),
                                [in, cache = cache_, memory = std::move(memory)](
                                    const data::Catalogue& catalogue) -> Result<HistoryAnswer> {
                                    auto recorded = recorded_bars(in, catalogue, *cache);
                                    if (!recorded && recorded.error().code() == Errc::not_found && memory)
                                        return *memory;
                                    return recorded;
                                });
        });
    endpoint_later(r, get("/api/v1/data", "every recorded series", {"/historical", "/api/v1/historical"}),
                   [this](const api::Nothing&, const api::Call&, api::Reply<DataList> reply) {
                       look<DataList>(std::move(reply), [](const data::Catalogue& catalogue) -> Result<DataList> {
                           return list_of(catalogue);
                       });
                   });
    endpoint_later(r, get("/api/v1/data/verify/{symbol}", "gaps and damage of a recorded series", {}),
                   [this](const VerifyQuery& in, const api::Call&, api::Reply<VerifyAnswer> reply) {
                       look<VerifyAnswer>(std::move(reply), [in](const data::Catalogue& catalogue) {
                           return verify_series(in, catalogue);
                       });
                   });
    endpoint(r, get("/api/v1/cache/stats", "cache statistics", {"/cache/stats"}),
             [cache = cache_](const api::Nothing&, const api::Call&) -> Result<CacheStats> { return cache->stats(); });
}

}  // namespace

host::ServiceSpec spec(Parts parts) {
    return {.name = "historical", .needs = {}, .make = [parts]() -> Result<std::unique_ptr<host::Service>> {
                return std::make_unique<Service>(parts);
            }};
}

}  // namespace argosy::services::historical
