#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "config/load.hpp"
#include "net/http_server.hpp"
#include "net/loop.hpp"
#include "platform/settings.hpp"
#include "runtime/simulation.hpp"
#include "services/config/candidate.hpp"
#include "store/store.hpp"
#include "strategy/catalogue.hpp"

namespace argosy::app {

/// Where a process listens.
struct Ports {
    std::uint16_t page = 9100;
    std::uint16_t gateway = 9000;
};

struct PlatformOptions {
    std::filesystem::path state;       ///< folder of stores, keys and socket; exists
    std::filesystem::path master_key;  ///< empty: in the state folder, made at the first start
    std::string address = "127.0.0.1";
    Ports ports;                     ///< zero: any free one
    net::TlsFiles tls{};             ///< both empty: plain HTTP
    std::filesystem::path data_dir;  ///< of market data; need not exist
    std::string version;
    bool forget_sealed = false;     ///< what was sealed under a master key that is lost is erased, with a warning
    platform::Settings settings{};  ///< that the core was started with
    config::Sources sources{};      ///< of these settings, to be read again when asked; no file: they are not
    std::optional<services::config::FileSettings> file = {};  ///< that file as it was read
    std::vector<std::string> elsewhere{};                     ///< services that run in other processes
    bool has_pages = true;                                    ///< it listens at Ports::page
    /// What the layout says of other processes; the settings say it better where they name the same.
    std::map<std::string, resilience::UpstreamConfig> upstreams{};
    std::map<std::string, auth::ExternalIssuerConfig> issuers{};
};

/// Everything around a running core in one process: stores, bus, services, gateway and pages.
///
/// Files in the state folder: identity.db (people, keys, sign-ins), argosy.db (all other state), master.key,
/// argosy.sock (the API for the owner of the process).
class Platform {
public:
    /// Loop, core and strategies outlive it; `store` is argosy.db, open. Errors: those of stores, keys and listeners,
    /// naming what to do.
    [[nodiscard]] static Result<std::unique_ptr<Platform>> open(net::Loop& loop, runtime::Simulation& core,
                                                                const strategy::Catalogue& strategies,
                                                                std::unique_ptr<store::Store> store,
                                                                PlatformOptions options);
    ~Platform();

    /// Starts the services and listens.
    Result<> start();
    /// Takes nothing new and finishes what is under way.
    void stop() noexcept;
    /// What waits for the store is far less than the core keeps in memory to tell it again after a crash.
    [[nodiscard]] bool keeps_up() const;
    /// Where it really listens.
    [[nodiscard]] Ports ports() const noexcept;
    /// As it is written in a browser: "https://127.0.0.1:9100/".
    [[nodiscard]] std::string url(std::uint16_t port) const;
    /// What SIGHUP asks for: certificates, services, and the settings file, which becomes a new version when it has
    /// changed. Errors: those of the certificates and services; a refused file is a warning and changes nothing.
    Result<> reload();

private:
    struct Impl;
    explicit Platform(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace argosy::app
