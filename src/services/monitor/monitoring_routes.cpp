#include "config/read.hpp"
#include "services/monitor/routes.hpp"

namespace argosy::services::monitor {
namespace {

using api::Call;
using net::Method;

struct AlertView {
    std::string alert_id, rule, subject, level, message;
    double value = 0;
    Time since{};
};
void describe(Described<AlertView>& d) {
    using T = AlertView;
    d.name("raised_alert").field("alert_id", &T::alert_id).field("rule", &T::rule).field("subject", &T::subject);
    d.field("level", &T::level).field("message", &T::message).field("value", &T::value).field("since", &T::since);
}

struct Summary {
    std::string version;
    Time time{};
    double uptime_seconds = 0;
    std::uint64_t services = 0, services_down = 0, feeds_stale = 0;
    std::uint64_t api_requests = 0, api_errors = 0, store_queue = 0;
    bool trading = false, journal_failed = false;
    SystemSample system;
    std::vector<AlertView> alerts;
    std::map<std::string, double> risk_used;
};
void describe(Described<Summary>& d) {
    using T = Summary;
    d.name("monitoring_summary").field("version", &T::version).field("time", &T::time);
    d.field("uptime_seconds", &T::uptime_seconds, {.unit = "s"}).field("services", &T::services);
    d.field("services_down", &T::services_down).field("feeds_stale", &T::feeds_stale);
    d.field("api_requests", &T::api_requests).field("api_errors", &T::api_errors, {.doc = "5xx."});
    d.field("store_queue", &T::store_queue).field("trading", &T::trading).field("journal_failed", &T::journal_failed);
    d.field("system", &T::system).field("alerts", &T::alerts, {.doc = "Raised now."});
    d.field("risk_used", &T::risk_used, {.doc = "Of each limit; 1: reached."});
}

struct TopicView {
    std::string topic;
    std::uint64_t published = 0, skipped = 0, dead = 0, subscribers = 0;
};
void describe(Described<TopicView>& d) {
    using T = TopicView;
    d.name("topic").field("topic", &T::topic).field("published", &T::published);
    d.field("skipped", &T::skipped, {.doc = "By subscribers that were too slow."});
    d.field("dead", &T::dead, {.doc = "Malformed."}).field("subscribers", &T::subscribers);
}
struct Queues {
    std::vector<TopicView> topics;
    std::uint64_t store_queue = 0, store_queue_max = 0, store_committed = 0, store_failed = 0, store_refused = 0;
    std::uint64_t log_lost = 0;
    std::uint64_t journal_records = 0, journal_bytes = 0, journal_files = 0;
    std::string journal;
};
void describe(Described<Queues>& d) {
    using T = Queues;
    d.name("queues").field("topics", &T::topics).field("store_queue", &T::store_queue);
    d.field("store_queue_max", &T::store_queue_max, {.doc = "The most there ever was."});
    d.field("store_committed", &T::store_committed).field("store_failed", &T::store_failed);
    d.field("store_refused", &T::store_refused).field("log_lost", &T::log_lost);
    d.field("journal_records", &T::journal_records, {.doc = "Of this session so far."});
    d.field("journal_bytes", &T::journal_bytes,
            {.unit = "bytes", .doc = "Of its files; the newest is reserved before it is written."});
    d.field("journal_files", &T::journal_files);
    d.field("journal", &T::journal, {.doc = "healthy, or why it takes nothing more."});
}

struct Feeds {
    std::vector<FeedStatus> feeds;
};
void describe(Described<Feeds>& d) { d.name("feeds").field("feeds", &Feeds::feeds); }

struct LogQuery {
    observe::LogLevel level = observe::LogLevel::debug;
    std::string service;
    std::uint64_t limit = 100;
};
void describe(Described<LogQuery>& d) {
    d.name("log_query").field("level", &LogQuery::level, {.doc = "At least."});
    d.field("service", &LogQuery::service, {.doc = "Only its lines."});
    d.field("limit", &LogQuery::limit, {.min = 1U, .max = 2000U, .unit = "lines"});
}
struct LogLine {
    observe::LogLevel level = observe::LogLevel::info;
    std::string text;
};
void describe(Described<LogLine>& d) {
    d.name("log_line").field("level", &LogLine::level).field("text", &LogLine::text);
}
struct LogTail {
    std::vector<LogLine> lines;
};
void describe(Described<LogTail>& d) { d.name("log_tail").field("lines", &LogTail::lines, {.doc = "Newest first."}); }

struct HistoryQuery {
    std::uint64_t limit = 100;
    std::string cursor;
};
void describe(Described<HistoryQuery>& d) {
    d.name("health_history_query").field("limit", &HistoryQuery::limit, {.min = 1U, .max = 1000U});
    d.field("cursor", &HistoryQuery::cursor);
}
struct HistoryPoint {
    Time time{};
    config::Node services;
};
void describe(Described<HistoryPoint>& d) {
    d.name("health_point").field("time", &HistoryPoint::time);
    d.field("services", &HistoryPoint::services, {.doc = "State and condition by service."});
}
struct History {
    std::vector<HistoryPoint> points;
    std::string next_cursor;
};
void describe(Described<History>& d) {
    d.name("health_history").field("points", &History::points, {.doc = "Newest first: one for each change."});
    d.field("next_cursor", &History::next_cursor);
}

std::vector<AlertView> alerts_of(const Watch& w) {
    std::vector<AlertView> out;
    for (const auto& e : w.alerts().raised())
        out.push_back(
            {e.id, e.rule.name, e.subject, std::string(to_string(e.rule.level)), e.rule.message, e.value, e.time});
    return out;
}

Summary summary_of(const Watch& w) {
    Summary out{.version = w.parts().version, .time = w.now()};
    out.uptime_seconds = std::chrono::duration<double>(out.time - w.started()).count();
    for (const auto& [name, value] : w.values()) {
        if (name.starts_with("service_down:")) ++out.services, out.services_down += value > 0 ? 1 : 0;
        if (name.starts_with("risk_used:")) out.risk_used[name.substr(name.find(':') + 1)] = value;
    }
    for (const auto& feed : w.feeds()) out.feeds_stale += feed.is_stale ? 1 : 0;
    out.api_requests = w.parts().api.requests();
    out.api_errors = w.parts().api.errors();
    out.store_queue = w.parts().writer.counters().depth;
    out.trading = w.parts().core.is_trading();
    out.journal_failed = w.parts().core.failure().has_value();
    out.system = w.system();
    out.alerts = alerts_of(w);
    return out;
}

Queues queues_of(const Watch& w) {
    Queues out;
    for (const auto& t : w.parts().bus.stats())
        out.topics.push_back({std::string(t.name), t.published, t.skipped, t.dead, t.subscribers});
    const auto writer = w.parts().writer.counters();
    out.store_queue = writer.depth;
    out.store_queue_max = writer.depth_max;
    out.store_committed = writer.committed;
    out.store_failed = writer.failed;
    out.store_refused = writer.refused;
    out.log_lost = w.parts().log != nullptr ? w.parts().log->lost() : 0;
    out.journal_records = w.parts().core.records();
    out.journal_bytes = w.system().journal_bytes;
    out.journal_files = w.system().journal_files;
    out.journal = w.parts().core.failure().value_or("healthy");
    return out;
}

/// As its line names it: a value of an ECS object, or the word before the message.
bool is_of(const std::string& line, const std::string& service) {
    return line.find('"' + service + '"') != std::string::npos || line.find(' ' + service + ": ") != std::string::npos;
}

LogTail tail_of(const Watch& w, const LogQuery& in) {
    LogTail out;
    if (w.parts().log == nullptr) return out;
    const auto lines = w.parts().log->tail(2'000, in.level);
    for (auto line = lines.rbegin(); line != lines.rend() && out.lines.size() < in.limit; ++line)
        if (in.service.empty() || is_of(line->text, in.service)) out.lines.push_back({line->level, line->text});
    return out;
}

Result<History> history_of(const Watch& w, const HistoryQuery& in) {
    ARGOSY_LET(auto page, w.parts().store.read([&](const store::Tables& t) {
        return t.streams().list({.stream = "health"}, {.limit = in.limit, .cursor = in.cursor});
    }),
               "");
    History out{.points = {}, .next_cursor = std::move(page.next)};
    for (const auto& entry : page.rows) {
        ARGOSY_LET(auto services, config::json_tree(entry.body, "health"), "health history");
        out.points.push_back({entry.time, std::move(services)});
    }
    return out;
}

net::Response metrics_of(const Watch& w) {
    net::Response response{.status = 200, .headers = {}, .body = w.parts().metrics.text()};
    response.headers.set("Content-Type", std::string(observe::Metrics::content_type));
    response.headers.set("Cache-Control", "no-store");
    return response;
}

std::vector<std::string> monitoring(const std::string& name) {
    return {"/api/v1/monitoring/" + name, "/api/monitoring/" + name};
}

}  // namespace

void add_monitoring_routes(api::Router& router, const Watch& w) {
    endpoint(router, route(Method::get, {"/metrics"}, "figures for Prometheus"),
             [&w](const api::Nothing&, const Call&) -> Result<net::Response> { return metrics_of(w); });
    auto summary = monitoring("summary");
    summary.emplace_back("/api/monitoring");
    endpoint(router, route(Method::get, summary, "everything at a glance"),
             [&w](const api::Nothing&, const Call&) -> Result<Summary> { return summary_of(w); });
    endpoint(router, route(Method::get, monitoring("system"), "what this process takes of its machine"),
             [&w](const api::Nothing&, const Call&) -> Result<SystemSample> { return w.system(); });
    endpoint(router, route(Method::get, monitoring("queues"), "bus, store, log and journal"),
             [&w](const api::Nothing&, const Call&) -> Result<Queues> { return queues_of(w); });
    endpoint(router, route(Method::get, monitoring("feeds"), "how fresh the news of each instrument are"),
             [&w](const api::Nothing&, const Call&) -> Result<Feeds> { return Feeds{w.feeds()}; });
    endpoint(router, route(Method::get, monitoring("history"), "how the health of the services changed"),
             [&w](const HistoryQuery& in, const Call&) -> Result<History> { return history_of(w, in); });
    endpoint(router, route(Method::get, {"/api/v1/logs", "/api/logs"}, "the newest lines of the log", api::Role::admin),
             [&w](const LogQuery& in, const Call&) -> Result<LogTail> { return tail_of(w, in); });
}

}  // namespace argosy::services::monitor
