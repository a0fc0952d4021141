#include "services/backtest/service.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "api/endpoint.hpp"
#include "api/live.hpp"
#include "base/hash.hpp"
#include "config/read.hpp"
#include "config/write.hpp"
#include "net/fanout.hpp"
#include "services/backtest/compare.hpp"

namespace argosy::services::backtest {
namespace {

struct ListQuery {
    std::optional<JobStatus> status;
    std::int64_t limit = 100;
    std::string cursor;
};
void describe(Described<ListQuery>& d) {
    using T = ListQuery;
    d.name("job_query").field("status", &T::status, {.doc = "Of this status only."});
    d.field("limit", &T::limit, {.min = 1, .max = 1000, .doc = "Jobs on a page."});
    d.field("cursor", &T::cursor, {.doc = "next_cursor of the page before."});
}
struct JobList {
    std::vector<Job> backtests;
    std::optional<std::string> next_cursor;
};
void describe(Described<JobList>& d) {
    d.name("job_list").field("backtests", &JobList::backtests, {.doc = "Newest first."});
    d.field("next_cursor", &JobList::next_cursor);
}
struct ResultList {
    std::vector<Job> results;
    std::optional<std::string> next_cursor;
};
void describe(Described<ResultList>& d) {
    d.name("result_list").field("results", &ResultList::results, {.doc = "Completed jobs, newest first."});
    d.field("next_cursor", &ResultList::next_cursor);
}
struct PageQuery {
    std::int64_t limit = 100;
    std::string cursor;
};
void describe(Described<PageQuery>& d) {
    d.name("page_query").field("limit", &PageQuery::limit, {.min = 1, .max = 1000, .doc = "Rows on a page."});
    d.field("cursor", &PageQuery::cursor, {.doc = "next_cursor of the page before."});
}
struct IdInput {
    std::string job_id;
};
void describe(Described<IdInput>& d) { d.name("job_id_input").field("job_id", &IdInput::job_id); }
struct FileInput {
    std::string job_id, file;
};
void describe(Described<FileInput>& d) {
    d.name("job_file_input").field("job_id", &FileInput::job_id);
    d.field("file", &FileInput::file, {.doc = "One of the job's files: report.html, trades.csv ..."});
}
struct CompareInput {
    std::vector<std::string> ids;
};
void describe(Described<CompareInput>& d) {
    d.name("compare_jobs").field("ids", &CompareInput::ids, {.required = true, .doc = "Two to six completed jobs."});
}

std::optional<std::string> cursor_of(std::string next) {
    return next.empty() ? std::nullopt : std::optional(std::move(next));
}

std::string_view type_of_file(std::string_view name) {
    if (name.ends_with(".html")) return "text/html; charset=utf-8";
    if (name.ends_with(".csv")) return "text/csv; charset=utf-8";
    if (name.ends_with(".json")) return "application/json";
    return "text/plain; charset=utf-8";
}

/// The name comes from the job itself, never from the request.
Result<net::Response> send_file(const Queue& queue, const Job& job, std::string_view name) {
    if (!has_ended(job.status))
        return fail(Errc::rejected, "the job is " + std::string(to_string(job.status)), "wait until it has completed");
    const auto found = std::ranges::find(job.files, name);
    if (found == job.files.end())
        return fail(Errc::not_found, "the job has no file " + std::string(name), "its field `files` lists them");
    std::ifstream in(queue.folder_of(job.job_id) / *found, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) return fail(Errc::not_found, "the file " + *found + " is gone", "run the backtest again");
    net::Response response{.status = 200, .headers = {}, .body = std::move(text).str()};
    response.headers.add("Content-Type", type_of_file(*found));
    response.headers.add("X-Content-Type-Options", "nosniff");
    response.headers.add("Cache-Control", "private, max-age=3600");
    // A report brings its own policy for scripts; nobody else may show it in a frame.
    response.headers.add("Content-Security-Policy",
                         found->ends_with(".html") ? "frame-ancestors 'self'" : "default-src 'none'");
    return response;
}

class Service final : public host::Service {
public:
    explicit Service(Parts parts)
        : parts_(std::move(parts)),
          reports_(parts_.bus.topic(parts_.subjects.reports)),
          stream_(std::make_shared<net::Fanout>(parts_.loop, net::Fanout::Options{}, [this] { return snapshot(); })) {}
    ~Service() override { stop(); }

    Result<> start() override {
        queue_.emplace(Queue::Parts{.store = parts_.store,
                                    .strategies = parts_.strategies,
                                    .base = parts_.base,
                                    .data_dir = parts_.data_dir,
                                    .results = parts_.results,
                                    .version = parts_.version,
                                    .settings = parts_.settings,
                                    .on_change = [this](const Job& job) { tell(job); }});
        ARGOSY_TRY(queue_->start(), "backtests");
        if (parts_.port)
            parts_.port->submit = [this](std::string_view request, std::string_view owner) {
                return submit_text(request, owner);
            };
        add_routes();
        return {};
    }
    void stop() noexcept override {
        if (parts_.port) parts_.port->submit = nullptr;
        queue_.reset();
        stream_.reset();
    }
    [[nodiscard]] host::Health health() const override {
        if (queue_ && queue_->waiting() >= parts_.settings.waiting_max)
            return {.condition = host::Condition::degraded, .detail = "the queue of backtests is full"};
        return {};
    }

private:
    void add_routes();
    void add_files();

    [[nodiscard]] static api::Route route(net::Method method, std::string path, std::string summary,
                                          std::vector<std::string> aliases = {}) {
        return {.method = method,
                .path = std::move(path),
                .summary = std::move(summary),
                .role = method == net::Method::get ? api::Role::viewer : api::Role::trader,
                .service = "backtest",
                .aliases = std::move(aliases),
                .success = method == net::Method::post ? 202 : 200};
    }
    /// Errors: unavailable once the service has stopped.
    [[nodiscard]] Result<Queue*> queue() {
        if (queue_) return &*queue_;
        return fail(Errc::unavailable, "the backtest service has stopped", "try again when it runs");
    }
    Result<std::string> submit_text(std::string_view request, std::string_view owner) {
        ARGOSY_LET(const auto tree, config::json_tree(request, "request"), "backtest");
        ARGOSY_LET(const auto read, config::read<JobRequest>(tree), "backtest");
        ARGOSY_LET(auto* const jobs, queue(), "");
        ARGOSY_LET(const auto job, jobs->submit(read, owner), "");
        return config::json_line(job);
    }
    Result<JobList> list(std::optional<JobStatus> status, std::int64_t limit, std::string cursor) {
        ARGOSY_LET(auto* const jobs, queue(), "");
        ARGOSY_LET(auto page,
                   jobs->list(status, {.limit = static_cast<std::size_t>(limit), .cursor = std::move(cursor)}), "");
        return JobList{.backtests = std::move(page.rows), .next_cursor = cursor_of(std::move(page.next))};
    }
    Result<net::Response> file(std::string_view id, std::string_view name) {
        ARGOSY_LET(auto* const jobs, queue(), "");
        ARGOSY_LET(const auto job, jobs->find(id), "");
        if (name.empty()) name = job.kind == "optimize" ? "optimize.json" : "result.json";
        return send_file(*jobs, job, name);
    }

    /// Any thread. Progress goes out five times a second; a change of status always.
    void tell(const Job& job) {
        const auto now = net::steady_time().count();
        const bool is_progress = job.status == JobStatus::running && job.progress > 0;
        if (is_progress && now - told_.load() < Duration(200ms).count()) return;
        told_ = now;
        parts_.loop.post([stream = std::weak_ptr(stream_), &topic = reports_, job] {
            const auto living = stream.lock();
            if (!living) return;
            living->publish(config::json_line(job), "backtest", job.job_id);
            if (job.status == JobStatus::completed) announce(topic, job);
        });
    }
    static void announce(bus::Topic<std::variant<messages::Report>>& topic, const Job& job) {
        const Time at = job.finished_at.value_or(job.created_at);
        topic.publish({{.id = parse_uuid(job.job_id).value_or(Uuid{}), .time = at, .source = "backtest"},
                       messages::Report{.report_id = job.job_id, .kind = job.kind, .title = job.name, .time = at}});
    }
    std::string snapshot() {
        if (!queue_) return "{}";
        const auto jobs = list(std::nullopt, 20, {});
        return jobs ? config::json_line(*jobs) : "{}";
    }

    Parts parts_;
    bus::Topic<std::variant<messages::Report>>& reports_;
    std::atomic<std::int64_t> told_{0};
    std::shared_ptr<net::Fanout> stream_;
    std::optional<Queue> queue_;  // last: its threads tell the others
};

void Service::add_routes() {
    using net::Method;
    auto& r = parts_.router;
    const std::string base = "/api/v1/backtests";
    endpoint(r, route(Method::post, base, "start a backtest or an optimisation", {"/api/run-backtest"}),
             [this](const JobRequest& in, const api::Call& call) -> Result<Job> {
                 ARGOSY_LET(auto* const jobs, queue(), "");
                 return jobs->submit(in, call.who().name);
             });
    endpoint(r, route(Method::get, base, "all jobs"),
             [this](const ListQuery& in, const api::Call&) { return list(in.status, in.limit, in.cursor); });
    endpoint(r, route(Method::get, base + "/results", "completed jobs", {"/api/backtest-results"}),
             [this](const PageQuery& in, const api::Call&) -> Result<ResultList> {
                 ARGOSY_LET(auto page, list(JobStatus::completed, in.limit, in.cursor), "");
                 return ResultList{std::move(page.backtests), std::move(page.next_cursor)};
             });
    endpoint(r, route(Method::get, base + "/compare", "completed jobs side by side"),
             [this](const CompareInput& in, const api::Call&) -> Result<Comparison> {
                 ARGOSY_LET(auto* const jobs, queue(), "");
                 return compare(*jobs, in.ids);
             });
    endpoint(r, route(Method::get, base + "/{job_id}", "one job and how far it is"),
             [this](const IdInput& in, const api::Call&) -> Result<Job> {
                 ARGOSY_LET(auto* const jobs, queue(), "");
                 return jobs->find(in.job_id);
             });
    endpoint(r, route(Method::delete_, base + "/{job_id}", "cancel it; one that has ended is removed with its results"),
             [this](const IdInput& in, const api::Call&) -> Result<Job> {
                 ARGOSY_LET(auto* const jobs, queue(), "");
                 return jobs->cancel(in.job_id);
             });
    add_files();
}

void Service::add_files() {
    using net::Method;
    auto& r = parts_.router;
    endpoint(r, route(Method::get, "/api/v1/backtests/{job_id}/result", "every figure of the run, or of the search"),
             [this](const IdInput& in, const api::Call&) { return file(in.job_id, {}); });
    endpoint(r, route(Method::get, "/api/v1/backtests/{job_id}/{file}", "report.html, trades.csv, heat_map.csv ..."),
             [this](const FileInput& in, const api::Call&) { return file(in.job_id, in.file); });
    auto stream = route(Method::get, "/api/v1/backtests/stream",
                        "jobs as they go on: server-sent events, or a WebSocket on upgrade");
    stream.media = "text/event-stream";
    endpoint_stream(r, std::move(stream), [this](const api::Call& call, net::Responder responder) {
        api::join(stream_, call, std::move(responder));
    });
}

}  // namespace

host::ServiceSpec spec(Parts parts) {
    return {.name = "backtest", .needs = {}, .make = [parts]() -> Result<std::unique_ptr<host::Service>> {
                return std::make_unique<Service>(parts);
            }};
}

}  // namespace argosy::services::backtest
