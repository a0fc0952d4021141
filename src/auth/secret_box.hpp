#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "auth/entropy.hpp"
#include "auth/secret.hpp"
#include "base/error.hpp"

/// Secrets at rest: each is sealed (XChaCha20-Poly1305) under a master key and bound to its own name.
namespace argosy::auth {

/// The key that seals the others. It stands in a file of its own (master_key_file) and nowhere else.
class MasterKey {
public:
    [[nodiscard]] static MasterKey generate(Entropy& entropy);
    /// From "argosy-master-key:" and 43 characters of base64url.
    /// Errors: invalid_argument when it has another form, or is no random key (an example, zeros, a typed sentence).
    [[nodiscard]] static Result<MasterKey> parse(std::string_view line);
    /// The line that parse() reads.
    [[nodiscard]] Secret line() const;

    /// 16 hex digits that name the key and tell nothing of it.
    [[nodiscard]] const std::string& id() const noexcept { return id_; }
    [[nodiscard]] std::string_view bytes() const noexcept { return bytes_.reveal(); }

private:
    explicit MasterKey(Secret bytes);
    Secret bytes_;
    std::string id_;
};

/// Seals and opens secrets. A sealed text is printable, and worth nothing without the key:
/// "argosy-box:1:<key id>:<nonce and cipher as base64url>".
///
/// Known limits: the length of a secret shows; an older sealed text of the same name opens as well as the newest.
class SecretBox {
public:
    /// The first key seals, all open: after a rotation the old one stays until everything is sealed anew.
    /// Requires: at least one key; asserted.
    explicit SecretBox(std::vector<MasterKey> keys);

    /// `name`: where the secret belongs ("venues.binance.main.api_secret"). It opens under that name only, so that
    /// nobody swaps two of them in the store.
    [[nodiscard]] std::string seal(std::string_view name, const Secret& secret, Entropy& entropy) const;
    /// Errors: not_found when the master key is not here; corrupt when the text was changed, or sealed under another
    ///         name.
    [[nodiscard]] Result<Secret> open(std::string_view name, std::string_view sealed) const;

    [[nodiscard]] static bool is_sealed(std::string_view text) noexcept;
    /// Sealed under the current key; if not, open it and seal it again.
    [[nodiscard]] bool is_current(std::string_view sealed) const noexcept;
    [[nodiscard]] const std::string& current_key_id() const noexcept { return keys_.front().id(); }

private:
    std::vector<MasterKey> keys_;
};

}  // namespace argosy::auth
