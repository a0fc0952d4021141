#pragma once

#include <memory>
#include <string>

#include "api/endpoint.hpp"
#include "services/analytics/service.hpp"

namespace argosy::services::analytics {

[[nodiscard]] inline std::unexpected<Error> copied(const Error& e) {
    return fail(e.code(), std::string(e.message()), e.hint());
}

template <class Out>
void refuse(api::Reply<Out>& reply, const Error& error, std::string_view trace) {
    reply.send(api::to_response(api::problem_of(error), trace));
}

/// Answers with what `compute` gives on the worker: Result<Out>().
template <class Out, class F>
void answer_from_worker(const Parts& parts, const api::Call& call, api::Reply<Out> reply, F compute) {
    const auto shared = std::make_shared<api::Reply<Out>>(std::move(reply));
    const auto taken = parts.worker.run([&loop = parts.loop, shared, compute = std::move(compute)]() mutable {
        Result<Out> out = compute();
        loop.post([shared, out = std::move(out)] { shared->send(out); });
    });
    if (!taken) refuse(*shared, taken.error(), call.trace_id());
}

}  // namespace argosy::services::analytics
