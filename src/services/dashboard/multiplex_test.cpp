#include "services/dashboard/multiplex.hpp"

#include <fmt/format.h>

#include "support/raw_client.hpp"
#include "support/service_bench.hpp"

namespace argosy::services::dashboard {
namespace {

/// A channel whose messages and snapshots say how many there were, and clients that read when the test says so.
class MultiplexTest : public argosy::testing::ServiceBench {
protected:
    void open(Duration behind_max) {
        all.emplace(loop, Channel::Stop(), Multiplex::Options{.queue_bytes_max = 200'000, .behind_max = behind_max});
        all->add("big", big);
        all->add_websocket(router, "/ws/all", "for this test");
    }
    ~MultiplexTest() override { all.reset(); }

    void publish() { big.publish("n", fmt::format("\"{} {}\"", ++number, padding)); }
    /// What has come, once `enough` says so; the server goes on meanwhile.
    template <class Enough>
    std::string receive(test::RawClient& from, Enough enough) {
        std::string all_of_it;
        for (int tries = 0; tries < 1'000 && !enough(all_of_it); ++tries) {
            wait(1ms);
            all_of_it += from.receive([](const std::string& s) { return !s.empty(); }, 5ms);
        }
        EXPECT_TRUE(enough(all_of_it)) << all_of_it.size() << " bytes";
        return all_of_it;
    }
    void enter(test::RawClient& client) {
        client.send(
            "GET /ws/all HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        receive(client, [](const std::string& s) { return s.ends_with("\r\n\r\n"); });
        say(client, R"({"type":"subscribe","topics":["big"]})");
        receive(client, [](const std::string& s) { return s.contains("\"state 0\""); });
    }
    /// A frame of a client: masked with zeros, so its text is as it is written.
    static void say(test::RawClient& client, const std::string& text) {
        ASSERT_LT(text.size(), 126U);
        client.send(
            fmt::format("{}{}{}{}", '\x81', static_cast<char>(0x80U | text.size()), std::string(4, '\0'), text));
    }

    const std::string padding = std::string(50'000, 'x');
    int number = 0;
    Channel big{loop, [this] { return fmt::format("\"state {}\"", number); }};
    std::optional<Multiplex> all;
};

TEST_F(MultiplexTest, one_that_reads_too_slowly_gets_the_state_instead_of_the_backlog) {
    open(60s);
    test::RawClient slow(port);
    slow.shrink_receive_buffer(64 << 10);
    enter(slow);
    for (int i = 0; i < 400; ++i) {  // 20 MB, far more than the queue and the system take
        publish();
        if (i % 100 == 0) wait(1ms);
    }
    const std::string state = fmt::format("\"state {}\"", number);
    const std::string came = receive(slow, [&](const std::string& s) { return s.contains(state); });
    EXPECT_FALSE(came.contains(fmt::format("\"{} x", number - 10))) << "the backlog was dropped";
    EXPECT_LT(came.size(), std::size_t{12'000'000});
    publish();
    receive(slow, [&](const std::string& s) { return s.contains(fmt::format("\"{} x", number)); });
}

TEST_F(MultiplexTest, one_that_never_catches_up_is_cut_and_nobody_waits_for_it) {
    open(300ms);
    test::RawClient dead(port), well(port);
    dead.shrink_receive_buffer(64 << 10);
    enter(dead);
    enter(well);
    for (int i = 0; i < 400; ++i) {
        publish();
        receive(well, [&](const std::string& s) { return s.contains(fmt::format("\"{} x", number)); });
    }
    for (int tries = 0; tries < 1'000 && all->members() > 1; ++tries) wait(10ms);
    EXPECT_EQ(all->members(), 1U);
    publish();
    receive(well, [&](const std::string& s) { return s.contains(fmt::format("\"{} x", number)); });
}

TEST_F(MultiplexTest, nobody_who_listens_is_nobody_to_write_for) {
    open(5s);
    EXPECT_FALSE(big.is_watched());
    test::RawClient one(port);
    enter(one);
    EXPECT_TRUE(big.is_watched());
    say(one, R"({"type":"unsubscribe","topics":["big"]})");
    for (int tries = 0; tries < 300 && big.is_watched(); ++tries) wait(10ms);
    EXPECT_FALSE(big.is_watched());
    say(one, R"({"type":"subscribe","topics":["big"]})");
    for (int tries = 0; tries < 300 && !big.is_watched(); ++tries) wait(10ms);
    EXPECT_TRUE(big.is_watched());
    one.close();
    for (int tries = 0; tries < 300 && big.is_watched(); ++tries) wait(10ms);
    EXPECT_FALSE(big.is_watched()) << "who is gone listens to nothing";
}

}  // namespace
}  // namespace argosy::services::dashboard
