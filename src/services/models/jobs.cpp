#include "services/models/jobs.hpp"

#include <algorithm>
#include <sys/resource.h>

#include "services/models/registry.hpp"

namespace argosy::services::models {
namespace {

constexpr int lowest_priority = 19;

}  // namespace

Jobs::Jobs(Setup setup) : setup_(std::move(setup)) {
    // On Linux this is the priority of the calling thread alone.
    (void)worker_.run([] { (void)::setpriority(PRIO_PROCESS, 0, lowest_priority); });
}

Jobs::~Jobs() { ends_.request_stop(); }

Result<TrainJob> Jobs::start(const TrainInput& in, std::optional<TrainBars> kept, std::uint32_t version, Time now) {
    const std::string id = "train-" + std::to_string(to_ns(now) / 1'000'000) + "-" + std::to_string(started_ + 1);
    ARGOSY_TRY(worker_.run([this, task = Task{id, in, std::move(kept), version}] { work(task); }), "training");
    ++started_;
    jobs_.push_back({.job_id = id, .name = in.name, .symbol = in.symbol, .version = version, .created_at = now});
    if (jobs_.size() > jobs_kept) jobs_.pop_front();
    return jobs_.back();
}

Result<TrainJob> Jobs::find(std::string_view id) const {
    const auto found = std::ranges::find(jobs_, id, &TrainJob::job_id);
    if (found != jobs_.end()) return *found;
    return fail(Errc::not_found, "no training \"" + std::string(id) + "\"", "GET /api/v1/models/jobs lists them");
}

std::uint32_t Jobs::coming_version(std::string_view name) const {
    std::uint32_t out = 0;
    for (const auto& job : jobs_)
        if (job.name == name && job.state != JobState::failed) out = std::max(out, job.version);
    return out;
}

void Jobs::work(const Task& task) {
    change(task.id, [](TrainJob& job) { job.state = JobState::running; });
    auto model = make(task);
    std::string error = model ? std::string() : std::string(model.error().message());
    std::optional<learning::Model> made;
    if (model) made = std::move(*model);
    change(task.id, [this, error = std::move(error), made = std::move(made)](TrainJob& job) mutable {
        job.state = made ? JobState::done : JobState::failed;
        job.error = std::move(error);
        if (made) setup_.trained(std::move(*made));
    });
}

Result<learning::Model> Jobs::make(const Task& task) {
    auto bars = task.bars ? Result<TrainBars>(*task.bars) : recorded_bars(setup_.data_dir, task.in);
    if (!bars) return std::unexpected(std::move(bars).error());
    const auto progress = [this, &task](std::size_t done, std::size_t all) {
        change(task.id, [done, all](TrainJob& job) { job.fits_done = done, job.fits = all; });
        return !ends_.stop_requested();
    };
    ARGOSY_LET(const auto trained, train_on(*bars, task.in, task.version, setup_.fit, progress, ends_.get_token()), "");
    ARGOSY_TRY(write_version(setup_.folder, trained.info, trained.text), "");
    return learning::read_model(trained.text);
}

/// From the worker to the loop, unless the jobs have gone meanwhile.
void Jobs::change(const std::string& id, std::move_only_function<void(TrainJob&)> how) {
    setup_.loop.post([this, ends = ends_.get_token(), id, how = std::move(how)]() mutable {
        if (ends.stop_requested()) return;
        const auto found = std::ranges::find(jobs_, id, &TrainJob::job_id);
        if (found != jobs_.end()) how(*found);
    });
}

}  // namespace argosy::services::models
