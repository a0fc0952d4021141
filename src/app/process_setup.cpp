#include "app/process_setup.hpp"

#include <cstdlib>
#include <string>
#include <sys/resource.h>

#include "auth/master_key_file.hpp"

namespace argosy::app {
namespace {

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

}  // namespace

void raise_file_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= limit.rlim_max) return;
    limit.rlim_cur = limit.rlim_max;
    static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
}

Result<auth::SecretBox> open_secrets(const MasterKeyPlace& place, auth::Entropy& entropy) {
    auth::MasterKeySource source{.file = place.master_key,
                                 .credentials_directory = environment("CREDENTIALS_DIRECTORY")};
    const bool is_given = !source.file.empty() || !source.credentials_directory.empty();
    if (!is_given) {
        source.file = place.state / "master.key";
        if (!std::filesystem::exists(source.file))
            ARGOSY_TRY(auth::create_master_key_file(source.file, entropy), "master key");
    }
    ARGOSY_LET(auto keys, auth::read_master_keys(source), "master key");
    return auth::SecretBox(std::move(keys));
}

services::gateway::RateLimits limits_of(const platform::GatewayConfig& settings) {
    return {.sign_ins_per_minute = settings.sign_ins_per_minute,
            .orders_per_minute = settings.orders_per_minute,
            .requests_per_minute = settings.requests_per_minute,
            .burst = settings.burst,
            .reads_per_minute = settings.reads_per_minute};
}

}  // namespace argosy::app
