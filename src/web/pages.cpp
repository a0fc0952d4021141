#include <array>

#include "web/assets.hpp"

namespace argosy::web {

void add_pages(api::Router& router) {
    static constexpr std::array<std::string_view, 12> pages{
        "/",          "/dashboard", "/portfolio", "/trading",  "/trades",     "/strategies",
        "/analytics", "/alerts",    "/config",    "/settings", "/monitoring", "/login",
    };
    router.add_assets(assets(), "/index.html", pages);
}

}  // namespace argosy::web
