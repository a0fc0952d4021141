// Every way into an emergency stop, and the only way out.
#include "services/orchestrator/emergency.hpp"

#include <csignal>
#include <fstream>
#include <future>
#include <sys/resource.h>

#include "engine/engine.hpp"
#include "services/orchestrator/service.hpp"
#include "services/orchestrator/stop_signal.hpp"
#include "support/service_bench.hpp"

namespace argosy::services::orchestrator {
namespace {

class EmergencyTest : public argosy::testing::ServiceBench {
protected:
    void start_service() {
        start(
            spec({.router = router,
                  .core = *core,
                  .loop = loop,
                  .bus = bus,
                  .subjects = subjects,
                  .store = *store,
                  .writer = writer,
                  .state = folder.path(),
                  .version = "test",
                  .services = {},
                  .cycles = {.entry = {}, .exit = {}, .maintenance = {}},
                  .door = &door,
                  .witness = {.record = [this](const audit::Change& c) { recorded.push_back(c.actor + " " + c.what); },
                              .log = [this](std::string_view line) { logged.emplace_back(line); }}}));
    }
    [[nodiscard]] bool is_tripped() const { return core->engine().emergency().is_tripped(); }
    [[nodiscard]] std::filesystem::path flag() const { return folder.path() / Emergency::flag_name; }
    std::string offered() { return post("/api/v1/trading/emergency-reset")->word("/confirm"); }
    std::unique_ptr<argosy::testing::Answer> confirm(const std::string& code) {
        return post("/api/v1/trading/emergency-reset", R"({"confirm":")" + code + R"("})");
    }

    StopDoor door;
    std::vector<std::string> recorded, logged;
    store::Writer writer{*store, {.queue_max = 2}};
};

TEST_F(EmergencyTest, a_request_stops_cancels_and_latches) {
    start_service();
    const auto answer = post("/api/v1/trading/emergency-stop", R"({"reason":"a test"})");
    ASSERT_EQ(answer->status, 200) << answer->text;
    EXPECT_TRUE(is_tripped());
    EXPECT_EQ(answer->number("/orders_canceled") + answer->number("/orders_unconfirmed"),
              answer->number("/orders_open"));
    EXPECT_EQ(post("/api/v1/trading/start")->status, 409);
    const auto status = get("/api/v1/trading/status");
    EXPECT_EQ(status->word("/status"), "emergency_stop");
    EXPECT_EQ(status->word("/cause"), "a test");
    EXPECT_TRUE(recorded.empty()) << "the router tells the audit log of requests";
    ASSERT_EQ(logged.size(), 1U);
    EXPECT_TRUE(logged[0].starts_with("emergency stop by user:ada: \"a test\"")) << logged[0];
}

TEST_F(EmergencyTest, what_the_risk_state_says_fits_the_stop) {
    start_service();
    EXPECT_EQ(get("/ops/risk")->word("/state"), "normal");
    static_cast<void>(post("/api/v1/trading/emergency-stop", R"({"reason":"a test"})"));
    const auto risk = get("/ops/risk");
    EXPECT_EQ(risk->word("/state"), "stopped");
    EXPECT_TRUE(risk->at("/latched").get_bool().value());
    EXPECT_TRUE(risk->at("/emergency").get_bool().value());
    EXPECT_EQ(risk->word("/cause"), "a test");
    EXPECT_EQ(confirm(offered())->status, 200);
    const auto after = get("/ops/risk");
    EXPECT_EQ(after->word("/state"), "normal");
    EXPECT_FALSE(after->at("/latched").get_bool().value());
}

TEST_F(EmergencyTest, one_press_that_comes_by_two_ways_is_one_stop) {
    start_service();
    const auto trips = [&] { return core->engine().emergency().trips(); };
    const std::string first = door.trip("user:ada", "pressed", false, "k1");
    EXPECT_EQ(trips(), 1U);
    EXPECT_EQ(door.trip("user:ada", "pressed", false, "k1"), first);
    EXPECT_EQ(trips(), 1U);
    static_cast<void>(door.trip("user:ada", "pressed again", true, "k2"));
    EXPECT_EQ(trips(), 2U) << "another press";
    ASSERT_EQ(confirm(offered())->status, 200);
    static_cast<void>(door.trip("user:ada", "pressed", false, "k2"));
    EXPECT_TRUE(is_tripped()) << "a key never keeps a stop from stopping";
    static_cast<void>(door.trip("user:ada", "no key", false, {}));
    static_cast<void>(door.trip("user:ada", "no key", false, {}));
    EXPECT_EQ(trips(), 5U);
    host.reset();
    EXPECT_FALSE(door.trip) << "closed with the service";
}

TEST_F(EmergencyTest, what_the_request_says_comes_second_to_stopping) {
    for (const char* body : {"{", "[1]", R"({"flatten":"perhaps"})", R"({"unknown":1})", "\xff"}) {
        if (!host) start_service();
        const auto answer = post("/api/v1/trading/emergency-stop", body);
        EXPECT_EQ(answer->status, 200) << body;
        EXPECT_TRUE(is_tripped()) << body;
        EXPECT_FALSE(answer->word("/warning").empty()) << body;
        ASSERT_EQ(confirm(offered())->status, 200);
    }
}

TEST_F(EmergencyTest, a_wrong_code_does_not_use_the_right_one_up) {
    start_service();
    EXPECT_EQ(post("/api/v1/trading/emergency-reset")->status, 400) << "nothing is tripped";
    static_cast<void>(post("/api/v1/trading/emergency-stop"));
    const std::string code = offered();
    EXPECT_EQ(offered(), code) << "a dialog that was cancelled and opened again";
    EXPECT_EQ(confirm("wrong")->status, 409);
    const auto done = confirm(code);
    ASSERT_EQ(done->status, 200) << done->text;
    EXPECT_EQ(done->word("/status"), "stopped");
    EXPECT_EQ(confirm(code)->status, 409) << "used once";
    EXPECT_EQ(post("/api/v1/trading/start")->word("/status"), "running");
}

TEST_F(EmergencyTest, guessing_uses_the_code_up_and_a_new_stop_voids_it) {
    start_service();
    static_cast<void>(post("/api/v1/trading/emergency-stop"));
    std::string code = offered();
    for (int i = 0; i < 5; ++i) EXPECT_EQ(confirm("wrong")->status, 409);
    EXPECT_EQ(confirm(code)->status, 409);
    code = offered();
    static_cast<void>(post("/api/v1/trading/emergency-stop"));
    EXPECT_EQ(confirm(code)->status, 409);
    EXPECT_TRUE(is_tripped());
}

TEST_F(EmergencyTest, a_signal_stops_also_one_that_came_too_early) {
    {
        const HoldStopSignal hold;
        std::raise(SIGUSR1);  // without it this would end the process
        start_service();
        EXPECT_FALSE(is_tripped());
    }
    wait(50ms);
    EXPECT_TRUE(is_tripped());
    EXPECT_EQ(core->engine().emergency().cause().reason, "SIGUSR1");
    EXPECT_EQ(recorded, std::vector<std::string>{R"(signal:SIGUSR1 {"reason":"SIGUSR1"})"});
    ASSERT_EQ(logged.size(), 1U);
    EXPECT_TRUE(logged[0].starts_with("emergency stop by signal:SIGUSR1: ")) << logged[0];
}

TEST_F(EmergencyTest, the_flag_file_stops_and_nothing_starts_while_it_is_there) {
    start_service();
    std::ofstream(flag()) << "ops says no\n";
    wait(50ms);
    ASSERT_TRUE(is_tripped());
    EXPECT_EQ(core->engine().emergency().cause().reason, "flag file: ops says no");
    EXPECT_EQ(recorded, std::vector<std::string>{R"(file:EMERGENCY_STOP {"reason":"flag file: ops says no"})"});
    ASSERT_EQ(logged.size(), 1U) << "once, not at each look";
    EXPECT_TRUE(logged[0].starts_with("emergency stop by file:EMERGENCY_STOP: ")) << logged[0];
    EXPECT_EQ(post("/api/v1/trading/emergency-reset")->status, 409);
    std::filesystem::remove(flag());
    EXPECT_EQ(confirm(offered())->status, 200);
    wait(20ms);
    EXPECT_FALSE(is_tripped());
}

TEST_F(EmergencyTest, a_flag_file_at_the_start_starts_stopped) {
    std::ofstream(flag()) << "";
    start_service();
    EXPECT_TRUE(is_tripped());
    EXPECT_EQ(recorded.size(), 1U);
}

TEST_F(EmergencyTest, it_is_latched_over_a_restart) {
    start_service();
    static_cast<void>(post("/api/v1/trading/emergency-stop"));
    host->stop();
    publisher.reset();
    host.reset();
    core.reset();
    core = runtime::Simulation::open(runtime::default_simulation(), catalogue,
                                     {.journal = folder.path() / "journal", .durability = journal::Durability::none})
               .value();
    EXPECT_TRUE(is_tripped());
    publisher.emplace(*core, bus, subjects);
}

TEST_F(EmergencyTest, the_gate_closes_while_store_and_bus_are_stuck) {
    start_service();
    bus::Mailbox stuck([] {}, 1);  // nobody ever runs it
    const auto alerts = bus.topic(subjects.alerts).subscribe(stuck, [](const auto&) {});
    const auto orders = bus.topic(subjects.executions).subscribe(stuck, [](const auto&) {});
    std::promise<void> release;
    const auto released = release.get_future().share();
    std::promise<void> blocked;
    ASSERT_TRUE(writer.submit([&](store::Tables&) -> Result<> {
        blocked.set_value();
        released.wait();
        return {};
    }));
    blocked.get_future().wait();
    for (int i = 0; i < 10; ++i) static_cast<void>(writer.submit([](store::Tables&) -> Result<> { return {}; }));
    const auto answer = post("/api/v1/trading/emergency-stop", R"({"reason":"stuck"})");
    EXPECT_TRUE(is_tripped());
    RecordProperty("gate_closed_us", static_cast<int>(answer->number("/gate_closed_us")));
    EXPECT_EQ(post("/api/v1/trading/cycle/entry")->status, 200) << "the full queue is an error of the cycle's record";
    release.set_value();
    static_cast<void>(writer.flush());
}

TEST_F(EmergencyTest, a_journal_that_fails_leaves_the_flag_file) {
    start_service();
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit little{.rlim_cur = 64, .rlim_max = before.rlim_max};  // a flag fits, a record at the end does not
    ::setrlimit(RLIMIT_FSIZE, &little);
    const auto answer = post("/api/v1/trading/emergency-stop", R"({"reason":"disk"})");
    ::setrlimit(RLIMIT_FSIZE, &before);
    ASSERT_EQ(answer->status, 200);
    EXPECT_TRUE(is_tripped());
    EXPECT_NE(answer->word("/warning").find("not over a restart"), std::string::npos) << answer->text;
    EXPECT_TRUE(std::filesystem::exists(flag()));
}

}  // namespace
}  // namespace argosy::services::orchestrator
