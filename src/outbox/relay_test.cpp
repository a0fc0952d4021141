#include "outbox/relay.hpp"

#include <csignal>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "messages/subjects.hpp"
#include "store/sqlite/sqlite_store.hpp"
#include "support/temporary_folder.hpp"

namespace argosy::outbox {
namespace {

using Message = bus::Message<messages::Alerts>;

Message alert(std::uint64_t n) {
    return {{.id = {1, n}, .time = Time{1s}, .source = "ledger", .cause = {}, .trace = {}},
            messages::Alert{.alert_id = std::to_string(n), .message = "alert " + std::to_string(n)}};
}

/// A process: a store, a bus, and a consumer that keeps what it has applied in the same store.
struct Process {
    explicit Process(const std::filesystem::path& folder)
        : store(store::sqlite::open({.file = folder / "argosy.db"}).value()) {
        subscription = bus.topic(subjects.alerts).subscribe([this](const Message& m) { hear(m); });
    }
    void hear(const Message& m) {
        heard.push_back(m.envelope.id.low);
        const auto done = store->write([&](store::Tables& t) -> Result<> {
            ARGOSY_LET(const bool is_first, t.applied().apply("test", m.envelope.id, Time{}), "");
            if (is_first) applied.push_back(std::get<messages::Alert>(m.data).message);
            return {};
        });
        EXPECT_TRUE(done);
        if (m.envelope.id.low == dies_at) ::raise(SIGKILL);
    }
    Result<> commit(std::uint64_t n) {
        return store->write([&](store::Tables& t) -> Result<> {
            ARGOSY_TRY(t.streams().append({.stream = "facts", .key = std::to_string(n)}), "");
            return put(t, subjects.alerts, alert(n));
        });
    }
    [[nodiscard]] std::uint64_t waiting() const {
        return store->read([](const store::Tables& t) { return t.outbox().depth(); }).value();
    }

    codec::Names names{};
    messages::Subjects subjects{names};
    bus::Bus bus;
    std::unique_ptr<store::Store> store;
    bus::Subscription subscription;
    Relay relay{*store, bus, [] { return Time{}; }};
    std::vector<std::uint64_t> heard;
    std::vector<std::string> applied;
    std::uint64_t dies_at = 0;
};

/// Runs it in a process that must be killed by itself.
void in_a_process_that_dies(const std::function<void()>& run) {
    const pid_t child = ::fork();
    if (child == 0) {
        run();
        ::_exit(1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

TEST(OutboxRelay, publishes_in_order_what_was_committed_and_forgets_it) {
    const argosy::testing::TemporaryFolder folder;
    Process p(folder.path());
    for (std::uint64_t n = 1; n <= 250; ++n) ASSERT_TRUE(p.commit(n));
    EXPECT_TRUE(p.heard.empty());
    EXPECT_EQ(p.waiting(), 250U);
    ASSERT_TRUE(p.relay.run());
    ASSERT_EQ(p.heard.size(), 250U);
    EXPECT_TRUE(std::ranges::is_sorted(p.heard));
    EXPECT_EQ(p.applied.front(), "alert 1") << "it came back as it was";
    EXPECT_EQ(p.waiting(), 0U);
    ASSERT_TRUE(p.relay.run());
    EXPECT_EQ(p.heard.size(), 250U);
}

TEST(OutboxRelay, a_change_that_is_undone_tells_nothing) {
    const argosy::testing::TemporaryFolder folder;
    Process p(folder.path());
    EXPECT_FALSE(p.store->write([&](store::Tables& t) -> Result<> {
        ARGOSY_TRY(put(t, p.subjects.alerts, alert(1)), "");
        return fail(Errc::rejected, "no");
    }));
    ASSERT_TRUE(p.relay.run());
    EXPECT_TRUE(p.heard.empty());
}

TEST(OutboxRelay, killed_between_commit_and_publish_it_is_told_at_the_next_start) {
    const argosy::testing::TemporaryFolder folder;
    in_a_process_that_dies([&] {
        Process p(folder.path());
        if (!p.commit(1) || !p.commit(2)) ::_exit(2);
        ::raise(SIGKILL);
    });
    Process next(folder.path());
    ASSERT_TRUE(next.relay.run());
    EXPECT_EQ(next.heard, (std::vector<std::uint64_t>{1, 2}));
    EXPECT_EQ(next.applied.size(), 2U);
    EXPECT_EQ(next.waiting(), 0U);
}

TEST(OutboxRelay, killed_between_publish_and_forgetting_it_is_told_again_and_applied_once) {
    const argosy::testing::TemporaryFolder folder;
    in_a_process_that_dies([&] {
        Process p(folder.path());
        for (std::uint64_t n = 1; n <= 3; ++n)
            if (!p.commit(n)) ::_exit(2);
        p.dies_at = 2;
        static_cast<void>(p.relay.run());
    });
    Process next(folder.path());
    ASSERT_TRUE(next.relay.run());
    EXPECT_EQ(next.heard, (std::vector<std::uint64_t>{1, 2, 3})) << "at least once";
    EXPECT_EQ(next.applied, std::vector<std::string>{"alert 3"}) << "the others were applied before the kill";
}

TEST(OutboxRelay, what_cannot_be_read_is_a_dead_letter_and_holds_up_nothing) {
    const argosy::testing::TemporaryFolder folder;
    Process p(folder.path());
    ASSERT_TRUE(p.store->write([&](store::Tables& t) -> Result<> {
        ARGOSY_TRY(t.outbox().put({.id = {1, 7}, .subject = "alerts", .envelope = "{\"type\":"}), "");
        ARGOSY_TRY(t.outbox().put({.id = {1, 8}, .subject = "gossip", .envelope = "{}"}), "");
        return put(t, p.subjects.alerts, alert(9));
    }));
    ASSERT_TRUE(p.relay.run());
    EXPECT_EQ(p.heard, std::vector<std::uint64_t>{9});
    const auto dead = p.store->read([](const store::Tables& t) { return t.dead_letters().list("", {}); });
    ASSERT_EQ(dead->rows.size(), 2U);
    EXPECT_EQ(dead->rows[0].subject, "gossip");
    EXPECT_EQ(p.waiting(), 0U);
}

TEST(OutboxRelay, what_a_subscriber_decides_meanwhile_goes_out_after_it) {
    const argosy::testing::TemporaryFolder folder;
    Process p(folder.path());
    const auto more = p.bus.topic(p.subjects.alerts).subscribe([&](const Message& m) {
        if (m.envelope.id.low != 1) return;
        EXPECT_TRUE(p.commit(2));
        EXPECT_TRUE(p.relay.run());
    });
    ASSERT_TRUE(p.commit(1));
    ASSERT_TRUE(p.relay.run());
    EXPECT_EQ(p.heard, (std::vector<std::uint64_t>{1, 2}));
    EXPECT_EQ(p.waiting(), 0U);
}

/// Takes nothing until it is mended.
class Broker final : public bus::Carrier {
public:
    Result<> publish(std::string_view, std::uint64_t, std::string_view) override {
        if (is_down) return fail(Errc::unavailable, "no broker");
        ++taken;
        return {};
    }
    Result<> subscribe(std::string_view) override { return {}; }
    void on_receive(Receive) override {}
    bool is_down = true;
    int taken = 0;
};

TEST(OutboxRelay, a_carrier_that_is_down_loses_nothing) {
    const argosy::testing::TemporaryFolder folder;
    Broker broker;
    Process p(folder.path());
    p.bus.attach(broker);
    ASSERT_TRUE(p.commit(1));
    EXPECT_EQ(p.relay.run().error().code(), Errc::unavailable);
    EXPECT_EQ(p.waiting(), 1U);
    EXPECT_TRUE(p.heard.empty());
    broker.is_down = false;
    ASSERT_TRUE(p.relay.run());
    EXPECT_EQ(broker.taken, 1);
    EXPECT_EQ(p.heard, std::vector<std::uint64_t>{1});
}

}  // namespace
}  // namespace argosy::outbox
