#pragma once

#include <cstdint>
#include <optional>

#include "store/store.hpp"

/// How far the journal has come, as the store remembers it: a journal that was deleted, or cut between two records,
/// looks whole, and only somebody else can tell.
namespace argosy::ledger {

struct JournalMark {
    std::uint64_t records = 0;  ///< that were on the disk
    Time time{};                ///< of the session, then
};

/// Errors: those of the store.
[[nodiscard]] Result<> keep_mark(store::Tables& tables, const JournalMark& mark);
/// None: no journal was ever followed. Errors: those of the store; corrupt.
[[nodiscard]] Result<std::optional<JournalMark>> read_mark(const store::Store& store);
/// What a start asks before it trades. Errors: those of the store; corrupt, when the journal has fewer records than it
/// had once.
[[nodiscard]] Result<> check_journal(const store::Store& store, std::uint64_t records);

}  // namespace argosy::ledger
