#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>

#include "base/error.hpp"
#include "net/loop.hpp"

namespace argosy::net {

/// One thread for work that takes long (hashing a password, sending a mail), in the order in which it came. What must
/// come back to a loop goes there by Loop::post.
///
/// Thread safety: run from any thread.
class Worker {
public:
    /// waiting_max: works that may wait; a stranger must not fill the memory.
    explicit Worker(std::size_t waiting_max = 64) : waiting_max_(waiting_max), thread_([this] { work(); }) {}
    /// Finishes the work under way and drops what waits.
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// Errors: rate_limited when too much waits already.
    Result<> run(Task task);
    [[nodiscard]] std::size_t waiting() const;

private:
    void work();

    const std::size_t waiting_max_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Task> waiting_;  // guarded by mutex_
    bool ends_ = false;         // guarded by mutex_
    std::thread thread_;
};

}  // namespace argosy::net
