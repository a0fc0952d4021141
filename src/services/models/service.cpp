#include "services/models/service.hpp"

#include <algorithm>

#include "api/endpoint.hpp"
#include "services/models/jobs.hpp"
#include "services/models/registry.hpp"
#include "services/models/serving_routes.hpp"

namespace argosy::services::models {
namespace {

ModelRow row_of(const learning::Model& model, const Registry::Versions& versions) {
    const auto& info = model.info;
    ModelRow out{.name = info.name, .symbol = info.symbol, .version = info.version};
    for (const auto& [version, one] : versions) out.versions.push_back(version);
    out.target = to_string(info.label.target), out.horizon = info.label.horizon;
    out.interval = info.features.interval;
    out.feature_set = info.features.name, out.feature_set_hash = features::hash_of(info.features);
    out.checksum = model.checksum;
    out.columns = model.trees.width(), out.trees = model.trees.trees(), out.rows = info.span.rows;
    out.trained_from = info.span.from, out.known_to = info.span.known_to;
    out.metrics = info.metrics;
    return out;
}

class Service final : public host::Service {
public:
    explicit Service(Parts parts) : parts_(std::move(parts)) {}

    Result<> start() override {
        registry_.load(parts_.folder);
        jobs_.emplace(Jobs::Setup{.loop = parts_.loop,
                                  .folder = parts_.folder,
                                  .data_dir = parts_.data_dir,
                                  .fit = parts_.fit,
                                  .trained = [this](learning::Model model) { registry_.add(std::move(model)); }});
        add_routes();
        add_training();
        add_serving_routes(parts_.router, registry_);
        return {};
    }
    void stop() noexcept override { jobs_.reset(); }
    [[nodiscard]] host::Health health() const override {
        if (registry_.problems().empty()) return {};
        return {.condition = host::Condition::degraded, .detail = registry_.problems().front()};
    }

private:
    void add_routes();
    void add_training();
    [[nodiscard]] static api::Route get(std::string path, std::string summary) {
        return {.path = std::move(path), .summary = std::move(summary), .service = "models", .aliases = {}};
    }

    [[nodiscard]] ModelList list() const {
        ModelList out{.models = {}, .problems = registry_.problems()};
        for (const auto& [name, versions] : registry_.all())
            out.models.push_back(row_of(*versions.rbegin()->second, versions));
        return out;
    }
    Result<TrainJob> train(const TrainInput& in) {
        if (!jobs_) return fail(Errc::unavailable, "the service has stopped");
        ARGOSY_TRY(check_name(in.name), "");
        std::optional<TrainBars> kept;
        if (in.source == BarSource::memory) {
            ARGOSY_LET(kept, kept_bars(parts_.core, in), "");
        }
        const auto version = std::max(registry_.last_version(in.name), jobs_->coming_version(in.name)) + 1;
        return jobs_->start(in, std::move(kept), version, net::wall_time());
    }

    Parts parts_;
    Registry registry_;
    std::optional<Jobs> jobs_;
};

void Service::add_routes() {
    endpoint(parts_.router, get("/api/v1/models", "models that are served"),
             [this](const api::Nothing&, const api::Call&) -> Result<ModelList> { return list(); });
    endpoint(parts_.router, get("/api/v1/models/{name}", "a model, or a version of it"),
             [this](const NameInput& in, const api::Call&) -> Result<ModelRow> {
                 auto found = registry_.find(in.name, in.version);
                 if (!found)
                     return std::unexpected(std::move(found).error().hint("GET /api/v1/models lists the models"));
                 return row_of(**found, registry_.all().find(in.name)->second);
             });
}

void Service::add_training() {
    endpoint(parts_.router,
             {.method = net::Method::post,
              .path = "/api/v1/models/train",
              .summary = "train a version of a model",
              .role = api::Role::trader,
              .service = "models",
              .aliases = {},
              .success = 202},
             [this](const TrainInput& in, const api::Call&) { return train(in); });
    endpoint(parts_.router, get("/api/v1/models/jobs", "trainings"),
             [this](const api::Nothing&, const api::Call&) -> Result<JobList> {
                 return JobList{.jobs = jobs_ ? jobs_->list() : std::vector<TrainJob>{}};
             });
    endpoint(parts_.router, get("/api/v1/models/jobs/{job_id}", "a training"),
             [this](const JobInput& in, const api::Call&) -> Result<TrainJob> {
                 if (!jobs_) return fail(Errc::unavailable, "the service has stopped");
                 return jobs_->find(in.job_id);
             });
}

}  // namespace

host::ServiceSpec spec(Parts parts) {
    return {
        .name = "models", .needs = {}, .make = [parts = std::move(parts)]() -> Result<std::unique_ptr<host::Service>> {
            return std::make_unique<Service>(parts);
        }};
}

}  // namespace argosy::services::models
