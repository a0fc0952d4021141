#include "platform/config.hpp"

#include "base/describe.hpp"

namespace argosy::platform {

std::string_view to_string(TradingMode m) noexcept { return m == TradingMode::simulation ? "simulation" : "live"; }
std::string_view to_string(Theme t) noexcept {
    switch (t) {
        case Theme::system: return "system";
        case Theme::light: return "light";
        case Theme::dark: return "dark";
    }
    return "?";
}

void describe(Described<TradingConfig>& d) {
    using T = TradingConfig;
    d.name("trading").doc("What is traded with.");
    d.field("mode", &T::mode, {.doc = "simulation or live."});
    d.field("disabled_strategies", &T::disabled_strategies, {.doc = "Labels of voters that do not vote."});
}

void describe(Described<DatabaseConfig>& d) {
    using T = DatabaseConfig;
    d.name("database").doc("Where state lies when it is not SQLite.");
    d.field("host", &T::host).field("port", &T::port, {.min = std::uint16_t{1}});
    d.field("name", &T::name).field("user", &T::user);
    d.field("password", &T::password, {.secret = true, .doc = "Kept sealed, never shown."});
    d.field("pool_size", &T::pool_size, {.min = 1U, .max = 100U, .unit = "connections"});
    d.field("max_overflow", &T::max_overflow, {.max = 100U, .unit = "connections", .doc = "Beyond the pool."});
}

void describe(Described<ExchangeConfig>& d) {
    using T = ExchangeConfig;
    d.name("exchange").doc("One account at one venue.");
    d.field("api_key", &T::api_key, {.secret = true, .doc = "Kept sealed, never shown."});
    d.field("api_secret", &T::api_secret, {.secret = true, .doc = "Kept sealed, never shown."});
    d.field("sandbox", &T::sandbox, {.doc = "The venue's test system."});
    d.field("base_currency", &T::base_currency, {.doc = "In which pairs are quoted."});
    d.field("max_pairs", &T::max_pairs, {.min = 1U, .max = 1000U, .unit = "pairs"});
    d.field("min_volume_24h", &T::min_volume_24h, {.min = Money{}, .doc = "In base_currency; 0: any."});
    d.field("min_volatility", &T::min_volatility, {.min = Ratio{}, .doc = "Of a day, as a fraction; 0: any."});
}

void describe(Described<GatewayConfig>& d) {
    using T = GatewayConfig;
    d.name("gateway").doc("Limits of the API.");
    d.field("requests_per_minute", &T::requests_per_minute,
            {.min = 1U, .max = 60'000U, .doc = "Of one client, on average; what changes something and is no order."});
    d.field("burst", &T::burst, {.min = 1U, .max = 1'000'000U, .doc = "As many of these may come at once."});
    d.field("orders_per_minute", &T::orders_per_minute,
            {.min = 1U, .max = 1'000'000U, .doc = "Of one client: made, changed and cancelled."});
    d.field("reads_per_minute", &T::reads_per_minute, {.min = 1U, .max = 1'000'000U, .doc = "Of one client."});
    d.field("sign_ins_per_minute", &T::sign_ins_per_minute,
            {.min = 1U, .max = 1'000'000U, .doc = "Of one network, failed or not."});
    d.field("body_bytes_max", &T::body_bytes_max, {.min = 1024U, .max = 64U << 20, .unit = "bytes"});
    d.field("connections_max", &T::connections_max, {.min = 1U});
    d.field("tls_certificate", &T::tls_certificate, {.doc = "PEM file; empty: no TLS."});
    d.field("tls_key", &T::tls_key, {.doc = "PEM file of its key."});
    d.field("host_names", &T::host_names,
            {.items_max = 32, .doc = "Under which browsers may reach us, beside localhost and numeric addresses."});
    d.field("cors_origins", &T::cors_origins, {.doc = "Pages of other origins that may call, https://host[:port]."});
    d.field("cors_credentials", &T::cors_credentials,
            {.doc = "They may send cookies; tokens in headers need no such thing."});
    d.field("upstreams", &T::upstreams,
            {.items_max = 32, .doc = "Services of other processes, by name of the service."});
    d.field("openid_providers", &T::openid_providers,
            {.items_max = 16, .doc = "Whose tokens are accepted, by a name for each."});
    d.check([](const T& c) -> Result<> {
        if (c.burst <= 24ULL * 60 * c.requests_per_minute) return {};
        return fail(Errc::invalid_argument, "burst: at requests_per_minute it would take more than a day to fill up");
    });
    d.check([](const T& c) -> Result<> {
        if (c.tls_certificate.empty() == c.tls_key.empty()) return {};
        return fail(Errc::invalid_argument, "tls_certificate and tls_key need each other");
    });
    d.check([](const T& c) -> Result<> {
        for (const auto& name : c.host_names)
            if (name.empty() || name.find_first_of(":/ *") != std::string::npos)
                return fail(Errc::invalid_argument,
                            "host_names: \"" + name + "\" is no name of a machine, expected like desk.example",
                            "without scheme, port and path; each name by itself");
        return {};
    });
    d.check([](const T& c) -> Result<> {
        for (const auto& origin : c.cors_origins)
            if (!origin.starts_with("https://") && !origin.starts_with("http://"))
                return fail(Errc::invalid_argument,
                            "cors_origins: " + origin + " is no origin, expected like https://host");
        return {};
    });
}

void describe(Described<WebUiConfig>& d) {
    using T = WebUiConfig;
    d.name("web_ui").doc("What the dashboard begins with.");
    d.field("theme", &T::theme, {.doc = "system, light or dark."});
    d.field("refresh", &T::refresh, {.min = Duration(100ms), .max = Duration(1h)});
    d.field("default_instrument", &T::default_instrument, {.doc = "Symbol; empty: the first."});
    d.field("default_interval", &T::default_interval, {.above = Duration{}});
    d.field("rows", &T::rows, {.min = 1U, .max = 1000U, .unit = "rows", .doc = "Of tables."});
    d.field("show_simulation_banner", &T::show_simulation_banner);
}

void describe(Described<NotificationConfig>& d) {
    using T = NotificationConfig;
    d.name("notifications").doc("What goes to whom.");
    d.field("rules", &T::rules, {.items_max = 100}).field("enabled", &T::enabled);
}

void describe(Described<CycleConfig>& d) {
    using T = CycleConfig;
    d.name("cycles").doc("When the orchestrator passes over the market.");
    d.field("entry", &T::entry, {.min = Duration(1s), .doc = "Between two looks for entries."});
    d.field("exit", &T::exit, {.min = Duration(1s), .doc = "Between two looks for exits."});
    d.field("maintenance", &T::maintenance, {.min = Duration(1s), .doc = "Between two passes that choose pairs."});
}

void describe(Described<LogConfig>& d) {
    d.name("log").doc("What is logged.").field("level", &LogConfig::level, {.doc = "What is below is not written."});
}

void describe(Described<TracingConfig>& d) {
    using T = TracingConfig;
    d.name("tracing").doc("Where sampled decisions are sent as OTLP spans.");
    d.field("endpoint", &T::endpoint, {.doc = "Like http://127.0.0.1:4318/v1/traces; empty: nowhere."});
    d.field("sample", &T::sample, {.min = 0.0, .max = 1.0, .doc = "Part of decisions that is traced."});
    d.field("every", &T::every, {.min = Duration(100ms), .doc = "Between two posts."});
    d.check([](const T& c) -> Result<> {
        if (c.endpoint.empty() || c.endpoint.starts_with("http://") || c.endpoint.starts_with("https://")) return {};
        return fail(Errc::invalid_argument, "endpoint is no URL, expected like http://127.0.0.1:4318/v1/traces");
    });
}

void describe(Described<MonitoringConfig>& d) {
    using T = MonitoringConfig;
    d.name("monitoring").doc("What the monitor watches and keeps.");
    d.field("heartbeat", &T::heartbeat, {.min = Duration(10ms), .max = Duration(1min)});
    d.field("feed_age_max", &T::feed_age_max, {.above = Duration{}, .doc = "Without news a feed counts as stale."});
    d.field("disk_free_min", &T::disk_free_min,
            {.min = Ratio{}, .below = Ratio::from_int(1), .doc = "Of the data folder's disk, as a fraction."});
    d.field("history", &T::history, {.min = Duration(1h), .doc = "Of health, kept in the store."});
}

void describe(Described<NewsConfig>& d) {
    using T = NewsConfig;
    d.name("news").doc("Where headlines come from, beside callers of the API and the files in STATE/headlines.");
    d.field("feeds", &T::feeds, {.doc = "RSS or Atom: a name and its address, like https://example.com/rss."});
    d.field("every", &T::every, {.min = Duration(1s), .doc = "Between two looks at the feeds and the folder."});
    d.field("half_life", &T::half_life, {.min = Duration(1min), .doc = "Of a headline's weight in a mood."});
    d.check([](const T& c) -> Result<> {
        for (const auto& [name, address] : c.feeds)
            if (!address.starts_with("http://") && !address.starts_with("https://"))
                return fail(Errc::invalid_argument,
                            "feeds." + name + ": \"" + address + "\" is no URL, expected like https://example.com/rss");
        return {};
    });
}

void describe(Described<LayoutConfig>& d) {
    using T = LayoutConfig;
    d.name("layout").doc("Which services share a process.");
    d.field("name", &T::name).field("file", &T::file, {.doc = "YAML; empty: the built-in one."});
}

void describe(Described<FreqtradeConfig>& d) {
    using T = FreqtradeConfig;
    d.name("freqtrade").doc("The REST API that FreqUI speaks, at a port of its own.");
    d.field("enabled", &T::enabled).field("port", &T::port, {.min = std::uint16_t{1}});
    d.field("cors_origins", &T::cors_origins, {.doc = "Where FreqUI comes from, https://host[:port]."});
}

void describe(Described<PlatformConfig>& d) {
    using T = PlatformConfig;
    d.name("platform").doc("The platform around the core.");
    d.field("trading", &T::trading).field("database", &T::database);
    d.field("exchanges", &T::exchanges, {.items_max = 20, .doc = "By name of the venue."});
    d.field("gateway", &T::gateway).field("web_ui", &T::web_ui).field("notifications", &T::notifications);
    d.field("cycles", &T::cycles).field("log", &T::log).field("tracing", &T::tracing);
    d.field("monitoring", &T::monitoring).field("layout", &T::layout);
    d.field("freqtrade", &T::freqtrade).field("news", &T::news);
}

}  // namespace argosy::platform
