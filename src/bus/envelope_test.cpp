#include "bus/envelope.hpp"

#include <gtest/gtest.h>

namespace argosy::bus {
namespace {

const std::string fill =
    R"({"type":"fill","id":"01920e4a-7c3b-7d1e-9f00-3a5b6c7d8e9f","time":"2024-08-08T23:54:15.342Z",)"
    R"("source":"execution","cause":"01920e4a-7c3b-7d1e-9f00-3a5b6c7d8e9e",)"
    R"("trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","data":{"qty":"1.5"}})";

std::string problem(std::string_view json) {
    const auto message = unseal(json);
    return message ? "" : std::string(message.error().message());
}

TEST(Envelope, WhatWasUnsealedSealsToTheSameText) {
    const auto message = unseal(fill);
    ASSERT_TRUE(message) << message.error().message();
    EXPECT_EQ(message->type, "fill");
    EXPECT_EQ(message->envelope.source, "execution");
    EXPECT_EQ(message->data, R"({"qty":"1.5"})");
    EXPECT_EQ(seal(message->envelope, message->type, message->data), fill);
}

TEST(Envelope, AMessageWithoutCauseAndTraceHasNulls) {
    const Envelope plain{.id = {1, 2}, .time = time_from_ns(0), .source = "risk"};
    const auto text = seal(plain, "alert", "{}");
    EXPECT_NE(text.find(R"("cause":null,"trace":null)"), std::string::npos) << text;
    const auto back = unseal(text);
    ASSERT_TRUE(back);
    EXPECT_TRUE(back->envelope.cause.is_none());
    EXPECT_TRUE(back->envelope.trace.is_none());
}

TEST(Envelope, AFaultNamesItsField) {
    EXPECT_NE(problem({}).find("not a JSON object"), std::string::npos);
    EXPECT_NE(problem("[]").find("not a JSON object"), std::string::npos);
    EXPECT_NE(problem(R"({"type":3})").find("type"), std::string::npos);
    auto broken = fill;
    broken.replace(broken.find("2024-08-08"), 10, "2024-13-08");
    EXPECT_NE(problem(broken).find("time"), std::string::npos);
    broken = fill;
    broken.replace(broken.find(R"({"qty":"1.5"})"), 13, "[]");
    EXPECT_NE(problem(broken).find("data: expected an object"), std::string::npos);
}

TEST(Envelope, FieldsOfANewerProgramArePassedOver) {
    auto newer = fill;
    newer.insert(1, R"("priority":9,)");
    EXPECT_TRUE(unseal(newer));
}

TEST(Intern, EqualNamesAreOneAddress) {
    const std::string a = "strategy", b = "strategy";
    EXPECT_EQ(intern(a)->data(), intern(b)->data());
}

}  // namespace
}  // namespace argosy::bus
