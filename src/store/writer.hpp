#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "store/store.hpp"

namespace argosy::store {

struct WriterSettings {
    std::size_t queue_max = 65'536;  ///< works that wait
    std::size_t batch_max = 1'000;   ///< works in one transaction, at most
    /// What submit does when the queue is full.
    enum class WhenFull : std::uint8_t {
        refuse,  ///< returns `unavailable` at once: for callers that must never wait
        wait,    ///< waits for room: for callers that may
    } when_full = WhenFull::refuse;
};

struct WriterCounters {
    std::uint64_t submitted = 0;  ///< accepted by submit
    std::uint64_t committed = 0;  ///< on the disk
    std::uint64_t failed = 0;     ///< undone with an error, which their `done` got
    std::uint64_t refused = 0;    ///< not accepted, because the queue was full
    std::uint64_t batches = 0;    ///< transactions
    std::uint64_t depth = 0;      ///< waiting or being written now
    std::uint64_t depth_max = 0;  ///< the most there ever was
};

/// A thread that writes to a store what others hand over, many works in one transaction, so that nobody waits for the
/// disk.
///
/// Order:      works run and are committed in the order of submit.
/// Failure:    an error concerns the work that had it; when the transaction itself fails, all works in it. Nothing is
///             tried again: that is for the owner to decide, in `done`.
/// Thread safety: all calls, from all threads. Works and `done` run on the thread of the writer and may not call flush.
class Writer {
public:
    using Done = std::move_only_function<void(const Result<>&)>;

    /// Requires: the store outlives the writer; queue_max and batch_max above 0.
    explicit Writer(Store& store, WriterSettings settings = {});
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    ~Writer();  ///< writes what waits

    /// Hands a work over; `done` is called once with its outcome, after the commit. Errors: unavailable, when the queue
    /// is full and the settings say refuse; then `done` is not called.
    [[nodiscard]] Result<> submit(Work work, Done done = {});
    /// Waits until everything submitted before is committed or failed. Errors: the first error since the last flush.
    [[nodiscard]] Result<> flush();
    [[nodiscard]] WriterCounters counters() const;

private:
    class Core;
    std::unique_ptr<Core> core_;
};

}  // namespace argosy::store
