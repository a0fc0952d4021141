#include "store/writer.hpp"

#include <algorithm>
#include <condition_variable>
#include <fmt/format.h>
#include <mutex>
#include <optional>
#include <thread>

#include "base/assert.hpp"

namespace argosy::store {

class Writer::Core {
public:
    Core(Store& store, WriterSettings settings) : store_(store), settings_(settings) {
        ARGOSY_ASSERT(settings.queue_max > 0 && settings.batch_max > 0, "a writer without room");
        thread_ = std::thread([this] { run(); });
    }
    Core(const Core&) = delete;
    Core& operator=(const Core&) = delete;
    ~Core() {
        {
            const std::lock_guard guard(mutex_);
            stop_ = true;
        }
        work_there_.notify_one();
        thread_.join();
    }

    Result<> submit(Work work, Done done);
    Result<> flush();
    WriterCounters counters() const {
        const std::lock_guard guard(mutex_);
        return counters_;
    }

private:
    /// Works and what to tell their owners, in the same order.
    struct Batch {
        std::vector<Work> works;
        std::vector<Done> dones;
    };

    void run();
    void write(Batch& batch);
    void settle(const std::vector<Result<>>& results);

    Store& store_;
    const WriterSettings settings_;
    std::thread thread_;

    mutable std::mutex mutex_;
    std::condition_variable work_there_, room_there_, settled_;
    // Guarded by mutex_.
    Batch queue_;
    WriterCounters counters_;
    std::optional<Error> first_error_;  ///< since the last flush
    bool stop_ = false;
};

Result<> Writer::Core::submit(Work work, Done done) {
    {
        std::unique_lock guard(mutex_);
        const auto has_room = [&] { return counters_.depth < settings_.queue_max; };
        if (!has_room() && settings_.when_full == WriterSettings::WhenFull::refuse) {
            ++counters_.refused;
            return fail(Errc::unavailable, fmt::format("{} writes wait for the store already", counters_.depth),
                        "the disk is slower than what is written: slow down, or raise queue_max");
        }
        room_there_.wait(guard, has_room);
        queue_.works.push_back(std::move(work));
        queue_.dones.push_back(std::move(done));
        ++counters_.submitted;
        counters_.depth_max = std::max(counters_.depth_max, ++counters_.depth);
    }
    work_there_.notify_one();
    return {};
}

Result<> Writer::Core::flush() {
    ARGOSY_ASSERT(std::this_thread::get_id() != thread_.get_id(), "flush on the thread of the writer");
    std::unique_lock guard(mutex_);
    const std::uint64_t wanted = counters_.submitted;
    settled_.wait(guard, [&] { return counters_.committed + counters_.failed >= wanted; });
    if (!first_error_) return {};
    return std::unexpected(*std::exchange(first_error_, std::nullopt));
}

void Writer::Core::run() {
    std::unique_lock guard(mutex_);
    Batch waiting;
    for (;;) {
        work_there_.wait(guard, [&] { return stop_ || !queue_.works.empty(); });
        if (queue_.works.empty()) return;
        std::swap(waiting, queue_);
        guard.unlock();
        write(waiting);
        guard.lock();
    }
}

/// Everything that waited, in transactions of batch_max.
void Writer::Core::write(Batch& batch) {
    for (std::size_t at = 0; at < batch.works.size(); at += settings_.batch_max) {
        const std::size_t n = std::min(settings_.batch_max, batch.works.size() - at);
        const auto results = store_.write_each(std::span(batch.works).subspan(at, n));
        for (std::size_t i = 0; i < n; ++i)
            if (auto& done = batch.dones[at + i]) done(results[i]);
        settle(results);
    }
    batch.works.clear();
    batch.dones.clear();
}

void Writer::Core::settle(const std::vector<Result<>>& results) {
    const std::lock_guard guard(mutex_);
    for (const auto& result : results) {
        ++(result ? counters_.committed : counters_.failed);
        if (!result && !first_error_)
            first_error_ =
                Error(result.error().code(), std::string(result.error().message())).hint(result.error().hint());
    }
    ++counters_.batches;
    counters_.depth -= results.size();
    room_there_.notify_all();
    settled_.notify_all();
}

Writer::Writer(Store& store, WriterSettings settings) : core_(std::make_unique<Core>(store, settings)) {}
Writer::~Writer() = default;
Result<> Writer::submit(Work work, Done done) { return core_->submit(std::move(work), std::move(done)); }
Result<> Writer::flush() { return core_->flush(); }
WriterCounters Writer::counters() const { return core_->counters(); }

}  // namespace argosy::store
