#include "services/models/serving_routes.hpp"

#include <charconv>

#include "api/json.hpp"
#include "learning/serving.hpp"

namespace argosy::services::models {
namespace {

constexpr std::string_view predict_verb = ":predict";
using Found = Result<std::shared_ptr<const learning::Model>>;

net::Response refusal(const Error& error) {
    const int status = error.code() == Errc::not_found ? 404 : 400;
    return api::json_response(learning::error_body(error.message()), status);
}

Found find(const Registry& registry, std::string_view name, std::string_view version) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(version.data(), version.data() + version.size(), number);
    if (error != std::errc{} || end != version.data() + version.size())
        return fail(Errc::invalid_argument, "Failed to convert version: " + std::string(version) + " to numeric.");
    return registry.find(name, number);
}

template <class Body>
net::Response answer(const Found& found, Body body) {
    if (!found) return refusal(found.error());
    return api::json_response(body(**found));
}

net::Response predicted(const Found& found, std::string_view body) {
    if (!found) return refusal(found.error());
    const auto out = learning::predict(**found, body);
    return out ? api::json_response(*out) : refusal(out.error());
}

/// "name:predict" to "name". Errors: invalid_argument for another verb: only this one is served.
Result<std::string_view> without_verb(const api::Call& call, std::string_view segment) {
    if (segment.ends_with(predict_verb)) return segment.substr(0, segment.size() - predict_verb.size());
    return fail(Errc::invalid_argument, "Malformed request: POST " + std::string(call.request().path()));
}

api::Route route(net::Method method, std::string path, std::string summary) {
    return {.method = method,
            .path = std::move(path),
            .summary = std::move(summary),
            .service = "models",
            .aliases = {},
            .consumes = method == net::Method::post ? "application/json" : ""};
}

void add_status(api::Router& router, const Registry& registry) {
    const auto status = [](const learning::Model& m) { return learning::status_body(m.info); };
    router.add(route(net::Method::get, "/v1/models/{name}", "TensorFlow Serving: status of a model"),
               [&registry, status](const api::Call& call) -> Result<net::Response> {
                   return answer(registry.find(call.parameter("name")), status);
               });
    router.add(route(net::Method::get, "/v1/models/{name}/versions/{version}", "TensorFlow Serving: of a version"),
               [&registry, status](const api::Call& call) -> Result<net::Response> {
                   return answer(find(registry, call.parameter("name"), call.parameter("version")), status);
               });
    router.add(route(net::Method::get, "/v1/models/{name}/metadata", "TensorFlow Serving: metadata of a model"),
               [&registry](const api::Call& call) -> Result<net::Response> {
                   return answer(registry.find(call.parameter("name")), learning::metadata_body);
               });
}

void add_predict(api::Router& router, const Registry& registry) {
    router.add(route(net::Method::post, "/v1/models/{name}", "TensorFlow Serving: NAME:predict"),
               [&registry](const api::Call& call) -> Result<net::Response> {
                   const auto name = without_verb(call, call.parameter("name"));
                   return name ? predicted(registry.find(*name), call.body()) : refusal(name.error());
               });
    router.add(route(net::Method::post, "/v1/models/{name}/versions/{version}", "TensorFlow Serving: N:predict"),
               [&registry](const api::Call& call) -> Result<net::Response> {
                   const auto version = without_verb(call, call.parameter("version"));
                   if (!version) return refusal(version.error());
                   return predicted(find(registry, call.parameter("name"), *version), call.body());
               });
}

}  // namespace

void add_serving_routes(api::Router& router, const Registry& registry) {
    add_status(router, registry);
    add_predict(router, registry);
}

}  // namespace argosy::services::models
