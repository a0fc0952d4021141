#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "services/monitor/alert_rules.hpp"
#include "services/monitor/figures.hpp"
#include "services/monitor/rule_store.hpp"
#include "services/monitor/service.hpp"
#include "services/monitor/system_sample.hpp"

namespace argosy::services::monitor {

/// How fresh the news of one instrument are, in wall time.
struct FeedStatus {
    std::string instrument;
    std::uint64_t messages = 0;
    std::optional<double> age_seconds;  ///< none: nothing came yet
    double allowed_seconds = 0;         ///< older counts as stale
    bool is_stale = false;
};
void describe(Described<FeedStatus>& d);

/// Looks at everything once in a while: tells heartbeats, weighs the alert rules, fills in the metrics.
///
/// Thread safety: the loop's thread.
class Watch {
public:
    explicit Watch(const Parts& parts);
    /// Errors: those of reading the stored rules.
    Result<> start();
    /// One look; the timer does it at every heartbeat.
    void look();

    /// Other settings from now on. Errors: those of reading the stored rules.
    Result<> set(const platform::MonitoringConfig& settings);

    [[nodiscard]] const Parts& parts() const noexcept { return parts_; }
    [[nodiscard]] const platform::MonitoringConfig& settings() const noexcept { return settings_; }
    [[nodiscard]] Time started() const noexcept { return started_; }
    [[nodiscard]] Time now() const { return parts_.clock(); }
    [[nodiscard]] const std::vector<host::ServiceStatus>& services() const noexcept { return services_; }
    [[nodiscard]] const SystemSample& system() const noexcept { return system_; }
    [[nodiscard]] const Values& values() const noexcept { return values_; }
    [[nodiscard]] std::vector<FeedStatus> feeds() const;
    [[nodiscard]] const AlertWatch& alerts() const noexcept { return alerts_; }
    /// Keeps it and weighs it from now on. Errors: those of the store.
    Result<> put_rule(const AlertRule& rule);
    /// Back to the default of that name, or gone. Errors: not_found.
    Result<> erase_rule(const std::string& name);
    /// Heartbeats of services in other processes.
    [[nodiscard]] const std::map<std::string, messages::Heartbeat>& remote() const noexcept { return remote_; }

private:
    struct Feed {
        std::uint64_t messages = 0, seen = 0;
        std::optional<Time> last;
    };
    void subscribe();
    void log_health(const std::vector<host::ServiceStatus>& before);
    void read_feeds();
    void read_values();
    void read_risk();
    void read_error_rate();
    void put_figures();
    void put_core_figures();
    void tell_heartbeats();
    void tell(const AlertEvent& event);
    void keep_history();
    [[nodiscard]] double allowed_age() const;
    [[nodiscard]] bus::Envelope envelope();
    Result<> load_rules();

    const Parts parts_;
    platform::MonitoringConfig settings_;
    Figures figures_;
    UuidSource ids_;
    RuleStore rules_;
    AlertWatch alerts_{{}};
    Time started_{};
    std::vector<host::ServiceStatus> services_;
    std::map<std::string, messages::Heartbeat> remote_;
    SystemSample system_;
    Values values_;
    std::vector<Feed> feeds_;  ///< by InstrumentId
    std::map<std::string, std::uint64_t> order_updates_;
    std::uint64_t fills_ = 0, requests_before_ = 0, errors_before_ = 0;
    std::string history_before_;
    bus::Subscription market_data_, executions_, heartbeats_;
};

}  // namespace argosy::services::monitor
