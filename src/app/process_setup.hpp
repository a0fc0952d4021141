#pragma once

#include <filesystem>

#include "auth/entropy.hpp"
#include "auth/secret_box.hpp"
#include "platform/config.hpp"
#include "services/gateway/gatekeeper.hpp"

namespace argosy::app {

/// As many files and connections as we may have at all: a thousand, the usual limit, idle connections can use up, and
/// then nobody gets in, not even over the socket file.
void raise_file_limit();

struct MasterKeyPlace {
    std::filesystem::path state;       ///< folder where the first start makes a key
    std::filesystem::path master_key;  ///< the file that was named; empty: none was
};
/// The master keys of the file that was named, of systemd, or of the state folder. Errors: those of
/// auth::read_master_keys and auth::create_master_key_file.
[[nodiscard]] Result<auth::SecretBox> open_secrets(const MasterKeyPlace& place, auth::Entropy& entropy);

/// How often one client may ask, by the settings.
[[nodiscard]] services::gateway::RateLimits limits_of(const platform::GatewayConfig& settings);

}  // namespace argosy::app
