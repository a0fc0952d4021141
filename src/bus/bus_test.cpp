#include "bus/bus.hpp"

#include <gtest/gtest.h>
#include <variant>

namespace argosy::bus {
namespace {

struct Count {
    int value = 0;
};
using Payload = std::variant<Count>;
const Subject<Payload> counts{
    .name = "counts",
    .type = [](const Payload&) noexcept -> std::string_view { return "count"; },
    .encode = [](const Payload& p) { return "{\"value\":" + std::to_string(std::get<Count>(p).value) + "}"; },
    .decode = [](std::string_view type, std::string_view data) -> Result<Payload> {
        if (type != "count") return fail(Errc::parse, "unknown type");
        return Payload(Count{std::stoi(std::string(data.substr(9)))});
    },
};

/// Two processes whose carriers hand each other everything, twice: at least once, as a real one does.
class Pipe final : public Carrier {
public:
    void join(Pipe& other) { other_ = &other; }
    Result<> publish(std::string_view subject, std::uint64_t, std::string_view message) override {
        sent.emplace_back(std::string(subject), std::string(message));
        for (int i = 0; i < 2; ++i) other_->take(subject, message);
        return {};
    }
    Result<> subscribe(std::string_view) override { return {}; }
    void on_receive(Receive receive) override { receive_ = std::move(receive); }
    void take(std::string_view subject, std::string_view message) {
        if (receive_) receive_(subject, message);
    }
    std::vector<std::pair<std::string, std::string>> sent;

private:
    Pipe* other_ = nullptr;
    Receive receive_;
};

struct TwoProcesses : testing::Test {
    Pipe pipe_a, pipe_b;
    Bus a, b;
    void SetUp() override {
        pipe_a.join(pipe_b);
        pipe_b.join(pipe_a);
        static_cast<void>(a.topic(counts));
        static_cast<void>(b.topic(counts));
        a.attach(pipe_a);
        b.attach(pipe_b);
    }
};

TEST_F(TwoProcesses, AMessageReachesTheOtherProcessOnceAndDoesNotComeBack) {
    std::vector<int> here, there;
    const auto s1 = a.topic(counts).subscribe([&](const auto& m) { here.push_back(std::get<Count>(m.data).value); });
    const auto s2 = b.topic(counts).subscribe([&](const auto& m) { there.push_back(std::get<Count>(m.data).value); });
    a.topic(counts).publish({{.id = {1, 1}, .source = "risk"}, Count{5}});
    EXPECT_EQ(here, (std::vector{5}));
    EXPECT_EQ(there, (std::vector{5}));
    EXPECT_TRUE(pipe_b.sent.empty());
}

TEST_F(TwoProcesses, WhatCannotBeReadGoesToTheDeadLettersAndTheRestGoesOn) {
    int there = 0;
    const auto s = b.topic(counts).subscribe([&](const auto&) { ++there; });
    pipe_b.take("counts", "{broken");
    pipe_b.take("counts", seal({.id = {1, 1}, .source = "x"}, "unheard_of", "{}"));
    ASSERT_EQ(pipe_b.sent.size(), 2u);
    EXPECT_EQ(pipe_b.sent[0].first, "counts.dead");
    EXPECT_EQ(b.stats().front().dead, 2u);
    EXPECT_NE(b.last_fault().find("unknown type"), std::string::npos) << b.last_fault();
    a.topic(counts).publish({{.id = {1, 2}, .source = "x"}, Count{1}});
    EXPECT_EQ(there, 1);
}

TEST(Bus, ASubjectIsOneTopic) {
    Bus bus;
    EXPECT_EQ(&bus.topic(counts), &bus.topic(counts));
}

}  // namespace
}  // namespace argosy::bus
