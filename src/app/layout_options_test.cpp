#include "app/layout_options.hpp"

#include <fstream>
#include <gmock/gmock.h>

#include "support/temporary_folder.hpp"

namespace argosy::app {
namespace {

using argosy::testing::TemporaryFolder;
using ::testing::HasSubstr;

class LayoutFile : public ::testing::Test {
protected:
    Result<Place> place(const std::string& yaml, const std::string& process = {}) const {
        const auto file = folder.path() / "layout.yaml";
        std::ofstream(file) << yaml;
        return read_place({.file = file.string(), .process = process});
    }
    TemporaryFolder folder;
};

TEST_F(LayoutFile, without_one_everything_runs_where_it_always_does) {
    const auto here = read_place({});
    ASSERT_TRUE(here);
    EXPECT_EQ(here->address, "127.0.0.1");
    EXPECT_EQ(here->ports.page, 9100);
    EXPECT_EQ(here->ports.gateway, 9000);
}

TEST_F(LayoutFile, says_where_its_process_listens) {
    const std::string yaml = "dashboard_port: 9200\nprocesses: [{name: all, host: '::1', port: 8000, services: ['*']}]";
    const auto here = place(yaml, "all");
    ASSERT_TRUE(here) << here.error().message();
    EXPECT_EQ(here->address, "::1");
    EXPECT_EQ(here->ports.page, 9200);
    EXPECT_EQ(here->ports.gateway, 8000);
    const auto other = place(yaml, "risk");
    ASSERT_FALSE(other);
    EXPECT_THAT(std::string(other.error().message()), HasSubstr("has no process risk, it has all"));
}

TEST_F(LayoutFile, says_where_the_services_of_other_processes_are) {
    const std::string yaml =
        "dashboard_port: 9200\nprocesses:\n"
        "  - {name: trading, port: 8000, services: [gateway, config, monitor, dashboard, exchange, market-data, news, "
        "features, strategy, risk, execution, positions, orchestrator, ledger, analytics, notification, backtest]}\n"
        "  - {name: history, host: '::1', port: 8001, services: [historical]}\n"
        "  - {name: brain, host: 10.0.0.7, port: 8002, services: [models]}\n";
    const auto trading = place(yaml);
    ASSERT_TRUE(trading) << trading.error().message();
    EXPECT_EQ(trading->process, "trading");
    EXPECT_TRUE(trading->trades);
    EXPECT_TRUE(trading->has_pages);
    EXPECT_EQ(trading->elsewhere, (std::vector<std::string>{"models", "historical"}));
    EXPECT_EQ(trading->others, (std::vector<std::string>{"history", "brain"}));
    ASSERT_EQ(trading->upstreams.size(), 2U);
    EXPECT_EQ(trading->upstreams.at("historical").urls, std::vector<std::string>{"http://[::1]:8001"});
    EXPECT_EQ(trading->upstreams.at("models").urls, std::vector<std::string>{"http://10.0.0.7:8002"});
    EXPECT_THAT(trading->upstreams.at("models").paths, ::testing::ElementsAre("/api/v1/models", "/v1/models"));
    EXPECT_TRUE(trading->issuers.empty()) << "it signs people in itself";

    const auto history = place(yaml, "history");
    ASSERT_TRUE(history);
    EXPECT_FALSE(history->trades);
    EXPECT_FALSE(history->has_pages);
    EXPECT_EQ(history->elsewhere.size(), known_services().size() - 1);
    EXPECT_TRUE(history->upstreams.empty()) << "only the gateway passes on";
    ASSERT_EQ(history->issuers.size(), 1U);
    EXPECT_EQ(history->issuers.at("trading").jwks_url, "http://127.0.0.1:8000/.well-known/jwks.json");
    EXPECT_EQ(history->issuers.at("trading").roles.size(), 4U);
}

TEST_F(LayoutFile, that_tears_apart_what_needs_messages_is_refused) {
    const auto torn = place(
        "processes:\n  - {name: a, port: 8000, services: [gateway, config, monitor, dashboard, exchange, market-data, "
        "news, features, strategy, execution, positions, orchestrator, ledger, analytics, notification, historical, "
        "models, backtest]}\n  - {name: b, port: 8001, services: [risk]}\n");
    ASSERT_FALSE(torn);
    EXPECT_THAT(std::string(torn.error().message()), HasSubstr("in b needs messages of"));
    EXPECT_THAT(std::string(torn.error().message()), HasSubstr("backtest, historical, models"));
}

TEST_F(LayoutFile, that_needs_what_this_program_lacks_is_refused_with_what_works) {
    const auto here = place(
        "bus: nats\nprocesses: [{name: a, port: 8000, services: [risk]}, {name: b, port: 8001, services: [gateway]}]");
    ASSERT_FALSE(here);
    EXPECT_THAT(std::string(here.error().message()), HasSubstr("service ledger runs in no process"));
    const auto complete = place("bus: nats\nprocesses: [{name: a, port: 8000, services: ['*']}]");
    ASSERT_FALSE(complete);
    EXPECT_THAT(std::string(complete.error().message()), HasSubstr("no adapter for the bus nats"));
    EXPECT_THAT(std::string(complete.error().hint()), HasSubstr("bus: in_process"));
}

}  // namespace
}  // namespace argosy::app
