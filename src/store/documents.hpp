#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "store/page.hpp"

namespace argosy::store {

/// A named value that changes: a user, an API key, a refresh token, a job, a channel, a rule, a lease, a cached answer.
struct Document {
    std::string collection, key;  ///< together they name it
    std::string group;            ///< a second key that many may share: the family of a token, the state of a job
    std::string body;             ///< bytes of the owner, usually JSON
    std::optional<Time> expires;  ///< from then on it is as if it were not there
    Time updated{};
    std::uint64_t revision = 0;  ///< given by put; ascends over all documents and is never used twice

    friend bool operator==(const Document&, const Document&) = default;
};

/// What must hold for a change to happen: how two writers find out about each other, and what If-Match asks for.
class Expect {
public:
    /// Whatever is there.
    [[nodiscard]] static constexpr Expect anything() noexcept { return Expect(any); }
    /// Nothing is there, or it has expired.
    [[nodiscard]] static constexpr Expect absent() noexcept { return Expect(0); }
    /// The document still has this revision and has not expired.
    [[nodiscard]] static constexpr Expect revision(std::uint64_t revision) noexcept { return Expect(revision); }

    [[nodiscard]] constexpr bool is_anything() const noexcept { return wanted_ == any; }
    /// `current`: the revision of what is there, 0 for nothing.
    [[nodiscard]] constexpr bool holds(std::uint64_t current) const noexcept {
        return wanted_ == any || wanted_ == current;
    }

private:
    static constexpr std::uint64_t any = UINT64_MAX;
    constexpr explicit Expect(std::uint64_t wanted) noexcept : wanted_(wanted) {}
    std::uint64_t wanted_;
};

struct DocumentFilter {
    std::string collection;
    std::string group;       ///< empty: all
    std::string key_prefix;  ///< empty: all
};

/// Owners: gateway (users, keys, tokens, tickets), config (secrets), backtest (jobs), notification (channels, rules),
/// strategy, features, models (parameters, versions), orchestrator (pairs), ledger (cache), host (leases).
///
/// A lease is a document that expires: put with Expect::absent() takes it, its revision is the fencing token, because a
/// later holder always has a greater one.
class Documents {
public:
    virtual ~Documents() = default;
    /// Inserts or replaces; `document.revision` is ignored. The new revision. Errors: rejected, when the expectation
    /// does not hold; invalid_argument for an empty collection or key.
    [[nodiscard]] virtual Result<std::uint64_t> put(const Document& document, Expect expect) = 0;
    /// Whether there was one. Errors: rejected, when the expectation does not hold.
    [[nodiscard]] virtual Result<bool> erase(std::string_view collection, std::string_view key, Expect expect,
                                             Time now) = 0;
    /// Removes a whole group (every token of a family); the number of them. Requires: a group that is not empty.
    [[nodiscard]] virtual Result<std::uint64_t> erase_group(std::string_view collection, std::string_view group) = 0;
    /// Frees the room of what has expired, at most `limit` documents; the number of them.
    [[nodiscard]] virtual Result<std::uint64_t> erase_expired(Time now, std::size_t limit) = 0;

    [[nodiscard]] virtual Result<std::optional<Document>> find(std::string_view collection, std::string_view key,
                                                               Time now) const = 0;
    /// Sorted by key. Errors: invalid_argument (limit, cursor).
    [[nodiscard]] virtual Result<Page<Document>> list(const DocumentFilter& filter, const PageRequest& page,
                                                      Time now) const = 0;
};

}  // namespace argosy::store
