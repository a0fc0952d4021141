#include "journal/writer.hpp"

#include <atomic>
#include <condition_variable>
#include <fmt/format.h>
#include <mutex>
#include <thread>

#include "journal/detail/disk.hpp"
#include "journal/detail/segment.hpp"

namespace argosy::journal {

using namespace detail;

namespace {

constexpr std::size_t chunk_bytes = 512u << 10;
constexpr std::size_t chunk_count = 16;

/// A piece of the stream on its way to the disk. The appending thread fills it, the writing thread empties it.
struct Chunk {
    std::unique_ptr<std::byte[]> data;
    std::size_t capacity = 0;
    std::atomic<std::size_t> filled = 0;  ///< set with release by the appender; bytes before it do not change
    std::size_t written = 0;              ///< writing thread only
    // Set before the first byte is published:
    bool starts_segment = false;
    std::uint64_t first_sequence = 0;
    std::uint64_t previous = 0;
    std::size_t first_frame = 0;

    void prepare(std::size_t at_least) {
        const std::size_t wanted = std::max(at_least, chunk_bytes);
        if (capacity < wanted || capacity > 2 * wanted) {
            data = std::make_unique_for_overwrite<std::byte[]>(wanted);
            capacity = wanted;
        }
        filled.store(0, std::memory_order_relaxed);
        written = 0;
    }
};

Result<> check(const WriterSettings& s) {
    if (s.commit_interval < 100us || s.commit_interval > 1s)
        return fail(Errc::invalid_argument, "journal commit_interval must be from 100us to 1s");
    if (s.commit_records == 0) return fail(Errc::invalid_argument, "journal commit_records must be at least 1");
    if (s.segment_bytes < (64u << 10) || s.segment_bytes > (std::uint64_t{1} << 40))
        return fail(Errc::invalid_argument, "journal segment_bytes must be from 65536 to 2^40");
    return {};
}

}  // namespace

std::string_view to_string(Durability d) noexcept {
    switch (d) {
        case Durability::none: return "none";
        case Durability::group: return "group";
        case Durability::each: return "each";
    }
    std::unreachable();
}

class Writer::Core {
public:
    Core(WriterSettings settings, std::unique_ptr<Disk> disk)
        : settings_(std::move(settings)), disk_(std::move(disk)) {}
    Core(const Core&) = delete;
    Core& operator=(const Core&) = delete;
    ~Core() { static_cast<void>(close()); }

    Result<> start();
    Result<std::uint64_t> append(std::uint16_t type, Time time, std::span<const std::byte> payload);
    Result<> wait_durable(std::uint64_t sequence);
    Result<> close();
    [[nodiscard]] std::uint64_t chain() const noexcept { return previous_; }

    Recovery recovery;
    std::atomic<std::uint64_t> appended = 0;  ///< last sequence whose bytes are published
    std::atomic<std::uint64_t> durable = 0;   ///< last sequence as durable as the level promises
    std::atomic<bool> failed = false;

private:
    // Before the thread starts.
    Result<> recover();
    Result<> make_segment(std::uint64_t first_sequence, std::uint64_t previous, std::size_t first_frame);

    // Appending thread.
    Result<std::byte*> room(std::size_t frame);
    Result<> next_chunk(std::size_t frame, bool starts_segment);
    std::unexpected<Error> failure();

    // Writing thread.
    void run();
    void wait_for_work();
    Result<> write_out();
    Result<> write_chunk(Chunk& chunk);
    Result<> finish_segment();
    void set_failed(Error error);

    // Constant after start().
    WriterSettings settings_;
    std::unique_ptr<Disk> disk_;
    Lock lock_;

    // Appending thread only.
    std::uint64_t sequence_ = 0;  ///< of the last record
    std::uint64_t previous_ = 0;  ///< its trailer
    std::uint64_t segment_used_ = 0;

    // Writing thread only.
    std::unique_ptr<File> file_;
    std::uint64_t offset_ = 0;
    std::thread thread_;

    // Between the two.
    std::array<Chunk, chunk_count> chunks_;
    std::atomic<std::uint64_t> head_ = 0;  ///< the chunk being filled
    std::atomic<std::uint64_t> tail_ = 0;  ///< the chunk being written
    std::atomic<std::uint64_t> synced_ = 0;
    std::atomic<std::uint64_t> wake_at_ = UINT64_MAX;  ///< the appender wakes the writing thread at this sequence
    std::mutex mutex_;
    std::condition_variable work_, done_;
    bool commit_now_ = false;  // guarded by mutex_
    bool stop_ = false;        // guarded by mutex_
    std::string error_;        // guarded by mutex_
    bool closed_ = false;      // appending thread only
};

// ---- Opening

Result<> Writer::Core::start() {
    ARGOSY_TRY(check(settings_), "");
    std::error_code ec;
    std::filesystem::create_directories(settings_.folder, ec);
    if (ec) return disk_error("making", settings_.folder, ec.value());
    ARGOSY_LET(lock_, Lock::take(settings_.folder), "");
    ARGOSY_TRY(recover(), "");
    recovery.last_sequence = sequence_;
    appended = durable = synced_ = sequence_;
    chunks_[0].prepare(0);
    thread_ = std::thread([this] { run(); });
    return {};
}

Result<> Writer::Core::recover() {
    ARGOSY_LET(const auto segments, list_segments(settings_.folder), "");
    std::error_code ec;
    for (const auto& entry : std::filesystem::directory_iterator(settings_.folder, ec))
        if (entry.path().extension() == ".new") std::filesystem::remove(entry.path(), ec);  // never held a record
    if (segments.empty()) {
        ARGOSY_TRY(make_segment(1, 0, 0), "");
        segment_used_ = segment_header_size;
        return {};
    }
    ARGOSY_LET(auto last, SegmentReader::open(segments.back().path, Place::own_last), "");
    Record record;
    for (;;) {
        ARGOSY_LET(const bool found, last.next(record), "");
        if (!found) break;
    }
    sequence_ = last.next_sequence() - 1;
    previous_ = last.previous();
    segment_used_ = offset_ = last.offset();
    recovery.dropped_bytes = last.torn_bytes();
    if (recovery.dropped_bytes > 0)
        recovery.message = fmt::format(
            "{}: dropped {} bytes at offset {} of a record that was cut while it was written; it was never reported as "
            "stored, the journal goes on behind record {}",
            last.path().string(), recovery.dropped_bytes, offset_, sequence_);
    ARGOSY_LET(file_, disk_->open(last.path(), false), "");
    ARGOSY_TRY(file_->truncate(offset_), "");
    ARGOSY_TRY(file_->reserve(std::max(settings_.segment_bytes, offset_)), "");
    return file_->sync();
}

/// A segment gets its name once its header is on the disk: under that name it is always readable.
Result<> Writer::Core::make_segment(std::uint64_t first_sequence, std::uint64_t previous, std::size_t first_frame) {
    SegmentHeader header;
    header.first_sequence = first_sequence;
    header.previous = previous;
    header.checksum = header.expected_checksum();
    const auto path = segment_path(settings_.folder, first_sequence);
    const auto unfinished = std::filesystem::path(path).replace_extension(".new");
    ARGOSY_LET(file_, disk_->open(unfinished, true), "");
    ARGOSY_TRY(file_->reserve(std::max<std::uint64_t>(settings_.segment_bytes, segment_header_size + first_frame)),
               "new segment");
    ARGOSY_TRY(file_->write(0, std::as_bytes(std::span(&header, 1))), "");
    ARGOSY_TRY(file_->sync(), "");
    offset_ = segment_header_size;
    return disk_->publish(unfinished, path);
}

// ---- Appending thread

Result<std::uint64_t> Writer::Core::append(std::uint16_t type, Time time, std::span<const std::byte> payload) {
    if (failed.load(std::memory_order_relaxed)) return failure();
    if (closed_) return fail(Errc::unavailable, "the journal is closed");
    if (payload.size() > payload_max)
        return fail(Errc::invalid_argument,
                    fmt::format("a journal record of {} bytes, at most {} fit", payload.size(), payload_max));
    const std::size_t frame = frame_overhead + payload.size();
    auto to = room(frame);
    if (!to) return std::unexpected(std::move(to).error());

    const std::uint64_t sequence = ++sequence_;
    FrameHeader header;
    header.type = type;
    header.sequence = sequence;
    header.time = to_ns(time);
    header.unsynced = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(sequence - 1 - synced_.load(std::memory_order_relaxed), UINT32_MAX));
    previous_ = put_frame(*to, header, payload, previous_);
    segment_used_ += frame;

    Chunk& chunk = chunks_[head_.load(std::memory_order_relaxed) % chunk_count];
    chunk.filled.store(chunk.filled.load(std::memory_order_relaxed) + frame, std::memory_order_release);
    // Sequentially consistent, as is the other side: either we see that it wants to be woken, or it sees this record.
    appended.store(sequence);
    if (auto wake_at = wake_at_.load(); sequence >= wake_at && wake_at_.compare_exchange_strong(wake_at, UINT64_MAX)) {
        const std::lock_guard guard(mutex_);
        work_.notify_one();
    }
    if (settings_.durability == Durability::each)
        if (auto r = wait_durable(sequence); !r) return std::unexpected(std::move(r).error());
    return sequence;
}

/// Where the next frame goes: the chunk being filled, or the next one.
Result<std::byte*> Writer::Core::room(std::size_t frame) {
    const bool starts_segment = segment_used_ + frame > settings_.segment_bytes && segment_used_ > segment_header_size;
    Chunk* chunk = &chunks_[head_.load(std::memory_order_relaxed) % chunk_count];
    if (starts_segment || chunk->filled.load(std::memory_order_relaxed) + frame > chunk->capacity) {
        ARGOSY_TRY(next_chunk(frame, starts_segment), "");
        chunk = &chunks_[head_.load(std::memory_order_relaxed) % chunk_count];
    }
    return chunk->data.get() + chunk->filled.load(std::memory_order_relaxed);
}

Result<> Writer::Core::next_chunk(std::size_t frame, bool starts_segment) {
    const std::uint64_t next = head_.load(std::memory_order_relaxed) + 1;
    {
        std::unique_lock guard(mutex_);
        const auto is_free = [&] { return failed || next - tail_.load() < chunk_count; };
        if (!is_free()) {
            commit_now_ = true;
            work_.notify_one();
            done_.wait(guard, is_free);
        }
    }
    if (failed) return failure();
    Chunk& chunk = chunks_[next % chunk_count];
    chunk.prepare(frame);
    chunk.starts_segment = starts_segment;
    chunk.first_sequence = sequence_ + 1;
    chunk.previous = previous_;
    chunk.first_frame = frame;
    if (starts_segment) segment_used_ = segment_header_size;
    head_.store(next, std::memory_order_release);
    return {};
}

std::unexpected<Error> Writer::Core::failure() {
    const std::lock_guard guard(mutex_);
    return fail(Errc::unavailable, "the journal has failed and takes no more records: " + error_,
                "stop accepting orders, mend the disk, start again");
}

Result<> Writer::Core::wait_durable(std::uint64_t sequence) {
    std::unique_lock guard(mutex_);
    if (durable >= sequence) return {};
    commit_now_ = true;
    work_.notify_one();
    done_.wait(guard, [&] { return failed || durable >= sequence; });
    if (durable >= sequence) return {};
    guard.unlock();
    return failure();
}

Result<> Writer::Core::close() {
    if (std::exchange(closed_, true)) return {};
    if (thread_.joinable()) {
        {
            const std::lock_guard guard(mutex_);
            stop_ = true;
            work_.notify_one();
        }
        thread_.join();
    }
    file_.reset();
    lock_ = Lock();
    if (failed) return failure();
    return {};
}

// ---- Writing thread

void Writer::Core::run() {
    for (bool stopping = false; !stopping;) {
        wait_for_work();
        {
            const std::lock_guard guard(mutex_);
            stopping = stop_;
            commit_now_ = false;
        }
        if (failed) continue;
        const std::uint64_t target = appended.load();
        auto r = write_out();
        if (r && (settings_.durability != Durability::none || stopping)) {
            r = file_->sync();
            if (r) synced_.store(target, std::memory_order_relaxed);
        }
        if (r && stopping) r = file_->truncate(offset_);
        if (!r) {
            set_failed(std::move(r).error());
        } else {
            const std::lock_guard guard(mutex_);
            durable = target;
            done_.notify_all();
        }
    }
}

/// Sleeps until there is a record, then until the commit is due: its interval has passed, enough records wait, or
/// somebody asked.
void Writer::Core::wait_for_work() {
    std::unique_lock guard(mutex_);
    const std::uint64_t committed = durable;
    const auto wait_until = [&](std::uint64_t sequence, auto wait) {
        wake_at_.store(sequence);
        wait([&] { return stop_ || commit_now_ || (!failed && appended.load() >= sequence); });
        wake_at_.store(UINT64_MAX);
    };
    wait_until(committed + 1, [&](auto is_due) { work_.wait(guard, is_due); });
    if (settings_.durability == Durability::each) return;
    wait_until(committed + settings_.commit_records,
               [&](auto is_due) { work_.wait_for(guard, settings_.commit_interval, is_due); });
}

/// Writes what is there now. What is appended meanwhile is left for the next round: the sync must not wait for an
/// appender that is faster than the disk.
Result<> Writer::Core::write_out() {
    const std::uint64_t head = head_.load(std::memory_order_acquire);
    for (std::uint64_t tail = tail_.load(std::memory_order_relaxed);; ++tail) {
        ARGOSY_TRY(write_chunk(chunks_[tail % chunk_count]), "");
        if (tail == head) return {};
        // The chunk is full and was written: hand it back.
        const std::lock_guard guard(mutex_);
        tail_.store(tail + 1);
        done_.notify_all();
    }
}

Result<> Writer::Core::write_chunk(Chunk& chunk) {
    const std::size_t filled = chunk.filled.load(std::memory_order_acquire);
    if (filled == chunk.written) return {};
    if (chunk.written == 0 && chunk.starts_segment) {
        ARGOSY_TRY(finish_segment(), "");
        ARGOSY_TRY(make_segment(chunk.first_sequence, chunk.previous, chunk.first_frame), "");
    }
    ARGOSY_TRY(file_->write(offset_, {chunk.data.get() + chunk.written, filled - chunk.written}), "");
    offset_ += filled - chunk.written;
    chunk.written = filled;
    return {};
}

Result<> Writer::Core::finish_segment() {
    ARGOSY_TRY(file_->truncate(offset_), "");
    if (settings_.durability == Durability::none) return {};
    return file_->sync();
}

void Writer::Core::set_failed(Error error) {
    const std::lock_guard guard(mutex_);
    error_ = std::string(error.message());
    failed = true;
    done_.notify_all();
}

// ---- The handle

Result<Writer> Writer::open(WriterSettings settings) { return open(std::move(settings), real_disk()); }

Result<Writer> Writer::open(WriterSettings settings, std::unique_ptr<Disk> disk) {
    auto core = std::make_unique<Core>(std::move(settings), std::move(disk));
    if (auto r = core->start(); !r) return std::unexpected(std::move(r).error());
    return Writer(std::move(core));
}

Writer::Writer(std::unique_ptr<Core> core) noexcept : core_(std::move(core)) {}
Writer::Writer(Writer&&) noexcept = default;
Writer& Writer::operator=(Writer&&) noexcept = default;
Writer::~Writer() = default;

const Recovery& Writer::recovery() const noexcept { return core_->recovery; }
Result<std::uint64_t> Writer::append(std::uint16_t type, Time time, std::span<const std::byte> payload) {
    return core_->append(type, time, payload);
}
std::uint64_t Writer::durable_sequence() const noexcept { return core_->durable; }
std::uint64_t Writer::last_sequence() const noexcept { return core_->appended; }
std::uint64_t Writer::chain() const noexcept { return core_->chain(); }
Result<> Writer::wait_durable(std::uint64_t sequence) { return core_->wait_durable(sequence); }
bool Writer::is_failed() const noexcept { return core_->failed; }
Result<> Writer::close() { return core_->close(); }

}  // namespace argosy::journal
