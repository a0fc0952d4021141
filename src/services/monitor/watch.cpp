#include "services/monitor/watch.hpp"

#include <algorithm>
#include <charconv>

#include "base/describe.hpp"
#include "base/json_writer.hpp"
#include "engine/engine.hpp"
#include "runtime/views.hpp"

namespace argosy::services::monitor {
namespace {

double seconds(Duration d) { return std::chrono::duration<double>(d).count(); }

/// Gauges of the risk are text for people; zero when it is none.
double number(const std::string& text) {
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

bool is_down(const host::ServiceStatus& s) {
    return s.state == host::State::failed || s.health.condition == host::Condition::down;
}

}  // namespace

void describe(Described<FeedStatus>& d) {
    using T = FeedStatus;
    d.name("feed").field("instrument", &T::instrument).field("messages", &T::messages);
    d.field("age_seconds", &T::age_seconds, {.unit = "s", .doc = "Of the newest message; null: none came yet."});
    d.field("allowed_seconds", &T::allowed_seconds, {.unit = "s"}).field("is_stale", &T::is_stale);
}

Watch::Watch(const Parts& parts)
    : parts_(parts),
      settings_(parts.settings),
      figures_(parts.metrics),
      ids_(static_cast<std::uint64_t>(to_ns(parts.clock())) ^ 0x6d6f6e),
      rules_(parts.store, default_rules(parts.settings.disk_free_min.to_double())),
      started_(parts.clock()),
      feeds_(parts.core.instruments().size()) {}

Result<> Watch::start() {
    ARGOSY_TRY(load_rules(), "monitor");
    subscribe();
    look();
    return {};
}

Result<> Watch::set(const platform::MonitoringConfig& settings) {
    settings_ = settings;
    rules_.set_defaults(default_rules(settings.disk_free_min.to_double()));
    return load_rules();
}

void Watch::subscribe() {
    market_data_ = parts_.bus.topic(parts_.subjects.market_data).subscribe([this](const auto& message) {
        std::visit([this](const auto& event) { ++feeds_[event.instrument.value()].messages; }, message.data);
    });
    executions_ = parts_.bus.topic(parts_.subjects.executions).subscribe([this](const auto& message) {
        if (const auto* order = std::get_if<domain::Order>(&message.data))
            ++order_updates_[std::string(to_string(order->status))];
        else
            ++fills_;
    });
    heartbeats_ = parts_.bus.topic(parts_.subjects.health).subscribe([this](const auto& message) {
        const auto& beat = std::get<messages::Heartbeat>(message.data);
        const bool is_ours = std::ranges::find(services_, beat.service, &host::ServiceStatus::name) != services_.end();
        if (!is_ours) remote_[beat.service] = beat;
    });
}

Result<> Watch::load_rules() {
    ARGOSY_LET(auto rules, rules_.all(now()), "");
    alerts_.set_rules(std::move(rules));
    return {};
}

Result<> Watch::put_rule(const AlertRule& rule) {
    ARGOSY_TRY(rules_.put(rule, now()), "");
    return load_rules();
}

Result<> Watch::erase_rule(const std::string& name) {
    ARGOSY_TRY(rules_.erase(name, now()), "");
    return load_rules();
}

void Watch::look() {
    const SystemSample before = system_;
    system_ = read_system(parts_.data_folder, now());
    compare(system_, before);
    const auto services_before = std::exchange(services_, parts_.services());
    log_health(services_before);
    read_feeds();
    read_values();
    put_figures();
    tell_heartbeats();
    for (const auto& event : alerts_.on_values(values_, now())) tell(event);
    keep_history();
}

/// Why a service is not well any more, or that it is again.
void Watch::log_health(const std::vector<host::ServiceStatus>& before) {
    if (parts_.log == nullptr) return;
    for (const auto& s : services_) {
        const auto old = std::ranges::find(before, s.name, &host::ServiceStatus::name);
        const auto condition_before = old == before.end() ? host::Condition::healthy : old->health.condition;
        if (condition_before == s.health.condition) continue;
        const bool is_well = s.health.condition == host::Condition::healthy;
        parts_.log->write({.time = now(),
                           .level = is_well ? observe::LogLevel::info : observe::LogLevel::warning,
                           .component = s.name,
                           .message = is_well ? std::string_view("well again") : std::string_view(s.health.detail)});
    }
}

void Watch::read_feeds() {
    for (Feed& feed : feeds_)
        if (feed.messages != std::exchange(feed.seen, feed.messages)) feed.last = now();
}

/// Three times what lies between two bars at this pace, for those who play slowly.
double Watch::allowed_age() const {
    const auto& config = parts_.core.config();
    const double pace = config.speed > 0 ? 3 * seconds(config.interval) / config.speed : 0;
    return std::max(seconds(settings_.feed_age_max), pace);
}

std::vector<FeedStatus> Watch::feeds() const {
    std::vector<FeedStatus> out;
    for (std::uint32_t i = 0; i < feeds_.size(); ++i) {
        FeedStatus f{.instrument = parts_.core.instruments()[InstrumentId(i)].symbol,
                     .messages = feeds_[i].messages,
                     .allowed_seconds = allowed_age()};
        if (feeds_[i].last) f.age_seconds = seconds(now() - *feeds_[i].last);
        f.is_stale = f.age_seconds.value_or(seconds(now() - started_)) > f.allowed_seconds;
        out.push_back(std::move(f));
    }
    return out;
}

void Watch::read_values() {
    values_.clear();
    for (const auto& service : services_) {
        values_["service_down:" + service.name] = is_down(service) ? 1 : 0;
        values_["service_degraded:" + service.name] = service.health.condition == host::Condition::degraded ? 1 : 0;
    }
    for (const auto& [name, beat] : remote_) {
        const bool is_silent = now() - beat.time > 10 * settings_.heartbeat;
        values_["service_down:" + name] = is_silent || beat.condition == "down" ? 1 : 0;
    }
    for (const auto& feed : feeds()) {
        const double age = feed.age_seconds.value_or(seconds(now() - started_));
        values_["feed_age_seconds:" + feed.instrument] = age;
        values_["feed_staleness:" + feed.instrument] = age / feed.allowed_seconds;
    }
    values_["disk_free"] = system_.disk_free;
    values_["writer_queue"] = static_cast<double>(parts_.writer.counters().depth);
    values_["cpu_percent"] = system_.cpu_percent;
    values_["rss_bytes"] = static_cast<double>(system_.rss_bytes);
    values_["journal_failed"] = parts_.core.failure() ? 1 : 0;
    read_error_rate();
    read_risk();
}

/// Of the requests since the last look.
void Watch::read_error_rate() {
    const std::uint64_t requests = parts_.api.requests() - std::exchange(requests_before_, parts_.api.requests());
    const std::uint64_t errors = parts_.api.errors() - std::exchange(errors_before_, parts_.api.errors());
    values_["api_error_rate"] = requests == 0 ? 0 : static_cast<double>(errors) / static_cast<double>(requests);
}

void Watch::read_risk() {
    for (const auto& gauge : runtime::risk_of(parts_.core).gauges) {
        const double limit = number(gauge.limit);
        if (limit > 0) values_["risk_used:" + gauge.name] = number(gauge.used) / limit;
    }
}

void Watch::put_figures() {
    figures_.count("argosy_process_cpu_seconds_total", "Processor time of this process.", system_.cpu_seconds);
    figures_.set("argosy_process_resident_memory_bytes", "Memory of this process.",
                 static_cast<double>(system_.rss_bytes));
    figures_.set("argosy_process_open_fds", "Open files.", static_cast<double>(system_.open_files));
    figures_.set("argosy_process_threads", "Threads.", static_cast<double>(system_.threads));
    figures_.set("argosy_load1", "Load of the machine over a minute.", system_.load_1m);
    figures_.set("argosy_disk_free_bytes", "Room for the data folder.", static_cast<double>(system_.disk_free_bytes));
    figures_.set("argosy_uptime_seconds", "Since the start.", seconds(now() - started_));
    for (const auto& s : services_)
        figures_.set("argosy_service_up", "1: it runs and is not down.", is_down(s) ? 0 : 1, {{"service", s.name}});
    for (const auto& t : parts_.bus.stats()) {
        const observe::Labels topic{{"topic", std::string(t.name)}};
        figures_.count("argosy_bus_published_total", "Messages.", static_cast<double>(t.published), topic);
        figures_.count("argosy_bus_skipped_total", "Messages that a slow subscriber missed.",
                       static_cast<double>(t.skipped), topic);
        figures_.count("argosy_bus_dead_total", "Malformed messages.", static_cast<double>(t.dead), topic);
    }
    const auto writer = parts_.writer.counters();
    figures_.set("argosy_store_queue", "Works that wait for the store.", static_cast<double>(writer.depth));
    figures_.count("argosy_store_committed_total", "Works on the disk.", static_cast<double>(writer.committed));
    figures_.count("argosy_store_failed_total", "Works undone with an error.", static_cast<double>(writer.failed));
    figures_.count("argosy_store_refused_total", "Works refused by a full queue.", static_cast<double>(writer.refused));
    put_core_figures();
}

void Watch::put_core_figures() {
    const runtime::Simulation& core = parts_.core;
    figures_.set("argosy_equity", "In the reporting currency.", core.engine().equity().to_double());
    figures_.set("argosy_open_orders", "Orders that can still fill.",
                 static_cast<double>(core.engine().orders().open_count()));
    figures_.set("argosy_journal_failed", "1: nothing more can be journaled.", core.failure() ? 1 : 0);
    figures_.set("argosy_trading", "1: entries are allowed.", core.is_trading() ? 1 : 0);
    figures_.count("argosy_steps_total", "Instants of the market that were played.", static_cast<double>(core.steps()));
    figures_.count("argosy_fills_total", "Executions of orders.", static_cast<double>(fills_));
    for (const auto& [status, count] : order_updates_)
        figures_.count("argosy_order_updates_total", "Orders that came to a state.", static_cast<double>(count),
                       {{"status", status}});
    for (const auto& [name, value] : values_) {
        const auto colon = name.find(':');
        if (name.starts_with("risk_used:"))
            figures_.set("argosy_risk_used", "How far a limit is used; 1: reached.", value,
                         {{"limit", name.substr(colon + 1)}});
        if (name.starts_with("feed_age_seconds:"))
            figures_.set("argosy_feed_age_seconds", "Since the newest message.", value,
                         {{"instrument", name.substr(colon + 1)}});
    }
    if (parts_.log != nullptr)
        figures_.count("argosy_log_lost_total", "Lines lost to a full queue.", static_cast<double>(parts_.log->lost()));
}

bus::Envelope Watch::envelope() {
    const Time time = now();
    return {.id = ids_.next(time), .time = time, .source = "monitor", .cause = {}, .trace = {}};
}

void Watch::tell_heartbeats() {
    auto& topic = parts_.bus.topic(parts_.subjects.health);
    for (const auto& s : services_)
        topic.publish({envelope(), messages::Heartbeat{.service = s.name,
                                                       .state = std::string(to_string(s.state)),
                                                       .condition = std::string(to_string(s.health.condition)),
                                                       .detail = s.error.empty() ? s.health.detail : s.error,
                                                       .time = now()}});
}

void Watch::tell(const AlertEvent& event) {
    auto& topic = parts_.bus.topic(parts_.subjects.alerts);
    if (!event.is_raised) return topic.publish({envelope(), messages::AlertResolved{event.id, "monitor", event.time}});
    const AlertRule& rule = event.rule;
    std::string message = rule.message.empty() ? rule.name : rule.message;
    if (!event.subject.empty()) message += ": " + event.subject;
    std::string value, threshold;
    append_json_number(value, event.value);
    append_json_number(threshold, rule.threshold);
    topic.publish({envelope(), messages::Alert{.alert_id = event.id,
                                               .level = rule.level,
                                               .category = rule.category,
                                               .message = std::move(message),
                                               .details = {{"rule", rule.name},
                                                           {"metric", rule.metric},
                                                           {"value", std::move(value)},
                                                           {"threshold", std::move(threshold)}},
                                               .timestamp = event.time}});
}

/// A line whenever somebody's health changed.
void Watch::keep_history() {
    JsonWriter w;
    w.begin_object();
    for (const auto& s : services_)
        w.field(s.name, std::string(to_string(s.state)) + " " + std::string(to_string(s.health.condition)));
    w.end_object();
    if (w.text() == history_before_) return;
    history_before_ = w.text();
    const Time time = now();
    const auto submitted = parts_.writer.submit(
        [body = history_before_, time, oldest = time - settings_.history](store::Tables& t) -> Result<> {
            ARGOSY_TRY(t.streams().append({.stream = "health", .time = time, .body = body}), "health");
            ARGOSY_TRY(t.streams().trim("health", oldest), "health");
            return {};
        });
    if (!submitted) history_before_.clear();  // the queue is full: at the next look
}

}  // namespace argosy::services::monitor
