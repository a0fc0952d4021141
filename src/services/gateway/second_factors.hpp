#pragma once

#include "auth/entropy.hpp"
#include "auth/secret_box.hpp"
#include "services/gateway/documents.hpp"

namespace argosy::services::gateway {

/// The authenticator of a person: what a sign-in asks for beside the password.
struct SecondFactor {
    std::string sealed;         ///< its key, under the master key and the person's name
    bool is_confirmed = false;  ///< a first code proved that the authenticator has the key; until then none is asked
    std::int64_t used = 0;      ///< step of the newest code that was taken: it and those before it are not good again
    Time since{};               ///< of the confirmation, or of the offer
};
void describe(Described<SecondFactor>& d);

/// Keys of authenticators, one for a person, sealed in the store.
///
/// Thread safety: the loop's thread.
class SecondFactors {
public:
    /// All outlive it.
    SecondFactors(store::Store& store, const auth::SecretBox& box, auth::Entropy& entropy)
        : box_(box), entropy_(entropy), factors_(store, "second_factors") {}

    /// When this person's was confirmed; none: a password is enough. Errors: those of the store.
    [[nodiscard]] Result<std::optional<Time>> since(std::string_view name, Time now) const;
    /// A new key for an authenticator, in place of one that was never confirmed.
    /// Errors: rejected when there is a confirmed one.
    [[nodiscard]] Result<auth::Secret> offer(std::string_view name, Time now);
    /// The first code of the authenticator: from now on every sign-in asks for one.
    /// Errors: invalid_argument for a wrong code; rejected when none was offered, or it is confirmed already.
    [[nodiscard]] Result<> confirm(std::string_view name, std::string_view code, Time now);
    /// Uses a code of a confirmed one up. Errors: unauthorized for a wrong or used one.
    [[nodiscard]] Result<> take(std::string_view name, std::string_view code, Time now);
    /// Whether there was one. From now on a password is enough again.
    [[nodiscard]] Result<bool> remove(std::string_view name, Time now) { return factors_.erase(name, now); }

private:
    /// Errors: `wrong` for a wrong or used code.
    [[nodiscard]] Result<std::int64_t> match(std::string_view name, const SecondFactor& factor, std::string_view code,
                                             Time now, Errc wrong) const;

    const auth::SecretBox& box_;
    auth::Entropy& entropy_;
    DocumentsOf<SecondFactor> factors_;
};

}  // namespace argosy::services::gateway
