#include "store/audit.hpp"

#include <charconv>
#include <fmt/format.h>

#include "base/hash.hpp"

namespace argosy::store {
namespace {

void update_number(Sha256& sha, std::uint64_t n) {
    std::array<std::byte, 8> bytes;
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(n >> (8 * i) & 0xff);
    sha.update(std::span<const std::byte>(bytes));
}

void update_text(Sha256& sha, std::string_view text) {
    update_number(sha, text.size());
    sha.update(text);
}

/// Follows the chain entry by entry.
class Chain {
public:
    explicit Chain(const std::optional<AuditHead>& anchor) : anchor_(anchor) {}

    /// False: this entry is broken, check_ says how.
    bool follow(const AuditEntry& entry) {
        const std::uint64_t expected = check_.head.sequence + 1;
        if (entry.sequence > expected) return broken(expected, "the entry is missing");
        if (entry.sequence < expected) return broken(entry.sequence, "the number is there twice");
        if (entry.hash != audit_hash(check_.head.hash, entry))
            return broken(expected,
                          "the content does not fit its hash and the entry before: it was edited, or the "
                          "entry before was replaced");
        if (anchor_ && anchor_->sequence == entry.sequence && anchor_->hash != entry.hash)
            return broken(expected, "the hash is not the one that was noted: the chain was computed anew");
        check_.head = {entry.sequence, entry.hash};
        ++check_.entries;
        return true;
    }

    /// Compares the end with what the log itself wrote down and with what was noted elsewhere.
    AuditCheck finish(const AuditHead& written) {
        if (check_.broken_at != 0) return check_;
        if (written != check_.head)
            broken(check_.head.sequence + 1, fmt::format("the log once ended with entry {}: its end was cut off or "
                                                         "added to by something else",
                                                         written.sequence));
        else if (anchor_ && anchor_->sequence > check_.head.sequence)
            broken(check_.head.sequence + 1,
                   fmt::format("entry {} was noted, and is gone: the end was cut off", anchor_->sequence));
        return check_;
    }

private:
    bool broken(std::uint64_t sequence, std::string problem) {
        check_.broken_at = sequence;
        check_.problem = std::move(problem);
        return false;
    }

    const std::optional<AuditHead>& anchor_;
    AuditCheck check_;
};

}  // namespace

std::string to_hex(const Digest& digest) {
    std::string out;
    for (const std::byte b : digest) out += fmt::format("{:02x}", std::to_integer<unsigned>(b));
    return out;
}

Digest audit_hash(const Digest& previous, const AuditEntry& entry) {
    Sha256 sha;
    sha.update(std::span<const std::byte>(previous));
    update_number(sha, entry.sequence);
    update_number(sha, static_cast<std::uint64_t>(to_ns(entry.time)));
    for (const auto* text : {&entry.actor, &entry.action, &entry.target, &entry.trace, &entry.details})
        update_text(sha, *text);
    return sha.digest();
}

std::string to_string(const AuditHead& head) { return fmt::format("{}:{}", head.sequence, to_hex(head.hash)); }

Result<AuditHead> parse_audit_head(std::string_view text) {
    const auto bad = [&] {
        return fail(Errc::parse, fmt::format("not the head of an audit log: \"{}\"", text),
                    "pass what argosy audit verify printed as the head: a number, a colon, 64 hexadecimal digits");
    };
    AuditHead head;
    const auto number = std::from_chars(text.data(), text.data() + text.size(), head.sequence);
    const auto at = static_cast<std::size_t>(number.ptr - text.data());
    if (number.ec != std::errc{} || text.size() != at + 65 || text[at] != ':') return bad();
    for (std::size_t i = 0; i < head.hash.size(); ++i) {
        std::uint8_t byte = 0;
        const char* digits = number.ptr + 1 + 2 * i;
        if (std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2) return bad();
        head.hash[i] = static_cast<std::byte>(byte);
    }
    return head;
}

Result<AuditCheck> verify(const AuditLog& log, const std::optional<AuditHead>& anchor) {
    Chain chain(anchor);
    ARGOSY_TRY(log.scan([&](const AuditEntry& entry) { return chain.follow(entry); }), "audit log");
    ARGOSY_LET(const auto written, log.head(), "audit log");
    return chain.finish(written);
}

}  // namespace argosy::store
