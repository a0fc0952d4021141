#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "store/page.hpp"

namespace argosy::store {

using Digest = std::array<std::byte, 32>;
/// 64 lower-case hexadecimal digits.
[[nodiscard]] std::string to_hex(const Digest& digest);

/// Who did what to what, and when.
struct AuditEntry {
    std::uint64_t sequence = 0;  ///< given by append: 1, 2, 3 ... without a gap
    Time time{};
    std::string actor;           ///< "user:alice", "service:risk"
    std::string action;          ///< "config.apply", "risk.emergency_stop"
    std::string target;          ///< what it was done to; may be empty
    std::string trace;           ///< W3C trace id; may be empty
    std::string details = "{}";  ///< a JSON object without secrets
    Digest hash{};               ///< given by append

    friend bool operator==(const AuditEntry&, const AuditEntry&) = default;
};

/// SHA-256 over the hash of the entry before (32 bytes; zeros before the first) and the canonical bytes of this one:
/// sequence and time (nanoseconds) as 8 bytes each, then actor, action, target, trace and details, each as its length
/// (8 bytes) and its bytes. Numbers are little endian. docs/store.md shows how to compute it without this program.
[[nodiscard]] Digest audit_hash(const Digest& previous, const AuditEntry& entry);

/// The end of the chain. Written down elsewhere, it also proves later that nothing was cut off.
struct AuditHead {
    std::uint64_t sequence = 0;  ///< 0: the log is empty
    Digest hash{};

    friend bool operator==(const AuditHead&, const AuditHead&) = default;
};
/// "1234:" and 64 hexadecimal digits.
[[nodiscard]] std::string to_string(const AuditHead& head);
/// Errors: parse.
[[nodiscard]] Result<AuditHead> parse_audit_head(std::string_view text);

struct AuditFilter {
    std::string actor, action;  ///< empty: all
    TimeRange time;
};

/// Owner: ledger. Nothing is ever changed or removed.
class AuditLog {
public:
    virtual ~AuditLog() = default;
    /// Adds the entry behind the last one; `sequence` and `hash` are ignored. Errors: invalid_argument, unless actor
    /// and action are given.
    [[nodiscard]] virtual Result<AuditHead> append(const AuditEntry& entry) = 0;
    /// As written down by the last append, in a place of its own.
    [[nodiscard]] virtual Result<AuditHead> head() const = 0;
    /// The newest first. Errors: invalid_argument (limit, cursor).
    [[nodiscard]] virtual Result<Page<AuditEntry>> list(const AuditFilter& filter, const PageRequest& page) const = 0;
    /// Calls `visit` for every entry, the oldest first, until it returns false.
    [[nodiscard]] virtual Result<> scan(const std::function<bool(const AuditEntry&)>& visit) const = 0;
};

struct AuditCheck {
    std::uint64_t entries = 0;    ///< that are proved: all before the first broken one
    AuditHead head;               ///< of these
    std::uint64_t broken_at = 0;  ///< sequence of the first broken entry; 0: the chain holds
    std::string problem;          ///< what is wrong there
};

/// Computes the whole chain again: finds any entry edited, inserted, removed or moved, and any cut at the end that left
/// the written head or `anchor` (a head noted earlier, kept elsewhere) behind. Errors: those of the store.
/// Known limits: who can write the database can compute a whole new chain; only an anchor tells.
[[nodiscard]] Result<AuditCheck> verify(const AuditLog& log, const std::optional<AuditHead>& anchor = {});

}  // namespace argosy::store
