#include "api/guard.hpp"

#include <gtest/gtest.h>

namespace argosy::api {
namespace {

int refused(std::string_view method, std::string_view host, std::string_view origin = {}, bool is_upgrade = false,
            const GuardOptions& options = {}) {
    net::Request request;
    request.method = net::method_from(method);
    request.headers.add("Host", host);
    if (!origin.empty()) request.headers.add("Origin", origin);
    if (is_upgrade) {
        request.headers.add("Connection", "Upgrade");
        request.headers.add("Upgrade", "websocket");
    }
    const auto problem = refuse_foreign(request, options);
    return problem ? problem->status : 0;
}

TEST(Guard, answers_to_its_own_names_only) {
    for (const char* ours :
         {"localhost", "localhost:9100", "LOCALHOST:1", "127.0.0.1:9100", "192.168.1.5:9100", "[::1]:9100"}) {
        EXPECT_EQ(refused("GET", ours), 0) << ours;
    }
    for (const char* foreign :
         {"evil.example", "localhost.evil.example:9100", "127.0.0.1.evil.example", "", "[::1", "1.2.3"}) {
        EXPECT_EQ(refused("GET", foreign), 421) << foreign;
    }
    EXPECT_EQ(refused("GET", "argosy.lan:9100", {}, false, {.host_names = {"argosy.lan"}}), 0);
}

TEST(Guard, lets_no_other_site_press_a_button) {
    EXPECT_EQ(refused("POST", "localhost:9100", "http://localhost:9100"), 0);
    EXPECT_EQ(refused("POST", "localhost:9100"), 0) << "curl and other programs send no Origin";
    EXPECT_EQ(refused("POST", "localhost:9100", "https://evil.example"), 403);
    EXPECT_EQ(refused("POST", "localhost:9100", "http://localhost:3000"), 403);
    EXPECT_EQ(refused("DELETE", "localhost:9100", "null"), 403);
    EXPECT_EQ(refused("GET", "localhost:9100", "https://evil.example"), 0) << "it cannot read the answer";
    EXPECT_EQ(refused("GET", "localhost:9100", "https://evil.example", true), 403) << "a WebSocket it could";
    EXPECT_EQ(refused("GET", "localhost:9100", "http://localhost:9100", true), 0);
}

TEST(Guard, knows_the_addresses_of_this_machine_alone) {
    for (const auto* own : {"127.0.0.1", "127.8.9.10", "::1", "localhost", "LocalHost"})
        EXPECT_TRUE(is_loopback(own)) << own;
    for (const auto* open :
         {"0.0.0.0", "::", "192.168.1.5", "128.0.0.1", "1.0.0.127", "::ffff:8.8.8.8", "argosy.lan", ""})
        EXPECT_FALSE(is_loopback(open)) << open;
}

TEST(Guard, trusts_the_socket_file) {
    net::Request request;
    request.method = net::Method::post;
    request.is_local_user = true;
    EXPECT_FALSE(refuse_foreign(request, {}).has_value());
}

}  // namespace
}  // namespace argosy::api
