#include "host/start_order.hpp"

#include <gtest/gtest.h>

namespace argosy::host {
namespace {

using Needs = std::vector<std::pair<std::string, std::vector<std::string>>>;

std::string order_of(const Needs& needs) {
    std::vector<ServiceSpec> specs;
    for (const auto& [name, needed] : needs) specs.push_back({name, needed, nullptr});
    const auto order = start_order(specs);
    if (!order) return std::string(order.error().message());
    std::string out;
    for (const std::size_t i : *order) out += (out.empty() ? "" : " ") + specs[i].name;
    return out;
}

TEST(StartOrder, EachServiceComesAfterWhatItNeeds) {
    EXPECT_EQ(
        order_of(
            {{"dashboard", {"gateway"}}, {"gateway", {"config", "ledger"}}, {"ledger", {"config"}}, {"config", {}}}),
        "config ledger gateway dashboard");
}

TEST(StartOrder, WhereThereIsAChoiceTheOrderIsTheGivenOne) {
    EXPECT_EQ(order_of({{"c", {}}, {"a", {}}, {"b", {"a"}}}), "c a b");
}

TEST(StartOrder, AServiceThatRunsElsewhereIsPassedOver) { EXPECT_EQ(order_of({{"risk", {"config"}}}), "risk"); }

TEST(StartOrder, ACycleIsNamed) {
    EXPECT_NE(order_of({{"x", {"a"}}, {"a", {"b"}}, {"b", {"a"}}}).find("a needs b needs a"), std::string::npos);
    EXPECT_NE(order_of({{"a", {"a"}}}).find("a needs a"), std::string::npos);
}

TEST(StartOrder, ANameThatIsThereTwiceIsRefused) {
    EXPECT_NE(order_of({{"a", {}}, {"a", {}}}).find("service a is there twice"), std::string::npos);
}

}  // namespace
}  // namespace argosy::host
