#include "app/platform.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "api/guard.hpp"
#include "api/router.hpp"
#include "app/audited.hpp"
#include "app/output.hpp"
#include "app/process_setup.hpp"
#include "app/request_log.hpp"
#include "app/settings_ports.hpp"
#include "app/start_check.hpp"
#include "app/stream_stop.hpp"
#include "audit/trail.hpp"
#include "base/suggest.hpp"
#include "bus/bus.hpp"
#include "host/host.hpp"
#include "learning/xgboost/xgboost.hpp"
#include "messages/subjects.hpp"
#include "net/http_client.hpp"
#include "net/http_server.hpp"
#include "net/worker.hpp"
#include "observe/log.hpp"
#include "observe/metrics.hpp"
#include "outbox/relay.hpp"
#include "runtime/publisher.hpp"
#include "runtime/views.hpp"
#include "services/analytics/service.hpp"
#include "services/backtest/service.hpp"
#include "services/config/configuration.hpp"
#include "services/config/service.hpp"
#include "services/config/vault.hpp"
#include "services/dashboard/service.hpp"
#include "services/exchange/service.hpp"
#include "services/execution/service.hpp"
#include "services/features/service.hpp"
#include "services/freqtrade/service.hpp"
#include "services/gateway/service.hpp"
#include "services/historical/service.hpp"
#include "services/ledger/service.hpp"
#include "services/market_data/service.hpp"
#include "services/models/service.hpp"
#include "services/monitor/api_meter.hpp"
#include "services/monitor/service.hpp"
#include "services/news/service.hpp"
#include "services/notification/service.hpp"
#include "services/orchestrator/service.hpp"
#include "services/positions/service.hpp"
#include "services/risk/service.hpp"
#include "services/strategy/service.hpp"
#include "store/sqlite/sqlite_store.hpp"
#include "store/writer.hpp"
#include "web/assets.hpp"

namespace argosy::app {

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
          vault({.store = *store,
                 .box = &secrets,
                 .entropy = entropy,
                 .mask = [this](std::string_view secret) { log->mask(secret); }}),
          writer(*store),
          names(runtime::names_of(core)),
          subjects(names),
          publisher(core, bus, subjects),
          changes(loop),
          api_server(
              loop, [this](const net::Request& r, net::Responder to) { serve_api(r, std::move(to)); },
              api::with_problems({.body_bytes_max = options.settings.platform.gateway.body_bytes_max,
                                  .connections_max = options.settings.platform.gateway.connections_max})),
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

    /// What only a lost key opens keeps the program from starting, and is of no use any more.
    Result<> forget_sealed() {
        if (!options.forget_sealed) return {};
        const Time now = net::wall_time();
        ARGOSY_LET(const bool are_keys_lost, services::gateway::Gateway::forget_lost_keys(*identity, secrets, now), "");
        if (are_keys_lost) print_warning("the signing keys are new: everybody has to sign in again");
        ARGOSY_LET(const auto lost, vault.forget_lost(now), "");
        if (!lost.empty()) print_warning("these secrets are gone, enter them again: " + join(lost));
        return {};
    }

    Result<> make_gateway() {
        const auto& settings = configuration->settings().platform.gateway;
        auto upstreams = settings.upstreams;
        auto providers = settings.openid_providers;
        upstreams.merge(options.upstreams);  // what the layout says, where the settings do not
        providers.merge(options.issuers);
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
                                     .version = options.version,
                                     .mode = runtime::status_of(core, info()).mode,
                                     .rates = services::gateway::rates(limits_of(settings)),
                                     .upstreams = std::move(upstreams),
                                     .openid_providers = std::move(providers)},
                        .welcome = [this](const services::gateway::Welcome& welcome) { tell(welcome); },
                        .meter = [this](const api::Route& route, int status,
                                        Duration took) { meter.answered(route, status, took); },
                        .metrics = &metrics}),
                   "gateway");
        return allow_origins();
    }
    Result<> allow_origins() {
        const auto& settings = configuration->settings().platform.gateway;
        router.allow_hosts(settings.host_names);
        pages.allow_hosts(settings.host_names);
        if (settings.cors_origins.empty()) return {};
        ARGOSY_LET(auto cors,
                   api::Cors::make({.origins = settings.cors_origins, .allows_credentials = settings.cors_credentials}),
                   "platform.gateway.cors_origins");
        router.allow_origins(std::move(cors));
        return {};
    }
    [[nodiscard]] std::string address_of(std::uint16_t port) const {
        const std::string where = options.address.contains(':') ? "[" + options.address + "]" : options.address;
        return fmt::format("{}://{}:{}", options.tls.private_key.empty() ? "http" : "https", where, port);
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

    Result<> open_log() {
        ARGOSY_LET(log, observe::Log::open({.format = observe::LogFormat::ecs, .file = options.state / "argosy.log"}),
                   "log");
        router.log_changes([this](const api::Changed& changed) { audit(changed); });
        log_requests(router, *log);
        return {};
    }

    void audit(const api::Changed& changed) {
        if (is_to_be_audited(changed.route)) trail.record(audit::change_of(changed));
    }

    void write_state(const host::ServiceStatus& s) {
        const bool has_failed = s.state == host::State::failed;
        log->write({.time = s.since,
                    .level = has_failed ? observe::LogLevel::error : observe::LogLevel::info,
                    .component = s.name,
                    .message = has_failed ? std::string_view(s.error) : host::to_string(s.state)});
    }

    Result<> open_configuration() {
        const auto check = [this](const platform::Settings& s) -> Result<> {
            ARGOSY_TRY(check_start(s, strategies), "");
            return check_beside(s.platform, {.now = configuration->settings().platform.gateway,
                                             .serves = [this](const std::string& path) { return router.serves(path); },
                                             .ports = {options.ports.page, options.ports.gateway}});
        };
        ARGOSY_LET(configuration,
                   services::config::Configuration::open({.store = *store,
                                                          .vault = vault,
                                                          .loop = loop,
                                                          .clock = &net::wall_time,
                                                          .check = check,
                                                          .file = std::move(options.file)},
                                                         options.settings),
                   "configuration");
        return {};
    }

    /// The list of services.
    std::vector<host::ServiceSpec> services() {
        std::vector<host::ServiceSpec> all;
        add_state_services(all);
        add_trading_services(all);
        add_market_services(all);
        add_people_services(all);
        add_freqtrade(all);
        std::erase_if(all, [this](const auto& spec) { return runs_elsewhere(spec.name); });
        return all;
    }

    /// Every process tells its own health.
    [[nodiscard]] bool runs_elsewhere(std::string_view service) const {
        return service != "monitor" && std::ranges::find(options.elsewhere, service) != options.elsewhere.end();
    }

    void add_state_services(std::vector<host::ServiceSpec>& all) {
        all.push_back(services::config::spec({.router = router,
                                              .configuration = *configuration,
                                              .store = *store,
                                              .bus = bus,
                                              .subjects = subjects,
                                              .core = &core,
                                              .set_log_level = [this](observe::LogLevel l) { log->set_level(l); },
                                              .complain = [](std::string_view why) { print_warning(why); }}));
        all.push_back(
            services::ledger::spec({.router = router,
                                    .core = core,
                                    .store = *store,
                                    .writer = writer,
                                    .bus = bus,
                                    .subjects = subjects,
                                    .loop = loop,
                                    .worker = worker,
                                    .outbox = outbox,
                                    .config_version = [this](Time at) { return configuration->log().at(at); }}));
        all.push_back(services::analytics::spec({.router = router,
                                                 .core = core,
                                                 .store = *store,
                                                 .writer = writer,
                                                 .bus = bus,
                                                 .subjects = subjects,
                                                 .loop = loop,
                                                 .worker = worker,
                                                 .outbox = outbox,
                                                 .version = options.version}));
    }

    void add_trading_services(std::vector<host::ServiceSpec>& all) {
        all.push_back(services::execution::spec({.router = router, .core = core}));
        all.push_back(services::risk::spec({.router = router, .core = core, .settings = limits_port(*configuration)}));
        all.push_back(services::positions::spec({.router = router, .core = core}));
        all.push_back(services::orchestrator::spec({.router = router,
                                                    .core = core,
                                                    .loop = loop,
                                                    .bus = bus,
                                                    .subjects = subjects,
                                                    .store = *store,
                                                    .writer = writer,
                                                    .state = options.state,
                                                    .version = options.version,
                                                    .services = [this] { return host->status(); },
                                                    .cycles = {},
                                                    .door = &stop_door,
                                                    .witness = stop_witness(trail, log)}));
        all.push_back(services::strategy::spec(
            {.router = router,
             .core = core,
             .catalogue = strategies,
             .store = *store,
             .writer = writer,
             .backtest = [this](std::string_view request, std::string_view owner) -> Result<std::string> {
                 if (backtests.submit) return backtests.submit(request, owner);
                 return fail(Errc::unavailable, "the backtest service does not run");
             },
             .settings = strategies_port(*configuration)}));
        all.push_back(services::backtest::spec({.router = router,
                                                .loop = loop,
                                                .store = *store,
                                                .bus = bus,
                                                .subjects = subjects,
                                                .strategies = strategies,
                                                .base = core.config(),
                                                .data_dir = options.data_dir,
                                                .results = options.state / "backtests",
                                                .version = options.version,
                                                .settings = {},
                                                .port = &backtests}));
    }

    void add_market_services(std::vector<host::ServiceSpec>& all) {
        all.push_back(services::market_data::spec(
            {.router = router, .loop = loop, .core = core, .bus = bus, .subjects = subjects}));
        all.push_back(
            services::historical::spec({.router = router, .loop = loop, .core = core, .data_dir = options.data_dir}));
        all.push_back(services::exchange::spec({.router = router, .core = core}));
        all.push_back(services::news::spec({.router = router,
                                            .loop = loop,
                                            .client = client,
                                            .core = core,
                                            .bus = bus,
                                            .subjects = subjects,
                                            .store = *store,
                                            .folder = options.state / "headlines",
                                            .settings = configuration->settings().platform.news}));
        all.push_back(services::features::spec(
            {.router = router, .loop = loop, .core = core, .bus = bus, .subjects = subjects, .store = *store}));
        all.push_back(services::models::spec({.router = router,
                                              .loop = loop,
                                              .core = core,
                                              .folder = options.state / "models",
                                              .data_dir = options.data_dir,
                                              .fit = &learning::xgboost::fit}));
    }

    void add_people_services(std::vector<host::ServiceSpec>& all) {
        all.push_back(services::notification::spec({.router = router,
                                                    .core = core,
                                                    .store = *store,
                                                    .writer = writer,
                                                    .bus = bus,
                                                    .subjects = subjects,
                                                    .loop = loop,
                                                    .box = secrets,
                                                    .entropy = entropy}));
        all.push_back(services::monitor::spec({.loop = loop,
                                               .router = router,
                                               .store = *store,
                                               .writer = writer,
                                               .bus = bus,
                                               .subjects = subjects,
                                               .core = core,
                                               .metrics = metrics,
                                               .api = meter,
                                               .services = [this] { return host->status(); },
                                               .log = log.get(),
                                               .data_folder = options.state,
                                               .version = options.version,
                                               .settings = configuration->settings().platform.monitoring,
                                               .tracing = configuration->settings().platform.tracing,
                                               .appliers = &configuration->appliers()}));
        all.push_back(services::dashboard::spec(
            {.loop = loop,
             .router = router,
             .core = core,
             .bus = bus,
             .subjects = subjects,
             .info = [this] { return info(); },
             .stop = stops_over_stream(stop_door, [this](const api::Changed& changed) { audit(changed); })}));
    }
    void add_freqtrade(std::vector<host::ServiceSpec>& all) {
        const auto& settings = configuration->settings().platform.freqtrade;
        if (!settings.enabled) return;
        all.push_back(services::freqtrade::spec(
            {.loop = loop,
             .core = core,
             .door = {.sign_in =
                          [this](std::string name, auth::Secret password, std::string remote, auto done) {
                              gateway->sign_in(std::move(name), std::move(password), std::move(remote),
                                               std::move(done));
                          },
                      .refresh = [this](const std::string& token) { return gateway->refresh(token); },
                      .gate = &gateway->gate()},
             .version = options.version,
             .settings = {.address = options.address,
                          .port = settings.port,
                          .tls = options.tls,
                          .cors_origins = settings.cors_origins,
                          .host_names = configuration->settings().platform.gateway.host_names},
             .changed = [this](const api::Changed& changed) { audit(changed); }}));
    }
    [[nodiscard]] runtime::StatusInfo info() const {
        return {.version = options.version, .wall_time = net::wall_time(), .started_at = started_at};
    }

    void reload_settings() {
        if (options.sources.file.empty()) return;
        const services::config::Origin origin{
            .author = "owner", .reason = "SIGHUP: " + options.sources.file.string(), .trace = {}};
        configuration->reload_from_file(options.sources, origin, [](Result<services::config::VersionRecord> made) {
            if (!made) return print_warning("the settings stay as they were: " + made.error().describe());
            print_notice(fmt::format("version {} of the settings is in force", made->version));
        });
    }

    /// The files of the command line, or those of the settings.
    void choose_tls() {
        const auto& settings = configuration->settings().platform.gateway;
        if (options.tls.private_key.empty()) options.tls = {settings.tls_certificate, settings.tls_key};
    }

    /// The ports first: what follows names them.
    Result<> listen() {
        if (options.has_pages) {
            ARGOSY_LET(options.ports.page, listen(page_server, options.ports.page), "page (--port)");
        }
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
    std::unique_ptr<observe::Log> log;
    observe::Metrics metrics;
    services::monitor::ApiMeter meter{metrics};
    services::backtest::Port backtests;
    services::config::Vault vault;
    std::unique_ptr<services::config::Configuration> configuration;
    store::Writer writer;
    audit::Trail trail{writer};
    net::Worker worker;
    net::HttpClient client{loop};
    codec::Names names;
    messages::Subjects subjects;
    bus::Bus bus;
    outbox::Relay outbox{*store, bus, net::wall_time};
    runtime::Publisher publisher;
    services::orchestrator::StopDoor stop_door;
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
    raise_file_limit();
    auth::SystemEntropy entropy;
    ARGOSY_LET(auto secrets, open_secrets({.state = options.state, .master_key = options.master_key}, entropy),
               "secrets");
    ARGOSY_LET(auto identity, store::sqlite::open({.file = options.state / "identity.db"}), "store of people and keys");
    auto impl = std::make_unique<Impl>(loop, core, strategies, std::move(options), std::move(secrets),
                                       std::move(identity), std::move(store));
    ARGOSY_TRY(impl->open_log(), "platform");
    ARGOSY_TRY(impl->forget_sealed(), "platform");
    ARGOSY_TRY(impl->open_configuration(), "platform");
    impl->choose_tls();
    ARGOSY_TRY(impl->listen(), "platform");
    ARGOSY_TRY(impl->make_gateway(), "platform");
    return std::unique_ptr<Platform>(new Platform(std::move(impl)));
}

Platform::Platform(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Platform::~Platform() { stop(); }

Result<> Platform::start() {
    Impl& p = *impl_;
    p.host.emplace(p.services(), net::wall_time, [&p](const host::ServiceStatus& s) { p.write_state(s); });
    ARGOSY_TRY(p.host->start(), "services");
    ARGOSY_TRY(p.gateway->start(), "gateway");
    web::add_pages(p.pages);
    if (const auto sent = p.outbox.run(); !sent) print_warning(sent.error().describe());
    p.publisher.repeat();
    p.changes.every(100ms, [&p] { p.publisher.publish_changes(); });
    p.tell_entry();
    return {};
}

void Platform::stop() noexcept {
    impl_->changes.cancel();
    if (impl_->host) impl_->host->stop();
    if (const auto written = impl_->writer.flush(); !written) print_warning(written.error().describe());
}

bool Platform::keeps_up() const {
    constexpr std::uint64_t works_of_a_trade = 4;
    return impl_->writer.counters().depth < runtime::History::trades_kept / works_of_a_trade;
}

Ports Platform::ports() const noexcept { return impl_->options.ports; }
std::string Platform::url(std::uint16_t port) const { return impl_->address_of(port) + '/'; }
Result<> Platform::reload() {
    if (!impl_->options.tls.private_key.empty()) {
        ARGOSY_TRY(impl_->api_server.reload_tls(), "gateway");
        ARGOSY_TRY(impl_->page_server.reload_tls(), "page");
    }
    impl_->reload_settings();
    return impl_->host ? impl_->host->reload() : Result<>{};
}

}  // namespace argosy::app
