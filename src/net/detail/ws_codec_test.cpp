#include "net/detail/ws_codec.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "net/detail/utf8.hpp"

namespace argosy::net::detail {
namespace {

std::string frame(WsOpcode opcode, std::string_view payload, std::uint32_t mask = 0x01020304) {
    std::string out;
    append_frame(out, opcode, payload, mask);
    return out;
}

/// Clears FIN: more fragments follow.
std::string fragment(WsOpcode opcode, std::string_view payload) {
    std::string out = frame(opcode, payload);
    out[0] = static_cast<char>(out[0] & 0x7F);
    return out;
}

struct Outcome {
    std::vector<std::pair<WsOpcode, std::string>> events;
    std::optional<CloseCode> failed;
    CloseCode close_code = CloseCode::no_status;
};

/// Feeds the bytes in pieces of `step`, as a server sees them.
Outcome parse(std::string_view bytes, std::size_t step = 1U << 20, std::size_t limit = 1000) {
    WsParser parser(true, limit);
    Outcome outcome;
    while (!bytes.empty()) {
        const auto piece = bytes.substr(0, step);
        bytes.remove_prefix(piece.size());
        std::size_t done = 0;
        while (done < piece.size()) {
            const auto room = parser.prepare();
            const auto n = std::min(room.size(), piece.size() - done);
            std::memcpy(room.data(), piece.data() + done, n);
            parser.commit(n);
            done += n;
            while (const auto event = parser.next()) {
                outcome.events.emplace_back(event->kind, event->payload);
                outcome.close_code = event->code;
            }
        }
    }
    if (parser.failure()) outcome.failed = parser.failure()->code;
    return outcome;
}

using Events = std::vector<std::pair<WsOpcode, std::string>>;

TEST(WsParser, reads_the_examples_of_the_rfc) {
    // RFC 6455, 5.7: a masked "Hello" and a ping that carries it.
    const std::string hello("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", 11);
    EXPECT_EQ(parse(hello).events, (Events{{WsOpcode::text, "Hello"}}));
    const std::string pong("\x8a\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", 11);
    EXPECT_EQ(parse(pong).events, (Events{{WsOpcode::pong, "Hello"}}));
}

TEST(WsCodec, answers_the_key_of_the_rfc) {
    EXPECT_EQ(accept_key("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    EXPECT_TRUE(is_valid_key("dGhlIHNhbXBsZSBub25jZQ=="));
    EXPECT_FALSE(is_valid_key("dGhlIHNhbXBsZSBub25jZQ="));
    EXPECT_FALSE(is_valid_key("****IHNhbXBsZSBub25jZQ=="));
    EXPECT_FALSE(is_valid_key(""));
}

TEST(WsParser, collects_fragments_around_control_frames) {
    const std::string bytes = fragment(WsOpcode::text, "ab") + frame(WsOpcode::ping, "p") +
                              fragment(WsOpcode::continuation, "") + frame(WsOpcode::continuation, "cd") +
                              frame(WsOpcode::binary, "x");
    for (const std::size_t step : {1U, 2U, 7U, 1000U}) {
        EXPECT_EQ(parse(bytes, step).events,
                  (Events{{WsOpcode::ping, "p"}, {WsOpcode::text, "abcd"}, {WsOpcode::binary, "x"}}));
    }
}

RC_GTEST_PROP(WsParser, gives_back_what_was_framed, ()) {
    const auto payload = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
    const auto mask = *rc::gen::arbitrary<std::uint32_t>();
    const auto step = *rc::gen::inRange<std::size_t>(1, 50);
    const std::string large = payload + std::string(*rc::gen::element<std::size_t>(0, 120, 126, 70000), 'x');
    const auto outcome = parse(frame(WsOpcode::binary, large, mask), step, 1 << 20);
    RC_ASSERT(outcome.events == (Events{{WsOpcode::binary, large}}));
}

struct Wrong {
    const char* name;
    std::string bytes;
    CloseCode code = CloseCode::protocol_error;
};

std::string unmasked(WsOpcode opcode, std::string_view payload) {
    std::string out;
    append_frame(out, opcode, payload);
    return out;
}

std::string with_first_byte(char first, std::string bytes) {
    bytes[0] = first;
    return bytes;
}

TEST(WsParser, names_what_the_peer_did_wrong) {
    const auto text = frame(WsOpcode::text, "a");
    const std::vector<Wrong> all{
        {"unmasked", unmasked(WsOpcode::text, "a")},
        {"reserved bit 1", with_first_byte('\xC1', text)},
        {"reserved bit 3", with_first_byte('\x91', text)},
        {"opcode 3", with_first_byte('\x83', text)},
        {"opcode 11", with_first_byte('\x8B', text)},
        {"continuation of nothing", frame(WsOpcode::continuation, "a")},
        {"message inside a message", fragment(WsOpcode::text, "a") + text},
        {"fragmented ping", fragment(WsOpcode::ping, "a")},
        {"long ping", frame(WsOpcode::ping, std::string(126, 'a'))},
        {"half a close code", frame(WsOpcode::close, "\x03")},
        {"close code 1005", frame(WsOpcode::close, close_payload(CloseCode::no_status, ""))},
        {"close code 999", frame(WsOpcode::close, close_payload(static_cast<CloseCode>(999), ""))},
        {"close reason not UTF-8", frame(WsOpcode::close, close_payload(CloseCode::normal, "\xff")),
         CloseCode::invalid_payload},
        {"not UTF-8", frame(WsOpcode::text, "\xed\xa0\x80"), CloseCode::invalid_payload},
        {"not UTF-8 across fragments", fragment(WsOpcode::text, "\xce") + frame(WsOpcode::continuation, "a"),
         CloseCode::invalid_payload},
        {"too big", frame(WsOpcode::text, std::string(1001, 'a')), CloseCode::too_big},
        {"too big in fragments",
         fragment(WsOpcode::text, std::string(600, 'a')) + frame(WsOpcode::continuation, std::string(600, 'a')),
         CloseCode::too_big},
        {"2^63 bytes", std::string("\x81\xFF\x80\0\0\0\0\0\0\0\0\0\0\0", 14), CloseCode::too_big},
        {"length in 2 bytes needlessly", std::string("\x81\xFE\0\x01\0\0\0\0a", 9)},
        {"length in 8 bytes needlessly", std::string("\x81\xFF\0\0\0\0\0\0\x01\0\0\0\0\0", 14)},
    };
    for (const auto& wrong : all) {
        const auto outcome = parse(wrong.bytes);
        ASSERT_TRUE(outcome.failed.has_value()) << wrong.name;
        EXPECT_EQ(*outcome.failed, wrong.code) << wrong.name;
    }
}

TEST(WsParser, nothing_follows_a_failure) {
    EXPECT_TRUE(parse(unmasked(WsOpcode::text, "a") + frame(WsOpcode::text, "b")).events.empty());
}

TEST(WsParser, a_client_refuses_masked_frames) {
    WsParser parser(false, 1000);
    parser.append(frame(WsOpcode::text, "a"));
    EXPECT_FALSE(parser.next().has_value());
    EXPECT_EQ(parser.failure()->code, CloseCode::protocol_error);
}

TEST(WsParser, memory_follows_what_came_and_not_what_was_announced) {
    WsParser parser(true, 1U << 30);
    parser.append(std::string("\x81\xFF\0\0\0\0\x10\0\0\0\0\0\0\0", 14));
    EXPECT_FALSE(parser.next().has_value());
    EXPECT_LE(parser.prepare().size(), 8192U);
}

TEST(WsCodec, cuts_a_reason_between_characters) {
    const std::string reason = std::string(122, 'a') + "\xc3\xa9";
    const auto payload = close_payload(CloseCode::normal, reason);
    EXPECT_EQ(payload.size(), 124U);
    EXPECT_TRUE(is_valid_utf8(payload.substr(2)));
}

TEST(Utf8, follows_the_table_of_well_formed_sequences) {
    for (const std::string_view good : {"", "abcdefghij", "\xc2\x80", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xef\xbf\xbf",
                                        "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "12345678\xc3\xa9 12345678"}) {
        EXPECT_TRUE(is_valid_utf8(good)) << good;
    }
    for (const std::string_view bad :
         {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
          "\xf5\x80\x80\x80", "\xc3", "\xe2\x82", "1234567\xff"}) {
        EXPECT_FALSE(is_valid_utf8(bad)) << bad;
    }
}

}  // namespace
}  // namespace argosy::net::detail
