#pragma once

#include <optional>
#include <vector>

#include "auth/jwks.hpp"
#include "base/time.hpp"

namespace argosy::auth {

namespace detail {
struct Json;
}

struct KeySetOptions {
    Algorithm algorithm = Algorithm::eddsa;  ///< of new keys
    Duration rotate_after = 30 * 24h;
    /// The longest life of a token, clock differences included: a retired key verifies for so long.
    Duration token_life_max = 24h + 1min;
};

/// The keys that our tokens are signed with: the current one signs, the next is published before it signs so that
/// every receiver knows it in time, retired ones verify until the last token they signed has expired.
///
/// Thread safety: none. Invariants: there is always a current and a next key, and both are published.
class KeySet {
public:
    [[nodiscard]] static KeySet make(KeySetOptions options, Entropy& entropy, Time now);
    /// From what save() gave. Errors: corrupt, when it is no such text.
    [[nodiscard]] static Result<KeySet> load(const Secret& saved, KeySetOptions options);
    /// All private keys, for the secrets store: seal it before it is written anywhere.
    [[nodiscard]] Secret save() const;

    [[nodiscard]] const PrivateKey& current() const noexcept { return current_; }
    /// Verifies our tokens, and is what /.well-known/jwks.json shows.
    [[nodiscard]] const Jwks& public_keys() const noexcept { return published_; }

    [[nodiscard]] bool is_rotation_due(Time now) const noexcept {
        return now >= current_since_ + options_.rotate_after;
    }
    /// The next key becomes current, the current one retires, a new next is made; expired keys go.
    void rotate(Entropy& entropy, Time now);
    /// Forgets retired keys whose tokens have all expired. True: some went, save again.
    bool forget_expired(Time now);
    /// After a theft: every key is new at once, and no token that was signed before is valid.
    void replace_all(Entropy& entropy, Time now);

private:
    struct Retired {
        PublicKey key;
        std::string id;
        Time until;
    };
    [[nodiscard]] static Result<KeySet> read(const detail::Json& saved, KeySetOptions options);
    [[nodiscard]] static Result<Retired> read_retired(const detail::Json& saved);
    KeySet(KeySetOptions options, PrivateKey current, PrivateKey next, Time since);
    void publish();

    KeySetOptions options_;
    PrivateKey current_, next_;
    Time current_since_;
    std::vector<Retired> retired_;
    Jwks published_;
};

}  // namespace argosy::auth
