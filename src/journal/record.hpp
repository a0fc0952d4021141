#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/time.hpp"

/// The record of what was decided and what happened: commands and events in the order in which they were acted on.
/// State is a fold over it; after a crash it is read again and gives the same state.
///
/// A journal is a folder of segment files; docs/journal.md has the byte layout and the guarantees. writer.hpp appends,
/// reader.hpp replays, entry.hpp stores domain types, inspect.hpp prints and verifies for people.
///
/// Invariants: a sequence number per record, from 1, without gaps; every record carries a checksum over itself and the
///             one before. What is damaged is refused or, at the very end, dropped and reported; never guessed.
/// Known limits: one writing process (flock); payloads of at most 16 MiB; little-endian machines.
namespace argosy::journal {

/// What the payload of a record is. Numbers are stored: they never change their meaning. From 1000 on they are the
/// owner's, and the journal does not look inside.
enum class RecordType : std::uint16_t {
    market_event = 1,
    venue_event = 2,
    venue_command = 3,
    command = 4,
    ballot = 5,
    signal = 6,
    alert = 7,
    instrument = 8,  ///< the definition of the next InstrumentId: the table of the run, from 0
};
inline constexpr std::uint16_t first_own_type = 1000;

/// One record. payload points into the reader's memory: valid until the next call.
struct Record {
    std::uint64_t sequence = 0;
    Time time{};
    std::uint16_t type = 0;
    std::span<const std::byte> payload;
    std::uint64_t chain = 0;  ///< checksum over this record and, chained, all before it
};

}  // namespace argosy::journal
