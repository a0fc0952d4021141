#include "services/execution/once.hpp"

#include "api/idempotency.hpp"
#include "base/hash.hpp"

namespace argosy::services::execution {
namespace {

std::expected<std::string, api::Problem> outcome_of(const Once::Act& act) {
    auto done = act();
    if (done) return std::move(*done);
    return std::unexpected(api::problem_of(done.error()));
}

net::Response respond(const std::expected<std::string, api::Problem>& outcome, std::string_view trace) {
    return outcome ? api::json_response(*outcome) : api::to_response(outcome.error(), trace);
}

}  // namespace

net::Response Once::answer(const api::Call& call, std::string_view asked, const Act& act) {
    if (!call.request().headers.get("Idempotency-Key")) return respond(outcome_of(act), call.trace_id());
    const auto key = api::idempotency_key(call);
    if (!key) return api::to_response(key.error(), call.trace_id());
    const auto digest = checksum64(std::as_bytes(std::span(asked)));
    Told* first = told_.find(*key);
    if (first && first->digest != digest)
        return api::to_response(api::make_problem(422, "this Idempotency-Key was used for another request",
                                                  "use a new key for each request"),
                                call.trace_id());
    if (!first) {
        auto outcome = outcome_of(act);
        first = &told_.at(*key);
        *first = {.digest = digest, .outcome = std::move(outcome)};
    }
    return respond(first->outcome, call.trace_id());
}

}  // namespace argosy::services::execution
