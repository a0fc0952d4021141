#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <stop_token>

#include "net/loop.hpp"
#include "net/worker.hpp"
#include "services/models/bars.hpp"

namespace argosy::services::models {

/// Trains one model after the other on a thread of the lowest priority: trading comes first.
///
/// Thread safety: the loop's thread.
class Jobs {
public:
    static constexpr std::size_t waiting_max = 8;  ///< trainings that may wait
    static constexpr std::size_t jobs_kept = 100;

    struct Setup {
        net::Loop& loop;
        std::filesystem::path folder, data_dir;
        learning::Fit fit;
        std::function<void(learning::Model)> trained;  ///< a version is in its file; the loop's thread
    };
    explicit Jobs(Setup setup);
    /// A training under way ends after its next tree; nothing is told any more.
    ~Jobs();
    Jobs(const Jobs&) = delete;
    Jobs& operator=(const Jobs&) = delete;

    /// `kept`: the bars; none: those of the catalogue. Errors: rate_limited when too many wait.
    [[nodiscard]] Result<TrainJob> start(const TrainInput& in, std::optional<TrainBars> kept, std::uint32_t version,
                                         Time now);
    /// Errors: not_found.
    [[nodiscard]] Result<TrainJob> find(std::string_view id) const;
    /// Newest first.
    [[nodiscard]] std::vector<TrainJob> list() const { return {jobs_.rbegin(), jobs_.rend()}; }
    /// The greatest version that a waiting or running job will make; 0: none.
    [[nodiscard]] std::uint32_t coming_version(std::string_view name) const;

private:
    struct Task {
        std::string id;
        TrainInput in;
        std::optional<TrainBars> bars;
        std::uint32_t version = 0;
    };
    void work(const Task& task);
    Result<learning::Model> make(const Task& task);
    void change(const std::string& id, std::move_only_function<void(TrainJob&)> how);

    Setup setup_;
    std::deque<TrainJob> jobs_;
    std::uint64_t started_ = 0;
    std::stop_source ends_;
    net::Worker worker_{waiting_max};
};

}  // namespace argosy::services::models
