#include "services/execution/once.hpp"

#include <fmt/format.h>

#include "base/hash.hpp"

namespace argosy::services::execution {
namespace {

constexpr std::size_t key_max = 64;  // with the name before it, it fits into domain::PlaceOrderOnce

std::expected<std::string, api::Problem> outcome_of(const Once::Act& act) {
    auto done = act();
    if (done) return std::move(*done);
    return std::unexpected(api::problem_of(done.error()));
}

net::Response respond(const std::expected<std::string, api::Problem>& outcome, std::string_view trace) {
    return outcome ? api::json_response(*outcome) : api::to_response(outcome.error(), trace);
}

}  // namespace

std::expected<std::string, api::Problem> key_of(const api::Call& call) {
    const auto sent = call.request().headers.value("Idempotency-Key");
    if (sent.empty())  // whoever sends one relies on it
        return std::unexpected(api::make_problem(400, "Idempotency-Key is empty", "a new text for each request"));
    if (sent.size() > key_max || call.who().name.size() > key_max - 2)
        return std::unexpected(api::make_problem(
            400, fmt::format("Idempotency-Key has {} characters, at most {} are kept", sent.size(), key_max)));
    return call.who().name + "/" + std::string(sent);
}

net::Response Once::answer(const api::Call& call, std::string_view asked, const Act& act) {
    if (!call.request().headers.get("Idempotency-Key")) return respond(outcome_of(act), call.trace_id());
    const auto key = key_of(call);
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
