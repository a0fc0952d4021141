#pragma once

#include <string>

#include "api/endpoint.hpp"

namespace argosy::services::ledger {

/// The problem of an error; one that begins with "/field: " points at that field of the body.
[[nodiscard]] inline api::Problem problem_for(const Error& error) {
    api::Problem problem = api::problem_of(error);
    const auto colon = problem.detail.find(": ");
    if (problem.detail.starts_with('/') && colon != std::string::npos)
        problem.errors.push_back(
            {.pointer = problem.detail.substr(0, colon), .detail = problem.detail.substr(colon + 2)});
    return problem;
}

/// An error for another owner.
[[nodiscard]] inline std::unexpected<Error> copied(const Error& e) {
    return fail(e.code(), std::string(e.message()), e.hint());
}

template <class Out>
void refuse(api::Reply<Out>& reply, const Error& error, std::string_view trace) {
    reply.send(api::to_response(problem_for(error), trace));
}

/// Answers with JSON that is made already.
template <class Out>
void answer(api::Reply<Out>& reply, const Result<std::string>& json, std::string_view trace, int status = 200) {
    if (!json) return refuse(reply, json.error(), trace);
    reply.send(api::json_response(*json, status));
}

}  // namespace argosy::services::ledger
