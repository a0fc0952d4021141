#include "services/monitor/alert_rules.hpp"

#include <fmt/format.h>

#include "base/describe.hpp"

namespace argosy::services::monitor {
namespace {

bool is_beyond(const AlertRule& rule, double value) {
    return rule.raise_when == Comparison::above ? value > rule.threshold : value < rule.threshold;
}
bool is_clear(const AlertRule& rule, double value) {
    return rule.raise_when == Comparison::above ? value <= rule.clear : value >= rule.clear;
}

/// What '*' stands for when the name fits the pattern; a pattern without it fits its own name.
std::optional<std::string_view> fit(std::string_view pattern, std::string_view name) {
    if (!pattern.ends_with('*')) return pattern == name ? std::optional<std::string_view>("") : std::nullopt;
    pattern.remove_suffix(1);
    if (!name.starts_with(pattern)) return std::nullopt;
    return name.substr(pattern.size());
}

}  // namespace

std::string_view to_string(Comparison c) noexcept { return c == Comparison::above ? "above" : "below"; }

void describe(Described<AlertRule>& d) {
    using T = AlertRule;
    d.name("alert_rule").doc("When the platform calls for a person.");
    d.field("name", &T::name, {.doc = "Unique."});
    d.field("metric", &T::metric, {.required = true, .doc = "Like disk_free, or service_down:* for each of them."});
    d.field("raise_when", &T::raise_when, {.doc = "above or below the threshold."});
    d.field("threshold", &T::threshold, {.required = true});
    d.field("clear", &T::clear, {.required = true, .doc = "Where it ends; between the two nothing changes."});
    d.field("hold", &T::hold, {.min = Duration{}, .doc = "Beyond the threshold for so long."});
    d.field("level", &T::level).field("category", &T::category);
    d.field("message", &T::message, {.doc = "Empty: the name."}).field("enabled", &T::enabled);
    d.check([](const T& r) -> Result<> {
        const bool is_good = r.raise_when == Comparison::above ? r.clear <= r.threshold : r.clear >= r.threshold;
        if (is_good) return {};
        return fail(Errc::invalid_argument, "clear lies beyond threshold: the alert would never end");
    });
}

void AlertWatch::look(const AlertRule& rule, std::string_view subject, double value, Time now,
                      std::vector<AlertEvent>& out) {
    State& state = states_[rule.name + '\n' + std::string(subject)];
    state.is_seen = true;
    const bool beyond = is_beyond(rule, value);
    if (beyond && !state.is_beyond) state.since = now;
    state.is_beyond = beyond;
    if (!state.is_raised && beyond && now - state.since >= rule.hold) {
        state.is_raised = true;
        state.event = {.id = fmt::format("monitor-{}-{}-{}", rule.name, to_ns(now), ++raised_),
                       .rule = rule,
                       .subject = std::string(subject),
                       .value = value,
                       .is_raised = true,
                       .time = now};
        out.push_back(state.event);
    } else if (state.is_raised && is_clear(rule, value)) {
        state.is_raised = false;
        out.push_back(state.event);
        out.back().is_raised = false;
        out.back().value = value;
        out.back().time = now;
    }
}

void AlertWatch::drop_unseen(Time now, std::vector<AlertEvent>& out) {
    for (auto it = states_.begin(); it != states_.end();) {
        if (std::exchange(it->second.is_seen, false)) {
            ++it;
            continue;
        }
        if (it->second.is_raised) {
            out.push_back(it->second.event);
            out.back().is_raised = false;
            out.back().time = now;
        }
        it = states_.erase(it);
    }
}

std::vector<AlertEvent> AlertWatch::on_values(const Values& values, Time now) {
    std::vector<AlertEvent> out;
    for (const AlertRule& rule : rules_) {
        if (!rule.enabled) continue;
        for (const auto& [name, value] : values)
            if (const auto subject = fit(rule.metric, name)) look(rule, *subject, value, now, out);
    }
    drop_unseen(now, out);
    return out;
}

std::vector<AlertEvent> AlertWatch::raised() const {
    std::vector<AlertEvent> out;
    for (const auto& [key, state] : states_)
        if (state.is_raised) out.push_back(state.event);
    return out;
}

std::vector<AlertRule> default_rules(double disk_free_min) {
    using enum domain::AlertLevel;
    using enum Comparison;
    return {
        {"service-down", "service_down:*", above, 0.5, 0.5, 2s, error, "system", "a service is down", true},
        {"service-degraded", "service_degraded:*", above, 0.5, 0.5, 5s, warning, "system", "a service is not well",
         true},
        {"feed-stale", "feed_staleness:*", above, 1, 0.5, 0s, warning, "data", "no news of a feed", true},
        {"disk-low", "disk_free", below, disk_free_min, disk_free_min * 1.5, 5s, error, "system",
         "the disk of the data folder fills up", true},
        {"queue-filling", "writer_queue", above, 30'000, 5'000, 5s, warning, "system", "the store cannot keep up",
         true},
        {"error-rate", "api_error_rate", above, 0.05, 0.01, 10s, warning, "system", "the API fails too often", true},
        {"drawdown-near-limit", "risk_used:drawdown", above, 0.8, 0.7, 0s, warning, "risk",
         "drawdown nears its next limit", true},
    };
}

}  // namespace argosy::services::monitor
