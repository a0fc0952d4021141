#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "platform/settings.hpp"

namespace argosy::app {

/// Whether `argosy up` could start with these settings: platform::check, and what the parts of the program that are
/// made of them refuse at the start. Settings that could not must not come into force, for nobody could change them
/// then. Reads the TLS files. Errors: of the first part that refuses, naming the key.
[[nodiscard]] Result<> check_start(const platform::Settings& settings, const strategy::Catalogue& strategies);

/// A start reads a small database whole, so that nothing trades on what is damaged; argosy doctor reads any.
/// Errors: corrupt; those of store::sqlite::check.
[[nodiscard]] Result<> check_database(const std::filesystem::path& file);

/// A process that runs already.
struct Running {
    const platform::GatewayConfig& now;  ///< in force
    std::function<bool(const std::string& path)> serves;
    std::vector<std::uint16_t> ports;  ///< where it listens
};
/// Whether what it does itself leaves room for these settings at its next start: paths of other services, and the port
/// for freqtrade programs. Errors: naming the key.
[[nodiscard]] Result<> check_beside(const platform::PlatformConfig& settings, const Running& running);

}  // namespace argosy::app
