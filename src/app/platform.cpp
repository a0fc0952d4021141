#include "app/platform.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>

#include "api/guard.hpp"
#include "api/json.hpp"
#include "api/router.hpp"
#include "app/output.hpp"
#include "auth/master_key_file.hpp"
#include "bus/bus.hpp"
#include "host/host.hpp"
#include "messages/subjects.hpp"
#include "net/http_server.hpp"
#include "net/worker.hpp"
#include "runtime/publisher.hpp"
#include "runtime/views.hpp"
#include "services/config/configuration.hpp"
#include "services/config/service.hpp"
#include "services/config/vault.hpp"
#include "services/dashboard/service.hpp"
#include "services/exchange/service.hpp"
#include "services/execution/service.hpp"
#include "services/gateway/service.hpp"
#include "services/historical/service.hpp"
#include "services/ledger/service.hpp"
#include "services/market_data/service.hpp"
#include "services/orchestrator/service.hpp"
#include "services/positions/service.hpp"
#include "services/risk/service.hpp"
#include "services/strategy/service.hpp"
#include "store/sqlite/sqlite_store.hpp"
#include "store/writer.hpp"
#include "web/assets.hpp"

namespace argosy::app {
namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

/// The master keys of the settings, of systemd, or of the state folder, where the first start makes one.
Result<auth::SecretBox> open_secrets(const PlatformOptions& options, auth::Entropy& entropy) {
    auth::MasterKeySource source{.file = options.master_key,
                                 .credentials_directory = environment("CREDENTIALS_DIRECTORY")};
    const bool is_given = !source.file.empty() || !source.credentials_directory.empty();
    if (!is_given) {
        source.file = options.state / "master.key";
        if (!fs::exists(source.file)) ARGOSY_TRY(auth::create_master_key_file(source.file, entropy), "master key");
    }
    ARGOSY_LET(auto keys, auth::read_master_keys(source), "master key");
    return auth::SecretBox(std::move(keys));
}

}  // namespace

struct Platform::Impl {
    Impl(net::Loop& the_loop, runtime::Simulation& the_core, const strategy::Catalogue& known, PlatformOptions given,
         auth::SecretBox box, std::unique_ptr<store::Store> people, std::unique_ptr<store::Store> rest)
        : loop(the_loop),
          core(the_core),
          strategies(known),
          options(std::move(given)),
          secrets(std::move(box)),
          identity(std::move(people)),
          store(std::move(rest)),
          vault({.store = *store, .box = &secrets, .entropy = entropy}),
          writer(*store),
          names(runtime::names_of(core)),
          subjects(names),
          publisher(core, bus, subjects),
          changes(loop),
          api_server(
              loop, [this](const net::Request& r, net::Responder to) { serve_api(r, std::move(to)); },
              api::with_problems()),
          page_server(
              loop, [this](const net::Request& r, net::Responder to) { serve_page(r, std::move(to)); },
              api::with_problems()) {}

    /// The API, and the pages where it has nothing at that path.
    void serve_api(const net::Request& request, net::Responder to) {
        if (router.serves(request.path()) || !pages.serves(request.path()))
            router.handle(request, std::move(to));
        else
            pages.handle(request, std::move(to));
    }
    /// The pages, and the API where they have nothing.
    void serve_page(const net::Request& request, net::Responder to) {
        if (pages.serves(request.path()))
            pages.handle(request, std::move(to));
        else
            router.handle(request, std::move(to));
    }

    Result<> make_gateway() {
        ARGOSY_LET(gateway,
                   services::gateway::Gateway::make(
                       {.loop = loop,
                        .router = router,
                        .store = *identity,
                        .secrets = secrets,
                        .entropy = entropy,
                        .clock = &net::wall_time,
                        .settings = {.issuer = address_of(options.ports.gateway),
                                     .pages = address_of(options.ports.page),
                                     .version = options.version},
                        .welcome = [this](const services::gateway::Welcome& welcome) { tell(welcome); }}),
                   "gateway");
        return {};
    }
    [[nodiscard]] std::string address_of(std::uint16_t port) const {
        return fmt::format("{}://{}:{}", options.tls.private_key.empty() ? "http" : "https", options.address, port);
    }
    void tell(const services::gateway::Welcome& welcome) {
        print_notice(fmt::format("sign in as {} with the password {} (shown once; change it under settings)",
                                 welcome.user, welcome.password.reveal()));
        tell_entry();
    }
    void tell_entry() {
        if (const std::string url = gateway->entry_url(); !url.empty())
            print_notice("or open this link, good once and for ten minutes: " + url);
    }

    Result<> open_configuration() {
        const auto check = [this](const platform::Settings& s) { return platform::check(s, strategies); };
        ARGOSY_LET(configuration,
                   services::config::Configuration::open(
                       {.store = *store, .vault = vault, .loop = loop, .clock = &net::wall_time, .check = check},
                       options.settings),
                   "configuration");
        return {};
    }

    void add_health() {
        const auto add = [&](std::string path, std::string summary, api::Router::Handler handler) {
            router.add({.path = std::move(path),
                        .summary = std::move(summary),
                        .role = auth::Role::anyone,
                        .service = "monitor"},
                       std::move(handler));
        };
        for (const char* path : {"/health", "/live"})
            add(path, "the process is alive",
                [](const api::Call&) -> Result<net::Response> { return api::json_response(R"({"status":"ok"})"); });
        add("/ready", "trading can go on", [this](const api::Call&) -> Result<net::Response> {
            if (auto why = core.failure())
                return fail(Errc::unavailable, std::move(*why), "mend the disk and start again");
            return api::json_response(R"({"status":"ok"})");
        });
    }

    /// The list of services.
    std::vector<host::ServiceSpec> services() {
        return {
            services::positions::spec({.router = router, .core = core}),
            services::strategy::spec(
                {.router = router, .core = core, .catalogue = strategies, .store = *store, .writer = writer}),
            services::market_data::spec(
                {.router = router, .loop = loop, .core = core, .bus = bus, .subjects = subjects}),
            services::historical::spec({.router = router, .loop = loop, .core = core, .data_dir = options.data_dir}),
            services::exchange::spec({.router = router, .core = core}),
            services::dashboard::spec(
                {.loop = loop, .router = router, .core = core, .bus = bus, .subjects = subjects, .info = [this] {
                     return info();
                 }})};
    }
    [[nodiscard]] runtime::StatusInfo info() const {
        return {.version = options.version, .wall_time = net::wall_time(), .started_at = started_at};
    }

    /// The ports first: what follows names them.
    Result<> listen() {
        ARGOSY_LET(options.ports.page, listen(page_server, options.ports.page), "page (--port)");
        ARGOSY_LET(options.ports.gateway, listen(api_server, options.ports.gateway), "gateway (--gateway-port)");
        return api_server.listen_unix((options.state / "argosy.sock").string());
    }
    Result<std::uint16_t> listen(net::HttpServer& server, std::uint16_t port) {
        return options.tls.private_key.empty() ? server.listen(options.address, port)
                                               : server.listen_tls(options.address, port, options.tls);
    }

    net::Loop& loop;
    runtime::Simulation& core;
    const strategy::Catalogue& strategies;
    PlatformOptions options;
    auth::SystemEntropy entropy;
    auth::SecretBox secrets;
    std::unique_ptr<store::Store> identity, store;
    services::config::Vault vault;
    std::unique_ptr<services::config::Configuration> configuration;
    store::Writer writer;
    net::Worker worker;
    codec::Names names;
    messages::Subjects subjects;
    bus::Bus bus;
    runtime::Publisher publisher;
    api::Router router, pages;
    std::unique_ptr<services::gateway::Gateway> gateway;
    std::optional<host::Host> host;
    Time started_at = net::wall_time();
    net::Timer changes;
    net::HttpServer api_server, page_server;
};

Result<std::unique_ptr<Platform>> Platform::open(net::Loop& loop, runtime::Simulation& core,
                                                 const strategy::Catalogue& strategies,
                                                 std::unique_ptr<store::Store> store, PlatformOptions options) {
    auth::SystemEntropy entropy;
    ARGOSY_LET(auto secrets, open_secrets(options, entropy), "secrets");
    ARGOSY_LET(auto identity, store::sqlite::open({.file = options.state / "identity.db"}), "store of people and keys");
    auto impl = std::make_unique<Impl>(loop, core, strategies, std::move(options), std::move(secrets),
                                       std::move(identity), std::move(store));
    ARGOSY_TRY(impl->open_configuration(), "platform");
    ARGOSY_TRY(impl->listen(), "platform");
    ARGOSY_TRY(impl->make_gateway(), "platform");
    return std::unique_ptr<Platform>(new Platform(std::move(impl)));
}

Platform::Platform(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Platform::~Platform() { stop(); }

Result<> Platform::start() {
    Impl& p = *impl_;
    p.host.emplace(p.services(), net::wall_time);
    ARGOSY_TRY(p.host->start(), "services");
    p.add_health();
    ARGOSY_TRY(p.gateway->start(), "gateway");
    web::add_pages(p.pages);
    p.publisher.repeat();
    p.changes.every(100ms, [&p] { p.publisher.publish_changes(); });
    p.tell_entry();
    return {};
}

void Platform::stop() noexcept {
    impl_->changes.cancel();
    if (impl_->host) impl_->host->stop();
}

Ports Platform::ports() const noexcept { return impl_->options.ports; }
Result<> Platform::emergency_stop(std::string_view reason) {
    return impl_->core.command(domain::EmergencyStop{.flatten = false, .reason = reason});
}
Result<> Platform::reload() {
    if (!impl_->options.tls.private_key.empty()) {
        ARGOSY_TRY(impl_->api_server.reload_tls(), "gateway");
        ARGOSY_TRY(impl_->page_server.reload_tls(), "page");
    }
    return impl_->host ? impl_->host->reload() : Result<>{};
}

}  // namespace argosy::app
