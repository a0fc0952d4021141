#include "codec/bytes.hpp"

#include <gmock/gmock.h>
#include <string>

#include "domain/command.hpp"
#include "domain/event.hpp"
#include "domain/signal.hpp"

namespace argosy::codec {
namespace {

using testing::HasSubstr;
using namespace domain;

template <class T>
std::string hex_of(const T& value) {
    ByteBuffer b;
    append_bytes(b, value);
    std::string out;
    for (const std::byte each : b.view()) {
        char text[4];
        std::snprintf(text, sizeof text, "%02x", static_cast<unsigned>(each));
        out += text;
    }
    return out;
}

template <class T>
std::string error_of(std::string_view bytes) {
    const auto r = from_bytes<T>(std::as_bytes(std::span(bytes)));
    return r ? "no error" : std::string(r.error().message());
}

TEST(Bytes, the_layout_is_pinned) {
    // version 1, tag 2, order 12 as 13
    EXPECT_EQ(hex_of(VenueCommand(CancelOrder{OrderId(12)})), "01020d");
    // order none, quantity 1 (10^8 folded to 2×10^8), prices -1 raw and 0
    EXPECT_EQ(hex_of(VenueCommand(ReplaceOrder{{}, "1"_qty, Price::from_raw(-1), {}})),
              "010300"
              "8084af5f"
              "01"
              "00");
    // filled, text "no", time 8 bytes little-endian
    EXPECT_EQ(hex_of(VenueEvent(OrderCanceled{OrderId(1), {}, "no", time_from_ns(258)})),
              "0103"
              "02"
              "00"
              "026e6f"
              "0201000000000000");
    EXPECT_EQ(hex_of(Command(EmergencyStop{.flatten = true, .reason = {}})), "01030100");
}

TEST(Bytes, an_order_life_is_small) {
    OrderRequest r{
        .instrument = InstrumentId(3), .type = OrderType::limit, .qty = "0.01"_qty, .limit_price = "64123.5"_px};
    ByteBuffer b;
    append_bytes(b, VenueCommand(SubmitOrder{OrderId(100'000), r}));
    EXPECT_LE(b.size(), 45u);
}

TEST(Bytes, hostile_bytes_are_refused_with_their_offset) {
    EXPECT_EQ(error_of<VenueCommand>(""), "cut at byte 0 of 0");
    EXPECT_EQ(error_of<VenueCommand>(std::string("\x02\x02\x0d")), "byte form 2, this program knows form 1");
    EXPECT_EQ(error_of<VenueCommand>(std::string("\x01\x09")), "an unknown tag at byte 2 of 2");
    EXPECT_EQ(error_of<VenueCommand>(std::string("\x01\x02\x8d\x00", 4)), "a number out of range at byte 4 of 4");
    EXPECT_EQ(error_of<VenueCommand>("\x01\x02" + std::string(9, '\xff') + '\x02'),
              "a number out of range at byte 12 of 12");
    EXPECT_EQ(error_of<Command>(std::string("\x01\x03\x02\x00", 4)),
              "a truth value that is neither 0 nor 1 at byte 3 of 4");
    EXPECT_EQ(error_of<Command>(std::string("\x01\x03\x01\x05hi", 6)), "a text beyond the end at byte 4 of 6");
    EXPECT_EQ(error_of<Command>("\x01\x03\x01\x60" + std::string(96, 'x')), "a number out of range at byte 4 of 100");
    EXPECT_EQ(error_of<Command>(std::string("\x01\x01\x00", 3)), "something behind the end at byte 2 of 3");
    // a ballot whose list of votes says four thousand million
    ByteBuffer b;
    append_bytes(b, Ballot{});
    std::string ballot(reinterpret_cast<const char*>(b.view().data()), b.size());
    ballot.pop_back();
    EXPECT_THAT(error_of<Ballot>(ballot + "\xff\xff\xff\xff\x0f"), HasSubstr("a count beyond the end"));
}

TEST(ByteBuffer, keeps_its_memory) {
    ByteBuffer b;
    b.append(std::as_bytes(std::span(std::string_view("hello"))));
    const auto* where = b.view().data();
    b.clear();
    b.append(std::as_bytes(std::span(std::string_view("world"))));
    EXPECT_EQ(b.view().data(), where);
    for (int i = 0; i < 1000; ++i) b.append(std::as_bytes(std::span(std::string_view("0123456789"))));
    EXPECT_EQ(b.size(), 10'005u);
    EXPECT_EQ(static_cast<char>(b.view()[0]), 'w');
    EXPECT_EQ(static_cast<char>(b.view()[10'004]), '9');
}

}  // namespace
}  // namespace argosy::codec
