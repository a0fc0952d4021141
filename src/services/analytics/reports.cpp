#include "services/analytics/reports.hpp"

#include "auth/entropy.hpp"
#include "base/uuid.hpp"
#include "config/read.hpp"
#include "services/analytics/account.hpp"
#include "services/analytics/answers.hpp"

namespace argosy::services::analytics {
namespace {

using api::Call;

constexpr std::string_view stream = "reports", contents = "report_contents";
constexpr Duration kept = std::chrono::days(365);

enum class Kind : std::uint8_t { performance, tear_sheet };
std::string_view to_string(Kind kind) noexcept { return kind == Kind::performance ? "performance" : "tear_sheet"; }
enum class Format : std::uint8_t { html, json, csv };
std::string_view to_string(Format format) noexcept {
    return format == Format::html ? "html" : format == Format::json ? "json" : "csv";
}

struct ReportInput {
    Kind kind = Kind::performance;
    Format format = Format::html;
    std::string title;
};
void describe(Described<ReportInput>& d) {
    using R = ReportInput;
    d.name("report_input").field("kind", &R::kind, {.doc = "performance: everything; tear_sheet: on a page or two."});
    d.field("format", &R::format, {.doc = "html, json, or csv: trades, of a tear sheet metrics."});
    d.field("title", &R::title, {.doc = "Empty: one is made."});
}

struct ReportView {
    std::string report_id;
    Kind kind = Kind::performance;
    Format format = Format::html;
    std::string title;
    Time time{}, created{};
    std::uint64_t bytes = 0;
    std::string url;
};
void describe(Described<ReportView>& d) {
    using R = ReportView;
    d.name("report").field("report_id", &R::report_id).field("kind", &R::kind).field("format", &R::format);
    d.field("title", &R::title).field("time", &R::time, {.doc = "The account as it was then."});
    d.field("created", &R::created).field("bytes", &R::bytes, {.unit = "bytes"}).field("url", &R::url);
}

struct ListQuery {
    std::int64_t limit = 100;
    std::string cursor;
};
void describe(Described<ListQuery>& d) {
    d.name("reports_query").field("limit", &ListQuery::limit, {.min = 1, .max = 1000, .unit = "reports"});
    d.field("cursor", &ListQuery::cursor);
}
struct ReportPage {
    std::vector<ReportView> reports;
    std::optional<std::string> next_cursor;
};
void describe(Described<ReportPage>& d) {
    d.name("report_page").field("reports", &ReportPage::reports).field("next_cursor", &ReportPage::next_cursor);
}
struct ReportId {
    std::string report_id;
};
void describe(Described<ReportId>& d) { d.name("report_id").field("report_id", &ReportId::report_id); }

std::string text_of(const report::Report& r, Kind kind, Format format) {
    switch (format) {
        case Format::html: return kind == Kind::performance ? report::html(r) : report::tear_sheet(r);
        case Format::json: return report::json(r);
        case Format::csv: break;
    }
    return kind == Kind::performance ? report::trades_csv(r) : report::metrics_csv(r);
}

std::string_view type_of_content(Format format) {
    switch (format) {
        case Format::html: return "text/html; charset=utf-8";
        case Format::json: return "application/json";
        case Format::csv: break;
    }
    return "text/csv; charset=utf-8";
}

class Reports {
public:
    using Reply = api::Reply<ReportView>;
    Reports(const Parts& parts, audit::Changes& changes)
        : parts_(parts), changes_(changes), topic_(parts.bus.topic(parts.subjects.reports)) {}

    /// Copies the account here, makes the text on the worker, answers when it is stored and told.
    void make(const std::shared_ptr<Reports>& self, const ReportInput& in, const Call& call, Reply reply) {
        ReportView view{.report_id = to_string(ids_.next(net::wall_time())),
                        .kind = in.kind,
                        .format = in.format,
                        .title = in.title,
                        .time = parts_.core.now(),
                        .created = net::wall_time(),
                        .url = {}};
        if (view.title.empty()) view.title = parts_.core.config().run.name + ", " + to_iso8601(view.time);
        view.url = "/api/v1/reports/" + view.report_id + "/download";
        auto change = audit::change_of(call, "report.make", view.report_id);
        const auto shared = std::make_shared<Reply>(std::move(reply));
        auto frame = report_frame_of(parts_.core, parts_.version);
        frame.config.name = view.title;
        const auto taken = parts_.worker.run([self, view, change = std::move(change), shared, frame = std::move(frame),
                                              account = account_of(parts_.core, Intervals::yes)]() mutable {
            auto report = report_of(std::move(frame), account);
            Result<std::string> text =
                report ? Result<std::string>(text_of(*report, view.kind, view.format)) : copied(report.error());
            self->parts_.loop.post(
                [self, view = std::move(view), change = std::move(change), shared, text = std::move(text)]() mutable {
                    if (!text) return shared->send(copied(text.error()));
                    self->keep(std::move(view), std::move(change), std::move(*text), shared);
                });
        });
        if (!taken) refuse(*shared, taken.error(), call.trace_id());
    }

    Result<ReportPage> list(const ListQuery& in) const {
        ARGOSY_LET(const auto rows, parts_.store.read([&](const store::Tables& t) {
            return t.streams().list({.stream = std::string(stream), .key = {}, .time = {}},
                                    {static_cast<std::size_t>(in.limit), in.cursor});
        }),
                   "reports");
        ReportPage out;
        for (const auto& row : rows.rows) {
            ARGOSY_LET(out.reports.emplace_back(), config::read_json<ReportView>(row.body, "report"), "reports");
        }
        if (!rows.next.empty()) out.next_cursor = rows.next;
        return out;
    }

    Result<ReportView> find(const std::string& id) const {
        ARGOSY_LET(const auto rows, parts_.store.read([&](const store::Tables& t) {
            return t.streams().list({.stream = std::string(stream), .key = id, .time = {}}, {.limit = 1, .cursor = {}});
        }),
                   "report");
        if (id.empty() || rows.rows.empty())
            return fail(Errc::not_found, "there is no report \"" + id + "\"", "GET /api/v1/reports lists them");
        return config::read_json<ReportView>(rows.rows.front().body, "report");
    }

    Result<net::Response> download(const std::string& id) const {
        ARGOSY_LET(const auto view, find(id), "");
        ARGOSY_LET(auto content, parts_.store.read([&](const store::Tables& t) {
            return t.documents().find(contents, id, net::wall_time());
        }),
                   "report");
        if (!content) return fail(Errc::not_found, "the text of the report is not kept any more", "make a new one");
        net::Response out{.status = 200};
        out.headers.add("Content-Type", type_of_content(view.format));
        out.headers.add("Content-Disposition",
                        "attachment; filename=\"argosy-" + id + "." + std::string(to_string(view.format)) + "\"");
        // Should a browser show it all the same, it is a page of its own, without our cookies.
        out.headers.add("Content-Security-Policy", "sandbox allow-scripts allow-downloads");
        out.headers.add("X-Content-Type-Options", "nosniff");
        out.body = std::move(content->body);
        return out;
    }

private:
    void keep(ReportView view, audit::Change change, std::string text, const std::shared_ptr<Reply>& reply) {
        view.bytes = text.size();
        const bus::Message<std::variant<messages::Report>> message{
            {.id = ids_.next(net::wall_time()), .time = view.time, .source = "analytics"},
            messages::Report{.report_id = view.report_id,
                             .kind = std::string(to_string(view.kind)),
                             .title = view.title,
                             .time = view.time}};
        auto work = [this, message, view, text = std::move(text)](store::Tables& t) -> Result<> {
            ARGOSY_TRY(t.documents().put({.collection = std::string(contents),
                                          .key = view.report_id,
                                          .group = {},
                                          .body = text,
                                          .expires = view.created + kept,
                                          .updated = view.created},
                                         store::Expect::absent()),
                       "report");
            ARGOSY_TRY(t.streams().append({.stream = std::string(stream),
                                           .time = view.created,
                                           .key = view.report_id,
                                           .body = config::json_line(view)}),
                       "report");
            return outbox::put(t, topic_.subject(), message);
        };
        changes_.run(std::move(change), std::move(work), [this, view, reply](Result<> done) {
            if (!done) return reply->send(copied(done.error()));
            (void)parts_.outbox.run();  // what does not go out now waits in the store for the next time
            reply->send(view);
        });
    }

    static std::uint64_t seed() {
        auth::SystemEntropy entropy;
        std::uint64_t out = 0;
        entropy.fill(std::as_writable_bytes(std::span(&out, 1)));
        return out;
    }

    const Parts& parts_;
    audit::Changes& changes_;
    bus::Topic<std::variant<messages::Report>>& topic_;
    UuidSource ids_{seed()};
};

}  // namespace

void add_report_routes(const Parts& parts, audit::Changes& changes) {
    const auto self = std::make_shared<Reports>(parts, changes);
    const auto get = [](std::string path, std::string summary, std::string alias) {
        return api::Route{.path = std::move(path),
                          .summary = std::move(summary),
                          .service = "analytics",
                          .aliases = {std::move(alias)}};
    };
    endpoint_later(parts.router,
                   {.method = net::Method::post,
                    .path = "/api/v1/reports",
                    .summary = "make a report of the running account",
                    .role = api::Role::trader,
                    .service = "analytics",
                    .aliases = {"/api/reports"},
                    .success = 201},
                   [self](const ReportInput& in, const Call& call, Reports::Reply reply) {
                       self->make(self, in, call, std::move(reply));
                   });
    endpoint(parts.router, get("/api/v1/reports", "reports, newest first", "/api/reports"),
             [self](const ListQuery& in, const Call&) { return self->list(in); });
    endpoint(parts.router, get("/api/v1/reports/{report_id}", "one report", "/api/reports/{report_id}"),
             [self](const ReportId& in, const Call&) { return self->find(in.report_id); });
    endpoint(parts.router, get("/api/v1/reports/{report_id}/download", "its text", "/api/reports/{report_id}/download"),
             [self](const ReportId& in, const Call&) { return self->download(in.report_id); });
}

}  // namespace argosy::services::analytics
