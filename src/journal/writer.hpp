#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "base/error.hpp"
#include "base/time.hpp"
#include "journal/record.hpp"

namespace argosy::journal {

namespace detail {
class Disk;
}

/// When a record survives what. In all levels an append costs no system call; a thread of the writer writes.
enum class Durability : std::uint8_t {
    none,   ///< handed to the kernel every commit_interval: survives the process after that; synced only by close()
    group,  ///< and synced to the disk every commit_interval or commit_records: survives a power cut after that
    each,   ///< append returns when the record is synced
};
[[nodiscard]] std::string_view to_string(Durability) noexcept;

struct WriterSettings {
    std::filesystem::path folder;
    Durability durability = Durability::group;
    Duration commit_interval = 2ms;          ///< between 100 us and 1 s
    std::uint32_t commit_records = 4096;     ///< commit earlier when so many wait
    std::uint64_t segment_bytes = 64 << 20;  ///< size of a file, reserved when it is made; from 64 KiB
};

/// What was found at the end of the journal when it was opened.
struct Recovery {
    std::uint64_t last_sequence = 0;  ///< 0: the journal is empty
    std::uint64_t dropped_bytes = 0;  ///< of a record that was cut while it was written
    std::string message;              ///< for the log; empty when nothing was dropped
};

/// Appends to the journal.
///
/// Failure: the first error of the disk (full, I/O, fsync) is final. Nothing is retried, because the kernel may have
/// thrown away what a failed fsync could not write. From then on append and wait_durable return `unavailable`, and the
/// owner must stop accepting orders; what was not durable may or may not be found when the journal is opened again.
///
/// Thread safety: append from one thread; durable_sequence, wait_durable and is_failed from any.
class Writer {
public:
    /// Makes the folder when it is missing, takes its lock, checks the last segment and cuts off a torn tail.
    /// Errors: unavailable (another process has it, disk full, no permission), corrupt (damage that is no torn tail;
    ///         the message names file and offset), invalid_argument (settings).
    [[nodiscard]] static Result<Writer> open(WriterSettings settings);
    /// For tests: the same through another disk.
    [[nodiscard]] static Result<Writer> open(WriterSettings settings, std::unique_ptr<detail::Disk> disk);

    Writer(Writer&&) noexcept;
    Writer& operator=(Writer&&) noexcept;
    ~Writer();  ///< writes and syncs what waits; close() tells whether that worked

    [[nodiscard]] const Recovery& recovery() const noexcept;

    /// Adds a record and returns its sequence number. Blocks while 8 MiB wait to be written, and with Durability::each
    /// until the record is synced. Errors: unavailable after a failure, invalid_argument for more than 16 MiB.
    [[nodiscard]] Result<std::uint64_t> append(std::uint16_t type, Time time, std::span<const std::byte> payload);

    /// The last record that is as durable as the level promises; what it precedes may be acknowledged.
    [[nodiscard]] std::uint64_t durable_sequence() const noexcept;
    /// The last record appended.
    [[nodiscard]] std::uint64_t last_sequence() const noexcept;
    /// Record::chain of the last record. From the appending thread.
    [[nodiscard]] std::uint64_t chain() const noexcept;
    /// Commits now and waits until the record is durable. Errors: unavailable.
    [[nodiscard]] Result<> wait_durable(std::uint64_t sequence);
    /// The same for everything appended.
    [[nodiscard]] Result<> commit() { return wait_durable(last_sequence()); }
    [[nodiscard]] bool is_failed() const noexcept;
    /// Commits, shortens the last file to its content and gives up the lock. Errors: unavailable.
    [[nodiscard]] Result<> close();

private:
    class Core;
    explicit Writer(std::unique_ptr<Core> core) noexcept;
    std::unique_ptr<Core> core_;
};

}  // namespace argosy::journal
