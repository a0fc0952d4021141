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
