#include "runtime/publisher.hpp"

#include <csignal>
#include <gtest/gtest.h>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/views.hpp"
#include "strategies/builtin.hpp"
#include "support/temporary_folder.hpp"

namespace argosy::runtime {
namespace {

struct PublisherTest : ::testing::Test {
    PublisherTest() {
        strategies::add_builtin(catalogue);
        auto opened = Simulation::open(default_simulation(), catalogue, {});
        EXPECT_TRUE(opened) << opened.error().message();
        simulation = std::move(*opened);
        names = names_of(*simulation);
        keep(bus.topic(subjects.executions));
        keep(bus.topic(subjects.signals));
        keep(bus.topic(subjects.performance));
        publisher.emplace(*simulation, bus, subjects);
    }
    template <class T>
    void keep(bus::Topic<T>& topic) {
        subscriptions.push_back(topic.subscribe([this, &topic](const bus::Message<T>& m) {
            messages.push_back({m.envelope, std::string(topic.subject().type(m.data))});
        }));
    }
    [[nodiscard]] std::size_t count(std::string_view type) const {
        return static_cast<std::size_t>(std::ranges::count(messages, type, &Seen::type));
    }

    struct Seen {
        bus::Envelope envelope;
        std::string type;
    };
    strategy::Catalogue catalogue;
    std::unique_ptr<Simulation> simulation;
    codec::Names names;
    messages::Subjects subjects{names};
    bus::Bus bus;
    std::vector<bus::Subscription> subscriptions;
    std::optional<Publisher> publisher;
    std::vector<Seen> messages;
};

TEST_F(PublisherTest, every_fill_leads_back_to_a_ballot_or_a_protection) {
    simulation->play_history();
    std::map<Uuid, const Seen*> by_id;
    for (const Seen& m : messages) EXPECT_TRUE(by_id.emplace(m.envelope.id, &m).second) << m.type << " came twice";
    ASSERT_GT(count("fill"), 10U);
    std::size_t from_ballots = 0;
    for (const Seen& m : messages) {
        if (m.type != "fill") continue;
        const auto order = by_id.find(m.envelope.cause);
        ASSERT_NE(order, by_id.end());
        const auto ballot = by_id.find(order->second->envelope.cause);
        from_ballots += ballot != by_id.end() && ballot->second->type == "consensus";
    }
    EXPECT_GT(from_ballots, 5U);
}

TEST_F(PublisherTest, repeating_repeats_the_ids) {
    simulation->play_history();
    std::set<Uuid> first;
    for (const Seen& m : messages)
        if (m.type == "trade_closed") first.insert(m.envelope.id);
    ASSERT_GT(first.size(), 3U);
    messages.clear();
    publisher->repeat();
    std::set<Uuid> again;
    for (const Seen& m : messages)
        if (m.type == "trade_closed") again.insert(m.envelope.id);
    EXPECT_EQ(first, again);
}

/// Trades closed by a run of this journal, by the ids under which they were told.
std::set<Uuid> told_trades(Simulation& simulation, const std::function<void(Publisher&)>& during) {
    const codec::Names names = names_of(simulation);
    const messages::Subjects subjects(names);
    bus::Bus bus;
    std::set<Uuid> out;
    const auto subscription = bus.topic(subjects.performance).subscribe([&](const auto& m) {
        if (std::holds_alternative<domain::RoundTrip>(m.data)) out.insert(m.envelope.id);
    });
    Publisher publisher(simulation, bus, subjects);
    during(publisher);
    return out;
}

TEST_F(PublisherTest, killed_between_journal_and_bus_the_core_tells_it_at_the_next_start) {
    const argosy::testing::TemporaryFolder folder;
    const auto open = [&](bool journaled) {
        return Simulation::open(default_simulation(), catalogue,
                                {.journal = journaled ? folder.path() : std::filesystem::path()})
            .value();
    };
    const pid_t child = ::fork();
    if (child == 0) {
        const auto killed = open(true);  // nobody listens: nothing of it reaches a bus
        killed->play_history();
        ::raise(SIGKILL);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));

    const auto twin = open(false);
    const auto expected = told_trades(*twin, [&](Publisher&) { twin->play_history(); });
    ASSERT_GT(expected.size(), 3U);
    const auto next = open(true);
    EXPECT_EQ(told_trades(*next, [](Publisher& p) { p.repeat(); }), expected) << "under the same ids";
}

TEST_F(PublisherTest, changes_are_told_once_for_many_instants) {
    simulation->play_history();
    publisher->publish_changes();
    publisher->publish_changes();
    EXPECT_EQ(count("equity_point"), 1U);
}

}  // namespace
}  // namespace argosy::runtime
