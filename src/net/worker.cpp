#include "net/worker.hpp"

namespace argosy::net {

Worker::~Worker() {
    {
        const std::lock_guard lock(mutex_);
        ends_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

Result<> Worker::run(Task task) {
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() >= waiting_max_)
            return fail(Errc::rate_limited, "too much is waiting to be done already", "try again in a second");
        waiting_.push_back(std::move(task));
    }
    changed_.notify_one();
    return {};
}

std::size_t Worker::waiting() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
}

void Worker::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return ends_ || !waiting_.empty(); });
        if (ends_) return;
        Task task = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        task();
        task = nullptr;  // what it held goes before the next one begins
        lock.lock();
    }
}

}  // namespace argosy::net
