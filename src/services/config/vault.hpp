#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/secret_box.hpp"
#include "base/describe_fwd.hpp"
#include "base/time.hpp"
#include "store/store.hpp"

namespace argosy::services::config {

/// What may be told of a secret.
struct SecretInfo {
    std::string name;
    std::string fingerprint;  ///< of this entry: another one has another, also when the secret is the same
    Time updated{};
    bool is_current = true;  ///< sealed under the current master key
};

void describe(Described<SecretInfo>& d);

/// Secrets, sealed in the store: whoever reads the store or the configuration does not see them.
///
/// Thread safety: as the store's; the mask function is called on the caller's thread.
/// Known limits: the length of a secret shows in the store; older sealed texts may stay in free pages of the file.
class Vault {
public:
    struct Parts {
        store::Store& store;
        const auth::SecretBox* box = nullptr;  ///< none: there is no master key, nothing can be put or found
        auth::Entropy& entropy;
        std::function<void(std::string_view)> mask = {};  ///< told of every secret: hides it from the log
    };
    explicit Vault(const Parts& parts) : parts_(parts) {}

    /// Masks all that is there already. Errors: those of the store; secrets that cannot be opened are passed over.
    [[nodiscard]] Result<> mask_all(Time now) const;
    /// Seals and keeps it, within somebody's transaction. Errors: invalid_argument for a bad name or a weak secret;
    /// unavailable without a master key.
    [[nodiscard]] Result<SecretInfo> put(store::Tables& tables, std::string_view name, const auth::Secret& secret,
                                         Time now) const;
    /// Whether there was one.
    [[nodiscard]] Result<bool> erase(store::Tables& tables, std::string_view name, Time now) const;
    /// Erases what was sealed under a master key that is not here; their names. Errors: those of the store.
    [[nodiscard]] Result<std::vector<std::string>> forget_lost(Time now) const;
    /// Sorted by name.
    [[nodiscard]] Result<std::vector<SecretInfo>> list(Time now) const;
    /// The secret itself, for those who sign and sign in. Errors: not_found; corrupt.
    [[nodiscard]] Result<auth::Secret> find(std::string_view name, Time now) const;

private:
    [[nodiscard]] SecretInfo info(const store::Document& document) const;
    Parts parts_;
};

/// Errors: invalid_argument, unless it is 1 to 128 of a-z, 0-9, '.', '_', '-' and does not begin with a sign.
[[nodiscard]] Result<> check_secret_name(std::string_view name);
/// Errors: invalid_argument for what protects nothing: short, common, repeated, or left from an example. Never shows
/// it.
[[nodiscard]] Result<> check_secret(std::string_view name, const auth::Secret& secret);

}  // namespace argosy::services::config
