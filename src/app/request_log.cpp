#include "app/request_log.hpp"

#include <fmt/format.h>

#include "net/loop.hpp"

namespace argosy::app {
namespace {

constexpr std::size_t path_shown_max = 200;  // strangers write as much as a header holds

void log_answer(observe::Log& log, const api::Answered& answer) {
    const std::string_view path = answer.path.substr(0, path_shown_max);
    log.write({.time = net::wall_time(),
               .level = answer.status >= 500 ? observe::LogLevel::error : observe::LogLevel::info,
               .component = "gateway",
               .message = fmt::format("{} {} {}", answer.method, path, answer.status),
               .fields = {{"trace.id", answer.trace_id},
                          {"http.request.method", answer.method},
                          {"url.path", path},
                          {"http.response.status_code", answer.status},
                          {"event.duration", answer.took.count()},
                          {"source.ip", answer.remote},
                          {"user.name", answer.user}}});
}

}  // namespace

void log_requests(api::Router& router, observe::Log& log) {
    router.log_answers([&log](const api::Answered& answer) { log_answer(log, answer); });
    router.log_errors([&log](std::string_view trace, const Error& error) {
        log.write({.time = net::wall_time(),
                   .level = observe::LogLevel::error,
                   .component = "gateway",
                   .message = error.describe(),
                   .fields = {{"trace.id", trace}}});
    });
}

}  // namespace argosy::app
