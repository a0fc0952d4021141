#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "journal/record.hpp"

namespace argosy::journal {

/// Where the readable part of a journal ends.
struct End {
    std::uint64_t last_sequence = 0;  ///< 0: no record
    std::filesystem::path file;
    std::uint64_t offset = 0;         ///< behind the last whole record in `file`
    std::uint64_t dropped_bytes = 0;  ///< of a record that was cut while it was written (a crash): never acknowledged
    std::string message;              ///< says so; empty when nothing is cut
    bool is_live = false;             ///< a writer has the journal open and may have gone on since
    std::uint64_t pending_bytes = 0;  ///< of a record that it was just writing
};

/// Replays a journal from its first record, or from a later one, verifying every checksum on the way.
/// May read while a writer appends: it sees what was handed to the kernel when it gets there, in the files that were
/// there when it was opened. Memory: a buffer of 256 KiB, or the largest record.
class Reader {
public:
    /// path: the folder, or one segment file. from: the first record wanted.
    /// Errors: not_found (no such journal, or it begins after `from`: segments are missing), corrupt.
    [[nodiscard]] static Result<Reader> open(const std::filesystem::path& path, std::uint64_t from = 1);

    Reader(Reader&&) noexcept;
    Reader& operator=(Reader&&) noexcept;
    ~Reader();

    /// The next record into `record`; false at the end. Errors: corrupt, naming file, offset and what to do;
    /// unavailable when a file cannot be read.
    [[nodiscard]] Result<bool> next(Record& record);

    /// How it ended. Requires: next() returned false.
    [[nodiscard]] const End& end() const noexcept;

private:
    class Core;
    explicit Reader(std::unique_ptr<Core> core) noexcept;
    std::unique_ptr<Core> core_;
    std::uint64_t from_ = 1;
};

}  // namespace argosy::journal
