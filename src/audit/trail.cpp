#include "audit/trail.hpp"

#include "base/json_writer.hpp"
#include "net/loop.hpp"

namespace argosy::audit {

Change change_of(const api::Call& call, std::string_view action, std::string_view target, std::string what) {
    const auto& who = call.who();
    return {.actor = std::string(to_string(who.kind)) + ":" + who.name,
            .action = std::string(action),
            .target = std::string(target),
            .method = call.request().method_text,
            .path = std::string(call.request().path()),
            .trace = call.trace_id(),
            .result = "ok",
            .what = std::move(what)};
}

Change change_of(const api::Changed& changed) {
    const std::string name = changed.who.name.empty() ? "unknown" : changed.who.name;
    const std::string_view method = to_string(changed.route.method);
    return {.actor = std::string(to_string(changed.who.kind)) + ":" + name,
            .action = changed.route.service + "." + std::string(method),
            .target = std::string(changed.path),
            .method = std::string(method),
            .path = std::string(changed.path),
            .trace = std::string(changed.trace_id),
            .result = changed.status < 400 ? "ok" : "refused with " + std::to_string(changed.status)};
}

store::AuditEntry entry_of(const Change& change, Time now) {
    JsonWriter w;
    w.begin_object();
    if (!change.method.empty()) w.field("method", change.method).field("path", change.path);
    w.field("result", change.result).key("change").raw(change.what.empty() ? "{}" : change.what).end_object();
    return {.time = now,
            .actor = change.actor,
            .action = change.action,
            .target = change.target,
            .trace = change.trace,
            .details = std::move(w).take()};
}

Trail::Trail(store::Writer& writer, Alarm alarm) : writer_(writer), alarm_(std::move(alarm)) {}

void Trail::record(const Change& change) {
    auto work = [entry = entry_of(change, net::wall_time())](store::Tables& tables) -> Result<> {
        ARGOSY_TRY(tables.audit().append(entry), "audit");
        return {};
    };
    auto done = [this, change](const Result<>& result) {
        if (!result) lose(change, result.error());
    };
    if (const auto taken = writer_.submit(std::move(work), std::move(done)); !taken) lose(change, taken.error());
}

void Trail::lose(const Change& change, const Error& error) {
    ++lost_;
    if (alarm_) alarm_(change, error);
}

}  // namespace argosy::audit
