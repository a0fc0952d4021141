#include "host/host.hpp"

#include <gtest/gtest.h>

namespace argosy::host {
namespace {

struct HostTest : testing::Test {
    /// Writes down what happens to it.
    struct Recorded final : Service {
        Recorded(HostTest& test, std::string n) : t(test), name(std::move(n)) {}
        ~Recorded() override { t.log += "~" + name + " "; }
        Result<> start() override {
            t.log += "+" + name + " ";
            if (t.fails_to_start == name) return fail(Errc::unavailable, "port taken");
            return {};
        }
        void stop() noexcept override { t.log += "-" + name + " "; }
        Health health() const override { return t.sick == name ? Health{Condition::down, "no data"} : Health{}; }
        Result<> reload() override {
            t.log += "r" + name + " ";
            if (t.sick == name) return fail(Errc::invalid_argument, "limit below zero");
            return {};
        }
        HostTest& t;
        std::string name;
    };

    ServiceSpec spec(const std::string& name, std::vector<std::string> needs = {}) {
        return {name, std::move(needs),
                [this, name]() -> Result<std::unique_ptr<Service>> { return std::make_unique<Recorded>(*this, name); }};
    }
    std::unique_ptr<Host> make() {
        std::vector<ServiceSpec> specs{spec("b", {"a"}), spec("a"), spec("c", {"b"})};
        return std::make_unique<Host>(
            std::move(specs), [this] { return now += 1s; }, [this](const ServiceStatus&) { ++changes; });
    }

    std::string log, fails_to_start, sick;
    int changes = 0;
    Time now = time_from_ns(0);
};

TEST_F(HostTest, StartsInOrderAndStopsInReverse) {
    auto host = make();
    ASSERT_TRUE(host->start());
    EXPECT_TRUE(host->is_ready());
    host->stop();
    host->stop();
    EXPECT_EQ(log, "+a +b +c -c -b -a ");
    EXPECT_FALSE(host->is_ready());
    EXPECT_TRUE(host->is_alive());
    EXPECT_EQ(changes, 12) << "starting, running, stopping, stopped for each";
    log.clear();
    host.reset();
    EXPECT_EQ(log, "~c ~b ~a ");
}

TEST_F(HostTest, WhenOneFailsThoseThatRunAreStoppedAndTheErrorNamesIt) {
    fails_to_start = "b";
    auto host = make();
    const auto started = host->start();
    ASSERT_FALSE(started);
    EXPECT_NE(started.error().describe().find("b: start: port taken"), std::string::npos) << started.error().describe();
    EXPECT_EQ(log, "+a +b -b -a ");
    EXPECT_FALSE(host->is_alive());
    const auto status = host->status();
    EXPECT_EQ(status[1].state, State::failed);
    EXPECT_EQ(status[2].state, State::fresh);
}

TEST_F(HostTest, TellsWhatEachServiceNeeds) {
    const auto status = make()->status();
    ASSERT_EQ(status.size(), 3u);
    for (const auto& s : status) {
        const std::string first = s.needs.empty() ? "" : s.needs[0];
        EXPECT_EQ(first, s.name == "a" ? "" : s.name == "b" ? "a" : "b");
    }
}

TEST_F(HostTest, IsNotReadyWhileAServiceIsDown) {
    auto host = make();
    ASSERT_TRUE(host->start());
    sick = "b";
    EXPECT_FALSE(host->is_ready());
    EXPECT_TRUE(host->is_alive());
    EXPECT_EQ(host->status()[1].health.detail, "no data");
}

TEST_F(HostTest, AReloadAsksAllEvenWhenOneRefuses) {
    auto host = make();
    ASSERT_TRUE(host->start());
    sick = "a";
    log.clear();
    const auto reloaded = host->reload();
    EXPECT_EQ(log, "ra rb rc ");
    ASSERT_FALSE(reloaded);
    EXPECT_NE(std::string(reloaded.error().message()).find("a: limit below zero"), std::string::npos);
}

}  // namespace
}  // namespace argosy::host
