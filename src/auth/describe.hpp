#pragma once

#include "auth/api_key.hpp"
#include "auth/oauth_store.hpp"
#include "auth/principal.hpp"
#include "base/describe_fwd.hpp"

/// How what this library keeps is written, for a store and for the API. Hashes of secrets are among it: whoever shows
/// such a value to people uses a form of their own.
namespace argosy::auth {

void describe(Described<Scopes>& d);
void describe(Described<Principal>& d);
void describe(Described<OauthClient>& d);
void describe(Described<TokenFamily>& d);
void describe(Described<AuthorizationCode>& d);
void describe(Described<RefreshToken>& d);
void describe(Described<ApiKey>& d);

}  // namespace argosy::auth
