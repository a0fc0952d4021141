#include "services/ledger/alerts.hpp"

#include <algorithm>
#include <charconv>

#include "auth/entropy.hpp"
#include "base/hash.hpp"
#include "base/json_writer.hpp"
#include "config/json.hpp"
#include "config/read.hpp"
#include "runtime/lookup.hpp"
#include "services/ledger/answers.hpp"

namespace argosy::services::ledger {
namespace {

using api::Call;
using domain::AlertLevel;

constexpr std::string_view engine_prefix = "engine-";

/// Both the documented alert (alert_id, exchange, details, timestamp, resolved) and what the dashboard reads (id,
/// instrument, time).
struct AlertRow {
    std::int64_t id = 0;
    std::string alert_id;
    AlertLevel level = AlertLevel::info;
    std::string category, message;
    std::optional<std::string> exchange, instrument;
    config::Node details;
    Time time{}, timestamp{};
    bool resolved = false;
    std::optional<Time> resolved_at;
};
void describe(Described<AlertRow>& d) {
    using A = AlertRow;
    d.name("alert").field("id", &A::id, {.doc = "A number of it, for lists."}).field("alert_id", &A::alert_id);
    d.field("level", &A::level).field("category", &A::category).field("message", &A::message);
    d.field("exchange", &A::exchange).field("instrument", &A::instrument).field("details", &A::details);
    d.field("time", &A::time).field("timestamp", &A::timestamp, {.doc = "The same as time."});
    d.field("resolved", &A::resolved).field("resolved_at", &A::resolved_at);
}

struct AlertPage {
    std::vector<AlertRow> alerts;
    std::optional<std::string> next_cursor;
};
void describe(Described<AlertPage>& d) {
    d.name("alert_page").field("alerts", &AlertPage::alerts).field("next_cursor", &AlertPage::next_cursor);
}

struct AlertQuery {
    std::string level, category;
    bool unresolved = false;
    std::optional<Time> from, to;
    std::int64_t limit = 100;
    std::string cursor;
};
void describe(Described<AlertQuery>& d) {
    using Q = AlertQuery;
    d.name("alerts_query").field("level", &Q::level, {.doc = "The lowest: INFO, WARNING, ERROR."});
    d.field("category", &Q::category).field("unresolved", &Q::unresolved).field("from", &Q::from).field("to", &Q::to);
    d.field("limit", &Q::limit, {.min = 1, .max = 1000, .unit = "alerts"}).field("cursor", &Q::cursor);
}

struct AlertInput {
    std::string level = "INFO", category, message;
    std::optional<std::string> exchange, instrument;
    config::Node details = config::Node::mapping();
};
void describe(Described<AlertInput>& d) {
    using A = AlertInput;
    d.name("alert_input").field("level", &A::level, {.doc = "INFO, WARNING or ERROR."});
    d.field("category", &A::category, {.required = true, .doc = "risk, order, trade, data, system."});
    d.field("message", &A::message, {.required = true}).field("exchange", &A::exchange);
    d.field("instrument", &A::instrument).field("details", &A::details, {.doc = "An object."});
}

struct AlertId {
    std::string alert_id;
};
void describe(Described<AlertId>& d) { d.name("alert_id").field("alert_id", &AlertId::alert_id); }

Result<AlertLevel> parse_level(std::string_view text) {
    const auto same = [](unsigned char a, unsigned char b) { return std::toupper(a) == std::toupper(b); };
    for (const auto level : enumerators<AlertLevel>)
        if (std::ranges::equal(to_string(level), text, same)) return level;
    return fail(Errc::invalid_argument, "there is no level \"" + std::string(text) + "\"", "INFO, WARNING or ERROR");
}

std::optional<std::string> text_of(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

AlertRow row_of(const store::Alert& a) {
    AlertRow out{.id = number_of_alert(a.id),
                 .alert_id = a.id,
                 .level = a.level,
                 .category = a.category,
                 .message = a.message,
                 .exchange = text_of(a.venue),
                 .instrument = {},
                 .details = config::json_tree(a.details, "details").value_or(config::Node::mapping()),
                 .time = a.time,
                 .timestamp = a.time,
                 .resolved = a.resolved.has_value(),
                 .resolved_at = a.resolved};
    if (const auto* instrument = out.details.find("instrument")) out.instrument = instrument->text;
    return out;
}

class Routes {
public:
    Routes(const Parts& parts, Keeper& keeper)
        : parts_(parts), keeper_(keeper), topic_(parts.bus.topic(parts.subjects.alerts)), ids_(seed()) {}

    using PageReply = api::Reply<AlertPage>;
    using RowReply = api::Reply<AlertRow>;

    void list(const AlertQuery& in, const Call& call, PageReply reply) {
        store::AlertFilter filter{.category = in.category, .unresolved_only = in.unresolved, .time = {}};
        if (!in.level.empty()) {
            const auto level = parse_level(in.level);
            if (!level) return refuse(reply, level.error(), call.trace_id());
            filter.level_min = *level;
        }
        filter.time = {in.from.value_or(Time::min()), in.to.value_or(time_max)};
        store::PageRequest page{static_cast<std::size_t>(in.limit), in.cursor};
        keeper_.when_written(
            [this, filter, page, reply = std::move(reply)]() mutable { reply.send(read(filter, page)); });
    }

    void raise(const AlertInput& in, const Call& call, RowReply reply) {
        auto alert = made(in);
        if (!alert) return refuse(reply, alert.error(), call.trace_id());
        const store::Alert kept = stored_alert(*alert);
        auto message = message_of(std::move(*alert));
        keeper_.changes().run(
            audit::change_of(call, "alert.raise", kept.id, config::json_line(row_of(kept))),
            [this, kept, message = std::move(message)](store::Tables& t) -> Result<> {
                ARGOSY_TRY(t.alerts().put(kept), "alert");
                return outbox::put(t, topic_.subject(), message);
            },
            [this, kept, reply = std::move(reply)](Result<> done) mutable {
                if (!done) return reply.send(copied(done.error()));
                send_out();
                reply.send(row_of(kept));
            });
    }

    void resolve(const AlertId& in, const Call& call, RowReply reply) {
        keeper_.when_written([this, id = in.alert_id, change = audit::change_of(call, "alert.resolve", in.alert_id),
                              reply = std::move(reply)]() mutable {
            const auto known = find(id);
            if (!known) return reply.send(copied(known.error()));
            if (known->resolved) return reply.send(row_of(*known));  // a second click changes nothing
            end(*known, std::move(change), std::move(reply));
        });
    }

private:
    static std::uint64_t seed() {
        auth::SystemEntropy entropy;
        std::uint64_t out = 0;
        entropy.fill(std::as_writable_bytes(std::span(&out, 1)));
        return out;
    }

    Result<AlertPage> read(const store::AlertFilter& filter, const store::PageRequest& page) const {
        ARGOSY_LET(const auto rows,
                   parts_.store.read([&](const store::Tables& t) { return t.alerts().list(filter, page); }), "alerts");
        AlertPage out;
        std::ranges::transform(rows.rows, std::back_inserter(out.alerts), row_of);
        out.next_cursor = text_of(rows.next);
        return out;
    }

    Result<messages::Alert> made(const AlertInput& in) {
        messages::Alert out{.alert_id = to_string(ids_.next(net::wall_time())),
                            .category = in.category,
                            .message = in.message,
                            .exchange = in.exchange,
                            .instrument = in.instrument,
                            .details = {},
                            .timestamp = parts_.core.now()};
        ARGOSY_LET(out.level, parse_level(in.level), "/level");
        if (in.message.empty() || in.message.size() > 1'000)
            return fail(Errc::invalid_argument, "/message: expected 1 to 1000 characters");
        if (in.category.empty() || in.category.size() > 64)
            return fail(Errc::invalid_argument, "/category: expected 1 to 64 characters");
        if (in.exchange) {
            ARGOSY_LET(out.exchange, runtime::find_exchange(parts_.core, *in.exchange), "/exchange");
        }
        if (in.instrument) {
            ARGOSY_LET(const auto id, runtime::find_instrument(parts_.core, *in.instrument), "/instrument");
            out.instrument = parts_.core.instruments()[id].symbol;
        }
        if (in.details.kind != config::Node::Kind::mapping)
            return fail(Errc::invalid_argument, "/details: expected an object");
        for (const auto& m : in.details.members)
            out.details[m.key] = m.value.kind == config::Node::Kind::scalar
                                     ? m.value.text
                                     : config::print_json(m.value, config::JsonLayout::compact);
        return out;
    }

    Result<store::Alert> find(const std::string& id) const {
        ARGOSY_LET(auto found, parts_.store.read([&](const store::Tables& t) { return t.alerts().find(id); }), "alert");
        if (!found) return fail(Errc::not_found, "there is no alert \"" + id + "\"", "GET /api/v1/alerts lists them");
        return std::move(*found);
    }

    void end(store::Alert alert, audit::Change change, RowReply reply) {
        alert.resolved = parts_.core.now();
        auto message =
            message_of(messages::AlertResolved{.alert_id = alert.id, .by = change.actor, .timestamp = *alert.resolved});
        keeper_.changes().run(
            std::move(change),
            [this, id = alert.id, at = *alert.resolved, message = std::move(message)](store::Tables& t) -> Result<> {
                ARGOSY_TRY(t.alerts().resolve(id, at), "alert");
                return outbox::put(t, topic_.subject(), message);
            },
            [this, alert, reply = std::move(reply)](Result<> done) mutable {
                if (!done) return reply.send(copied(done.error()));
                send_out();
                reply.send(row_of(alert));
            });
    }

    bus::Message<messages::Alerts> message_of(messages::Alerts what) {
        return {{.id = ids_.next(net::wall_time()), .time = parts_.core.now(), .source = "ledger"}, std::move(what)};
    }
    /// What does not go out now waits in the store for the next time.
    void send_out() { (void)parts_.outbox.run(); }

    const Parts& parts_;
    Keeper& keeper_;
    bus::Topic<messages::Alerts>& topic_;
    UuidSource ids_;
};

}  // namespace

store::Alert stored_alert(const messages::Alert& a) {
    JsonWriter w;
    w.begin_object();
    if (a.instrument) w.field("instrument", *a.instrument);
    for (const auto& [key, value] : a.details)
        if (!a.instrument || key != "instrument") w.field(key, value);
    return {.id = a.alert_id,
            .level = a.level,
            .category = a.category,
            .message = a.message,
            .venue = a.exchange.value_or(""),
            .details = std::move(w.end_object()).take(),
            .time = a.timestamp,
            .resolved = {}};
}

std::int64_t number_of_alert(std::string_view id) {
    std::int64_t number = 0;
    if (id.starts_with(engine_prefix)) {
        const auto digits = id.substr(engine_prefix.size());
        const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (ec == std::errc{} && end == digits.data() + digits.size()) return number;
    }
    // Between the numbers of the engine and what a browser counts exactly.
    constexpr std::uint64_t bits = (1ULL << 51) - 1;
    return static_cast<std::int64_t>((checksum64(std::as_bytes(std::span(id))) & bits) | (1ULL << 52));
}

void add_alert_routes(const Parts& parts, Keeper& keeper) {
    const auto self = std::make_shared<Routes>(parts, keeper);
    const auto list = [&](std::string path, std::string summary, std::vector<std::string> aliases, bool unresolved) {
        endpoint_later(parts.router,
                       {.path = std::move(path),
                        .summary = std::move(summary),
                        .service = "ledger",
                        .aliases = std::move(aliases)},
                       [self, unresolved](const AlertQuery& in, const Call& call, Routes::PageReply reply) {
                           AlertQuery query = in;
                           query.unresolved = in.unresolved || unresolved;
                           self->list(query, call, std::move(reply));
                       });
    };
    list("/api/v1/alerts", "alerts, newest first", {"/api/alerts"}, false);
    list("/api/v1/alerts/unresolved", "alerts that nobody has resolved", {}, true);
    endpoint_later(parts.router,
                   {.method = net::Method::post,
                    .path = "/api/v1/alerts",
                    .summary = "raise an alert",
                    .role = api::Role::trader,
                    .service = "ledger",
                    .aliases = {},
                    .success = 201},
                   [self](const AlertInput& in, const Call& call, Routes::RowReply reply) {
                       self->raise(in, call, std::move(reply));
                   });
    endpoint_later(parts.router,
                   {.method = net::Method::put,
                    .path = "/api/v1/alerts/{alert_id}/resolve",
                    .summary = "resolve an alert",
                    .role = api::Role::trader,
                    .service = "ledger",
                    .aliases = {}},
                   [self](const AlertId& in, const Call& call, Routes::RowReply reply) {
                       self->resolve(in, call, std::move(reply));
                   });
}

}  // namespace argosy::services::ledger
