#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "journal/reader.hpp"
#include "journal/writer.hpp"

namespace argosy::runtime {

/// The journal of a deterministic run: the same calls of put() either repeat what is stored, checked byte for byte, or,
/// from its end on, append to it. So a restart is the run itself, and any difference is found at the first record.
///
/// Thread safety: one owner thread.
class Tape {
public:
    struct Record {
        std::uint16_t type = 0;
        Time time{};
        std::vector<std::byte> payload;
    };

    /// Opens or makes the journal of this folder. Errors: those of journal::Writer::open and Reader::open.
    [[nodiscard]] static Result<Tape> open(journal::WriterSettings settings);

    /// Where in which journal: a number of records and Record::chain of the last of them.
    struct Place {
        std::uint64_t sequence = 0;
        std::uint64_t chain = 0;
    };
    /// The end of the journal. Requires: !is_repeating().
    [[nodiscard]] Place end() const noexcept { return {sequence_, writer_.chain()}; }
    /// Goes on behind this place, as if put() had repeated what is before it. False, and nothing changes, when this
    /// journal has never been there. Requires: nothing was put yet.
    [[nodiscard]] bool skip_to(const Place& place);

    /// A record is there that put() has not repeated yet.
    [[nodiscard]] bool is_repeating() const noexcept { return next_.has_value(); }
    /// The record that the next put() must repeat. Requires: is_repeating().
    [[nodiscard]] const Record& upcoming() const noexcept { return *next_; }
    /// Repeats or appends. False from the first difference or disk error on: failure() says what it was.
    bool put(std::uint16_t type, Time time, std::span<const std::byte> payload);
    /// Waits until everything appended survives a power cut. False after a failure.
    bool commit();
    [[nodiscard]] const std::optional<std::string>& failure() const noexcept { return failure_; }
    [[nodiscard]] std::uint64_t sequence() const noexcept { return sequence_; }
    /// What was found at the end when it was opened: a torn record that was dropped; empty: nothing.
    [[nodiscard]] const std::string& recovery_note() const noexcept { return recovery_note_; }

private:
    Tape(std::filesystem::path folder, journal::Writer writer, journal::Reader reader)
        : folder_(std::move(folder)), writer_(std::move(writer)), reader_(std::move(reader)) {}
    bool read_next();
    bool fail_with(std::string why);

    std::filesystem::path folder_;
    journal::Writer writer_;
    journal::Reader reader_;
    std::optional<Record> next_;
    std::optional<std::string> failure_;
    std::uint64_t sequence_ = 0;
    std::string recovery_note_;
};

}  // namespace argosy::runtime
