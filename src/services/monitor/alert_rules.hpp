#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/describe_fwd.hpp"
#include "base/error.hpp"
#include "base/time.hpp"
#include "domain/state.hpp"

/// When the platform calls for a person: thresholds over the figures that it knows of itself. Pure.
namespace argosy::services::monitor {

enum class Comparison : std::uint8_t { above, below };
[[nodiscard]] std::string_view to_string(Comparison) noexcept;

struct AlertRule {
    std::string name;
    /// Of values: "disk_free", or "service_down:*": every value of that prefix by itself.
    std::string metric;
    Comparison raise_when = Comparison::above;
    double threshold = 0;
    /// It resolves only when the value is back on the other side of this one: no flapping. Above the threshold for
    /// `below`, below it for `above`.
    double clear = 0;
    Duration hold{};  ///< the value must have been beyond for so long
    domain::AlertLevel level = domain::AlertLevel::warning;
    std::string category = "system", message;
    bool enabled = true;
};
void describe(Described<AlertRule>& d);

/// Values by name; an alert about a value that is not there any more resolves.
using Values = std::map<std::string, double>;

/// An alert that begins or ends.
struct AlertEvent {
    std::string id;  ///< of the alert: the same when it ends
    AlertRule rule;
    std::string subject;  ///< what "*" stood for; may be empty
    double value = 0;
    bool is_raised = false;
    Time time{};
};

/// Watches values over time.
///
/// Invariants: raised and resolved take turns for each rule and subject.
class AlertWatch {
public:
    explicit AlertWatch(std::vector<AlertRule> rules) : rules_(std::move(rules)) {}

    [[nodiscard]] std::vector<AlertEvent> on_values(const Values& values, Time now);
    /// Other rules from now on; what a rule raised that is gone resolves at the next values.
    void set_rules(std::vector<AlertRule> rules) { rules_ = std::move(rules); }
    [[nodiscard]] const std::vector<AlertRule>& rules() const noexcept { return rules_; }
    /// Those that are raised now.
    [[nodiscard]] std::vector<AlertEvent> raised() const;

private:
    struct State {
        Time since{};  ///< beyond the threshold
        bool is_beyond = false, is_raised = false, is_seen = false;
        AlertEvent event;
    };
    void look(const AlertRule& rule, std::string_view subject, double value, Time now, std::vector<AlertEvent>& out);
    void drop_unseen(Time now, std::vector<AlertEvent>& out);

    std::vector<AlertRule> rules_;
    std::map<std::string, State> states_;  ///< by rule and subject
    std::uint64_t raised_ = 0;
};

/// Service down, feed stale, disk low (of a fraction), queue filling, errors of the API, drawdown near its limit.
[[nodiscard]] std::vector<AlertRule> default_rules(double disk_free_min);

}  // namespace argosy::services::monitor
