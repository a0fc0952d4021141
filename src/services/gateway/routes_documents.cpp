// The documents about the API itself.
#include "api/endpoint.hpp"
#include "api/openapi.hpp"
#include "services/gateway/detail/docs_page.hpp"
#include "services/gateway/detail/gateway.hpp"

namespace argosy::services::gateway {
namespace {

api::Router::Handler file(std::string_view content, std::string_view type) {
    return [content, type](const api::Call&) -> Result<net::Response> {
        net::Response response{.status = 200, .body = net::Body::of_static(content)};
        response.headers.add("Content-Type", type);
        api::add_security_headers(response.headers, api::Kind::page);
        return response;
    };
}

struct Addresses {
    std::string page, gateway;
};
void describe(Described<Addresses>& d) {
    d.name("addresses").field("page", &Addresses::page, {.doc = "Of the pages."});
    d.field("gateway", &Addresses::gateway, {.doc = "Of this API."});
}

}  // namespace

void Gateway::Impl::add_documents() {
    api::endpoint(router,
                  {.path = "/api/v1/gateway/addresses", .summary = "where this process listens", .service = "gateway"},
                  [this](const api::Nothing&, const api::Call&) -> Result<Addresses> {
                      return Addresses{.page = settings.pages, .gateway = settings.issuer};
                  });
    const auto add = [&](std::string path, std::string summary, api::Router::Handler handler) {
        router.add(
            {.path = std::move(path), .summary = std::move(summary), .role = auth::Role::anyone, .service = "gateway"},
            std::move(handler));
    };
    add("/openapi.json", "this API as an OpenAPI 3.1 document", [this](const api::Call&) -> Result<net::Response> {
        if (openapi.empty())
            openapi = api::openapi_document(router.routes(),
                                            {.version = settings.version,
                                             .description = "Trading platform: market data, strategies, risk, orders, "
                                                            "books. Decimals are strings, times RFC 3339 in UTC."});
        return api::json_response(openapi);
    });
    add("/docs", "this API, to read", file(docs_page, "text/html; charset=utf-8"));
    add("/docs/docs.css", "a file of the page", file(docs_css, "text/css"));
    add("/docs/docs.js", "a file of the page", file(docs_js, "text/javascript"));
}

}  // namespace argosy::services::gateway
