// What the threads of a queue do.
#include <fmt/format.h>

#include "net/loop.hpp"
#include "services/backtest/queue.hpp"

namespace argosy::services::backtest {

void Queue::work(const std::stop_token& stop) {
    set_niceness(parts_.settings.niceness);
    while (const auto active = take(stop)) run(*active, stop);
}

std::shared_ptr<Queue::Active> Queue::take(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    if (!wake_.wait(lock, stop, [&] { return !waiting_.empty(); }) || stop.stop_requested()) return nullptr;
    auto active = waiting_.front();
    waiting_.pop_front();
    return active;
}

/// The store first, then those who look. What has ended is found in the store alone.
void Queue::change(Active& active, const std::function<void(Job&)>& edit) {
    Job job;
    {
        const std::lock_guard lock(mutex_);
        job = active.job;
    }
    edit(job);
    // A store that cannot write keeps the state before: after a restart the job runs again, which is what is promised.
    if (const auto stored = put(job); !stored && !has_ended(job.status)) active.cancelled = true;
    {
        const std::lock_guard lock(mutex_);
        active.job = job;
        if (has_ended(job.status)) active_.erase(job.job_id);
    }
    parts_.on_change(job);
}

void Queue::run(Active& active, const std::stop_token& stop) {
    const std::int64_t attempts = active.job.attempts + 1;
    if (attempts > parts_.settings.attempts_max)
        return finish(active,
                      fail(Errc::unavailable, fmt::format("the program ended {} times while it ran", attempts - 1),
                           "shorten the data, or look into the log"),
                      stop);
    active.started = net::steady_time();
    change(active, [&](Job& job) {
        job.status = JobStatus::running;
        job.attempts = attempts;
        job.started_at = net::wall_time();
        job.progress = 0;
    });
    Watch watch{.goes_on = [&] { return !active.cancelled && !stop.stop_requested(); },
                .on_progress = [&](double share, const std::string& best) { note_progress(active, share, best); },
                .memory_max = parts_.settings.memory_max};
    auto outcome = [&]() -> Result<Outcome> {
        ARGOSY_LET(const auto stored, data::Catalogue::open(parts_.data_dir), "market data");
        ARGOSY_LET(const auto plan, plan_of(active.job.request, stored), "");
        return run_plan(plan, {.strategies = parts_.strategies, .stored = stored, .version = parts_.version},
                        folder_of(active.job.job_id), watch);
    }();
    finish(active, std::move(outcome), stop);
}

/// Not stored: after a restart the job begins again anyway.
void Queue::note_progress(Active& active, double share, const std::string& best) {
    Job job;
    {
        const std::lock_guard lock(mutex_);
        active.job.progress = std::min(std::max(share, active.job.progress), 1.0);
        if (!best.empty()) active.job.best = best;
        const double elapsed = std::chrono::duration<double>(net::steady_time() - active.started).count();
        if (active.job.progress > 0) active.job.eta_s = elapsed * (1 - active.job.progress) / active.job.progress;
        job = active.job;
    }
    parts_.on_change(job);
}

void Queue::finish(Active& active, Result<Outcome> outcome, const std::stop_token& stop) {
    const bool interrupted = !outcome && stop.stop_requested() && !active.cancelled;
    change(active, [&](Job& job) {
        job.eta_s = std::nullopt;
        if (interrupted) {  // by the end of this process: it did not fail
            job.status = JobStatus::queued;
            --job.attempts;
            return;
        }
        job.finished_at = net::wall_time();
        if (outcome) {
            job.status = JobStatus::completed;
            job.progress = 1;
            job.metrics = std::move(outcome->metrics);
            job.warnings = std::move(outcome->warnings);
            job.files = std::move(outcome->files);
            job.digest = std::move(outcome->digest);
        } else if (active.cancelled) {
            job.status = JobStatus::cancelled;
        } else {
            job.status = JobStatus::failed;
            job.error = std::string(outcome.error().message());
            if (!outcome.error().hint().empty()) job.hint = std::string(outcome.error().hint());
        }
    });
}

}  // namespace argosy::services::backtest
