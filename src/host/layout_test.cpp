#include "host/layout.hpp"

#include <gtest/gtest.h>

namespace argosy::host {
namespace {

const std::vector<std::string> known{"gateway", "risk", "strategy"};

std::string problem(const Layout& layout) {
    const auto checked = check_layout(layout, known);
    return checked ? "" : std::string(checked.error().message());
}

TEST(Layout, TheLocalOneRunsEverythingInOneProcess) {
    const auto layout = local_layout();
    EXPECT_EQ(problem(layout), "");
    EXPECT_TRUE(hosts(layout.processes[0], "risk"));
    EXPECT_TRUE(find_process(layout, "argosy"));
    const auto none = find_process(layout, "risk");
    ASSERT_FALSE(none);
    EXPECT_NE(std::string(none.error().message()).find("it has argosy"), std::string::npos);
}

TEST(Layout, EverythingThatIsWrongIsSaidAtOnce) {
    const Layout layout{.name = "broken",
                        .processes = {{.name = "a", .port = 8001, .services = {"gatway", "risk"}},
                                      {.name = "b", .port = 8001, .services = {"risk", "gateway"}}}};
    const auto text = problem(layout);
    for (const auto* part : {"did you mean gateway", "127.0.0.1:8001 is taken", "service risk runs in a and in b",
                             "service strategy runs in no process", "in_process connects one process only"})
        EXPECT_NE(text.find(part), std::string::npos) << part << " in: " << text;
}

TEST(Layout, SeveralProcessesNeedABrokerBetweenThem) {
    const Layout layout{.bus = BusKind::nats,
                        .processes = {{.name = "a", .port = 8001, .services = {"gateway", "risk"}},
                                      {.name = "b", .port = 8002, .services = {"strategy"}}}};
    EXPECT_EQ(problem(layout), "");
}

TEST(Layout, WhoIsOnlyAskedMayLiveApartWithoutABroker) {
    const Layout apart{.processes = {{.name = "a", .port = 8001, .services = {"gateway", "risk"}},
                                     {.name = "b", .port = 8002, .services = {"strategy"}}}};
    EXPECT_TRUE(check_layout(apart, known, {"strategy"}));
    const auto torn = check_layout(apart, known, {"gateway"});
    ASSERT_FALSE(torn);
    for (const auto* part : {"service strategy in b needs messages of risk in a", "apart may be gateway"})
        EXPECT_NE(std::string(torn.error().message()).find(part), std::string::npos) << torn.error().message();
}

}  // namespace
}  // namespace argosy::host
