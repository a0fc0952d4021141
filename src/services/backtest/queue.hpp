#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include "runtime/config.hpp"
#include "services/backtest/runner.hpp"
#include "store/store.hpp"

namespace argosy::services::backtest {

struct QueueSettings {
    std::size_t workers = 1;
    std::size_t waiting_max = 100;          ///< jobs that wait; beyond them a new one is refused
    std::uint64_t memory_max = 2ULL << 30;  ///< of the process, in bytes
    std::int64_t attempts_max = 3;          ///< a job that ended the program so often is given up
    int niceness = 19;                      ///< of the workers: trading goes first
};

/// Jobs, one after the other, on threads that yield to trading. Every change of a job is in the store before anybody is
/// told: a restart runs again what had not ended, and shows nothing as done that is not.
///
/// Thread safety: all calls, from all threads.
/// Known limits:  a job that was interrupted starts from its beginning.
class Queue {
public:
    static constexpr std::string_view collection = "backtest.jobs";

    struct Parts {
        store::Store& store;
        const argosy::strategy::Catalogue& strategies;
        runtime::SimulationConfig base;  ///< what the platform itself trades
        std::filesystem::path data_dir;  ///< of recorded data; need not exist
        std::filesystem::path results;   ///< a folder for each job
        std::string version;
        QueueSettings settings;
        /// A job changed, or got further; called on any thread, and may call find().
        std::function<void(const Job&)> on_change;
    };
    /// Requires: the store and the strategies outlive it.
    explicit Queue(Parts parts);
    /// Stops what runs; it is run again after the next start.
    ~Queue();
    Queue(const Queue&) = delete;
    Queue& operator=(const Queue&) = delete;

    /// Takes up what an earlier process left, and starts the workers. Errors: those of the store.
    [[nodiscard]] Result<> start();
    /// Errors: those of make_plan; rate_limited when too many wait; those of the store.
    [[nodiscard]] Result<Job> submit(const JobRequest& request, std::string_view owner);
    /// Cancels a job that has not ended; removes one that has, with its results. Errors: not_found; those of the store.
    [[nodiscard]] Result<Job> cancel(std::string_view job_id);
    /// Errors: not_found; those of the store.
    [[nodiscard]] Result<Job> find(std::string_view job_id) const;
    /// The newest first. Errors: those of the store.
    [[nodiscard]] Result<store::Page<Job>> list(std::optional<JobStatus> status, const store::PageRequest& page) const;
    [[nodiscard]] std::size_t waiting() const;
    /// Where the files of a job are.
    [[nodiscard]] std::filesystem::path folder_of(std::string_view job_id) const { return parts_.results / job_id; }

private:
    struct Active {
        Job job;
        std::atomic<bool> cancelled{false};
        Duration started{};  ///< steady time
    };
    void work(const std::stop_token& stop);
    std::shared_ptr<Active> take(const std::stop_token& stop);
    void run(Active& active, const std::stop_token& stop);
    void note_progress(Active& active, double share, const std::string& best);
    void finish(Active& active, Result<Outcome> outcome, const std::stop_token& stop);
    void change(Active& active, const std::function<void(Job&)>& edit);
    [[nodiscard]] Result<> take_up(JobStatus status);
    [[nodiscard]] Result<> put(const Job& job) const;
    [[nodiscard]] Result<Plan> plan_of(const JobRequest& request, const data::Catalogue& stored) const;

    Parts parts_;
    mutable std::mutex mutex_;
    std::condition_variable_any wake_;
    std::deque<std::shared_ptr<Active>> waiting_;            // guarded by mutex_
    std::map<std::string, std::shared_ptr<Active>> active_;  // waiting or running, by id; guarded by mutex_
    UuidSource ids_;                                         // guarded by mutex_
    std::vector<std::jthread> workers_;
};

}  // namespace argosy::services::backtest
