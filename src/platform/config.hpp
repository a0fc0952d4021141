#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "auth/external_issuer.hpp"
#include "base/decimal.hpp"
#include "base/describe_fwd.hpp"
#include "base/time.hpp"
#include "notify/rules.hpp"
#include "observe/log_line.hpp"
#include "resilience/upstream_config.hpp"

/// Settings of the platform around the core, as plain values. Secrets stand in none of them: a field marked secret is
/// always empty here, and what belongs there is sealed in the store under the field's key path.
namespace argosy::platform {

enum class TradingMode : std::uint8_t { simulation, live };
[[nodiscard]] std::string_view to_string(TradingMode) noexcept;

struct TradingConfig {
    TradingMode mode = TradingMode::simulation;
    std::vector<std::string> disabled_strategies;  ///< labels of voters that do not vote
};

/// Where state lies when it is not SQLite.
struct DatabaseConfig {
    std::string host = "127.0.0.1";
    std::uint16_t port = 5432;
    std::string name = "argosy", user = "argosy";
    std::string password;  ///< secret
    std::uint32_t pool_size = 4, max_overflow = 4;
};

/// One account at one venue, and which of its pairs are worth trading.
struct ExchangeConfig {
    std::string api_key, api_secret;  ///< secrets
    bool sandbox = true;
    std::string base_currency = "USDT";
    std::uint32_t max_pairs = 10;
    Money min_volume_24h;  ///< in base_currency; zero: any
    Ratio min_volatility;  ///< of a day; zero: any
};

struct GatewayConfig {
    std::uint32_t requests_per_minute = 600, burst = 600;  ///< changes of one client that are no orders
    std::uint32_t orders_per_minute = 1'200, reads_per_minute = 60'000, sign_ins_per_minute = 30;  ///< of one client
    std::uint64_t body_bytes_max = 1 << 20;
    std::uint32_t connections_max = 4'096;
    std::string tls_certificate, tls_key;  ///< PEM files; empty: no TLS
    std::vector<std::string> host_names;   ///< under which browsers may reach us, beside localhost and addresses
    std::vector<std::string> cors_origins;
    bool cors_credentials = false;
    std::map<std::string, resilience::UpstreamConfig> upstreams;         ///< services of other processes, by name
    std::map<std::string, auth::ExternalIssuerConfig> openid_providers;  ///< by name
};

/// The REST API that programs made for freqtrade speak, at a port of its own.
struct FreqtradeConfig {
    bool enabled = false;
    std::uint16_t port = 8080;
    std::vector<std::string> cors_origins;  ///< where FreqUI comes from
};

enum class Theme : std::uint8_t { system, light, dark };
[[nodiscard]] std::string_view to_string(Theme) noexcept;

/// What the dashboard begins with.
struct WebUiConfig {
    Theme theme = Theme::system;
    Duration refresh = 1s;
    std::string default_instrument;  ///< empty: the first
    Duration default_interval = 1min;
    std::uint32_t rows = 100;  ///< of tables
    bool show_simulation_banner = true;
};

struct NotificationConfig {
    std::vector<notify::Rule> rules;
    bool enabled = true;
};

/// When the orchestrator passes over the market.
struct CycleConfig {
    Duration entry = 1min, exit = 30s, maintenance = 1h;
};

struct LogConfig {
    observe::LogLevel level = observe::LogLevel::info;
};

/// Where sampled decisions are sent as OTLP spans.
struct TracingConfig {
    std::string endpoint;  ///< "http://127.0.0.1:4318/v1/traces"; empty: nowhere
    double sample = 0.01;  ///< of decisions
    Duration every = 5s;   ///< between two posts
};

/// What the monitor keeps.
struct MonitoringConfig {
    Duration heartbeat = 1s;
    Duration feed_age_max = 30s;  ///< wall time without news of a feed
    Ratio disk_free_min = Ratio::from_raw(500'000'000);
    Duration history = 168h;  ///< of health
};

/// Where headlines come from, beside callers of the API and the files in STATE/headlines.
struct NewsConfig {
    std::map<std::string, std::string> feeds;  ///< RSS or Atom: what its headlines call their source, and the address
    Duration every = 1min;                     ///< between two looks at the feeds and the folder
    Duration half_life = 6h;                   ///< of a headline's weight in the mood of an instrument
};

struct LayoutConfig {
    std::string name = "local";
    std::string file;  ///< of another layout; empty: the built-in one
};

struct PlatformConfig {
    TradingConfig trading;
    DatabaseConfig database;
    std::map<std::string, ExchangeConfig> exchanges;
    GatewayConfig gateway;
    WebUiConfig web_ui;
    NotificationConfig notifications;
    CycleConfig cycles;
    LogConfig log;
    TracingConfig tracing;
    MonitoringConfig monitoring;
    LayoutConfig layout;
    FreqtradeConfig freqtrade;
    NewsConfig news;
};

void describe(Described<TradingConfig>& d);
void describe(Described<DatabaseConfig>& d);
void describe(Described<ExchangeConfig>& d);
void describe(Described<GatewayConfig>& d);
void describe(Described<WebUiConfig>& d);
void describe(Described<NotificationConfig>& d);
void describe(Described<CycleConfig>& d);
void describe(Described<LogConfig>& d);
void describe(Described<TracingConfig>& d);
void describe(Described<MonitoringConfig>& d);
void describe(Described<NewsConfig>& d);
void describe(Described<LayoutConfig>& d);
void describe(Described<FreqtradeConfig>& d);
void describe(Described<PlatformConfig>& d);

}  // namespace argosy::platform
