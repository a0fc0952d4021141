#include "app/start_check.hpp"

#include <gmock/gmock.h>

#include "strategies/builtin.hpp"

namespace argosy::app {
namespace {

using ::testing::HasSubstr;

class StartCheck : public ::testing::Test {
protected:
    StartCheck() { strategies::add_builtin(catalogue); }
    std::string refusal() const {
        const auto done = check_start(settings, catalogue);
        return done ? "" : done.error().describe();
    }
    strategy::Catalogue catalogue;
    platform::Settings settings;
};

TEST_F(StartCheck, defaults_can_start) { EXPECT_EQ(refusal(), ""); }

TEST_F(StartCheck, origins_that_no_browser_sends_are_refused) {
    settings.platform.gateway.cors_origins = {"https://desk.example/"};
    EXPECT_THAT(refusal(), HasSubstr("platform.gateway.cors_origins"));
    settings.platform.gateway.cors_origins = {"https://desk.example"};
    EXPECT_EQ(refusal(), "");
    settings.platform.freqtrade.cors_origins = {"null"};
    EXPECT_THAT(refusal(), HasSubstr("platform.freqtrade.cors_origins"));
}

TEST_F(StartCheck, tls_files_must_be_there) {
    settings.platform.gateway.tls_certificate = "/none/cert.pem";
    settings.platform.gateway.tls_key = "/none/key.pem";
    EXPECT_THAT(refusal(), HasSubstr("/none/"));
}

TEST_F(StartCheck, two_services_cannot_serve_one_path) {
    settings.platform.gateway.upstreams["risk"] = {.urls = {"http://127.0.0.1:1"}};
    EXPECT_EQ(refusal(), "");
    settings.platform.gateway.upstreams["other"] = {.urls = {"http://127.0.0.1:2"}, .paths = {"/api/v1/risk"}};
    EXPECT_THAT(refusal(), HasSubstr("/api/v1/risk is served by other and by risk"));
}

TEST_F(StartCheck, what_the_process_does_itself_nobody_else_can) {
    const platform::GatewayConfig defaults;
    const Running running{.now = defaults,
                          .serves = [](const std::string& path) { return path == "/api/v1/risk"; },
                          .ports = {9100, 9000}};
    EXPECT_TRUE(check_beside(settings.platform, running));
    settings.platform.gateway.upstreams["risk"] = {.urls = {"http://127.0.0.1:1"}};
    EXPECT_FALSE(check_beside(settings.platform, running));
    const Running passing{.now = settings.platform.gateway, .serves = running.serves, .ports = running.ports};
    EXPECT_TRUE(check_beside(settings.platform, passing)) << "it serves the path by passing it on";
    settings.platform.freqtrade = {.enabled = true, .port = 9000};
    EXPECT_FALSE(check_beside(settings.platform, passing));
}

}  // namespace
}  // namespace argosy::app
