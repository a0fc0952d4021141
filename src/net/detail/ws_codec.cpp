#include "net/detail/ws_codec.hpp"

#include <array>
#include <cstring>
#include <openssl/evp.h>

#include "net/detail/utf8.hpp"

namespace argosy::net::detail {
namespace {

constexpr std::size_t read_bytes_min = 4096;
constexpr std::size_t buffer_kept_max = 64 << 10;
constexpr std::size_t control_bytes_max = 125;  // RFC 6455, 5.5

unsigned char byte_at(std::string_view bytes, std::size_t i) { return static_cast<unsigned char>(bytes[i]); }

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) value = value << 8 | byte_at(bytes, i);
    return value;
}

void append_big_endian(std::string& out, std::uint64_t value, int bytes) {
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift & 0xFF));
}

void apply_mask(char* data, std::size_t size, std::uint32_t mask) {
    std::array<char, 4> key{};
    std::memcpy(key.data(), &mask, sizeof mask);
    const std::uint64_t wide = std::uint64_t{mask} << 32 | mask;
    std::size_t i = 0;
    for (; i + 8 <= size; i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, data + i, sizeof word);
        word ^= wide;
        std::memcpy(data + i, &word, sizeof word);
    }
    for (; i < size; ++i) data[i] = static_cast<char>(data[i] ^ key[i % 4]);
}

/// RFC 6455, 7.4, and the codes registered since (1012 to 1014).
bool may_be_sent(std::uint64_t code) {
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

}  // namespace

void append_frame(std::string& out, WsOpcode opcode, std::string_view payload, std::optional<std::uint32_t> mask) {
    const auto mask_bit = mask ? 0x80U : 0U;
    out.push_back(static_cast<char>(0x80U | static_cast<unsigned>(opcode)));
    if (payload.size() < 126) {
        out.push_back(static_cast<char>(mask_bit | payload.size()));
    } else if (payload.size() <= 0xFFFF) {
        out.push_back(static_cast<char>(mask_bit | 126));
        append_big_endian(out, payload.size(), 2);
    } else {
        out.push_back(static_cast<char>(mask_bit | 127));
        append_big_endian(out, payload.size(), 8);
    }
    if (!mask) {
        out.append(payload);
        return;
    }
    const std::uint32_t key = *mask;
    out.append(4, '\0');
    std::memcpy(out.data() + out.size() - 4, &key, 4);
    out.append(payload);
    apply_mask(out.data() + out.size() - payload.size(), payload.size(), key);
}

std::string close_payload(CloseCode code, std::string_view reason) {
    std::string out;
    append_big_endian(out, static_cast<std::uint16_t>(code), 2);
    std::size_t length = std::min(reason.size(), control_bytes_max - 2);
    while (length < reason.size() && length > 0 && (byte_at(reason, length) & 0xC0) == 0x80) --length;
    return out.append(reason.substr(0, length));
}

std::string accept_key(std::string_view key) {
    const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, 20> digest{};
    unsigned int size = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
    std::array<unsigned char, 29> base64{};
    EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(size));
    return {reinterpret_cast<const char*>(base64.data()), 28};
}

bool is_valid_key(std::string_view key) noexcept {
    if (key.size() != 24 || !key.ends_with("==")) return false;
    std::array<unsigned char, 18> decoded{};
    return EVP_DecodeBlock(decoded.data(), reinterpret_cast<const unsigned char*>(key.data()), 24) == 18;
}

boost::asio::mutable_buffer WsParser::prepare() {
    buffer_.consume(used_);
    used_ = 0;
    if (buffer_.is_empty()) buffer_.shrink(buffer_kept_max);
    // Memory follows what has arrived, not what a frame's header announces.
    return buffer_.prepare(std::max(read_bytes_min, std::min(wanted_, buffer_.size())));
}

std::nullopt_t WsParser::refuse(CloseCode code, std::string_view what) {
    failure_ = Failure{code, what};
    return std::nullopt;
}

std::optional<WsParser::Header> WsParser::read_header() {
    const std::string_view bytes = buffer_.view();
    if (bytes.size() < 2) return std::nullopt;
    if ((byte_at(bytes, 0) & 0x70) != 0) return refuse(CloseCode::protocol_error, "a reserved bit is set");
    Header h;
    h.is_final = (byte_at(bytes, 0) & 0x80) != 0;
    h.opcode = static_cast<WsOpcode>(byte_at(bytes, 0) & 0x0F);
    h.is_masked = (byte_at(bytes, 1) & 0x80) != 0;
    if (!read_length(h, bytes)) return std::nullopt;
    if (h.is_masked) {
        if (bytes.size() < h.header_bytes + 4) return std::nullopt;
        std::memcpy(&h.mask, bytes.data() + h.header_bytes, 4);
        h.header_bytes += 4;
    }
    if (!check(h)) return std::nullopt;
    return h;
}

bool WsParser::read_length(Header& header, std::string_view bytes) {
    const std::size_t shown = byte_at(bytes, 1) & 0x7F;
    const std::size_t extra = shown == 127 ? 8 : shown == 126 ? 2 : 0;
    header.header_bytes = 2 + extra;
    if (bytes.size() < header.header_bytes) return false;
    const std::uint64_t length = extra == 0 ? shown : big_endian(bytes.substr(2, extra));
    if ((extra == 2 && length < 126) || (extra == 8 && length <= 0xFFFF)) {
        refuse(CloseCode::protocol_error, "a length in a longer form than needed");
        return false;
    }
    if (length > message_bytes_max_) {
        refuse(CloseCode::too_big, "the message is too large");
        return false;
    }
    header.payload_bytes = static_cast<std::size_t>(length);
    return true;
}

bool WsParser::check(const Header& h) {
    const auto number = static_cast<unsigned>(h.opcode);
    std::string_view wrong;
    if (h.is_masked != expects_mask_) {
        wrong = expects_mask_ ? "a client's frame must be masked" : "a server's frame must not be masked";
    } else if ((number > 2 && number < 8) || number > 10) {
        wrong = "an unknown kind of frame";
    } else if (h.is_control() && (!h.is_final || h.payload_bytes > control_bytes_max)) {
        wrong = "a control frame that is fragmented or too long";
    } else if (h.opcode == WsOpcode::continuation && !fragmented_) {
        wrong = "a continuation of nothing";
    } else if (!h.is_control() && h.opcode != WsOpcode::continuation && fragmented_) {
        wrong = "a new message inside a fragmented one";
    }
    if (!wrong.empty()) refuse(CloseCode::protocol_error, wrong);
    return wrong.empty();
}

std::optional<WsEvent> WsParser::next() {
    while (!failure_) {
        buffer_.consume(used_);
        used_ = 0;
        const auto header = read_header();
        if (!header) break;
        const std::size_t frame = header->header_bytes + header->payload_bytes;
        if (buffer_.size() < frame) {
            wanted_ = frame - buffer_.size();
            return std::nullopt;
        }
        wanted_ = 0;
        used_ = frame;
        if (auto event = take(*header)) return event;
    }
    return std::nullopt;
}

std::optional<WsEvent> WsParser::take(const Header& h) {
    char* data = buffer_.data() + h.header_bytes;
    if (h.is_masked) apply_mask(data, h.payload_bytes, h.mask);
    const std::string_view payload(data, h.payload_bytes);
    if (h.opcode == WsOpcode::close) return take_close(payload);
    if (h.is_control()) return WsEvent{.kind = h.opcode, .payload = payload};
    if (h.is_final && !fragmented_) return message(h.opcode, payload);

    if (!fragmented_) {
        fragmented_ = h.opcode;
        fragments_.clear();
    }
    if (fragments_.size() + payload.size() > message_bytes_max_) {
        return refuse(CloseCode::too_big, "the message is too large");
    }
    fragments_.append(payload);
    if (!h.is_final) return std::nullopt;
    const WsOpcode kind = *fragmented_;
    fragmented_.reset();
    return message(kind, fragments_);
}

std::optional<WsEvent> WsParser::message(WsOpcode kind, std::string_view payload) {
    if (kind == WsOpcode::text && !is_valid_utf8(payload)) {
        return refuse(CloseCode::invalid_payload, "the text is not UTF-8");
    }
    return WsEvent{.kind = kind, .payload = payload};
}

std::optional<WsEvent> WsParser::take_close(std::string_view payload) {
    if (payload.empty()) return WsEvent{.kind = WsOpcode::close};
    if (payload.size() == 1) return refuse(CloseCode::protocol_error, "half a close code");
    const std::uint64_t code = big_endian(payload.substr(0, 2));
    if (!may_be_sent(code)) return refuse(CloseCode::protocol_error, "a close code that must not be sent");
    if (!is_valid_utf8(payload.substr(2))) return refuse(CloseCode::invalid_payload, "the reason is not UTF-8");
    return WsEvent{.kind = WsOpcode::close, .payload = payload.substr(2), .code = static_cast<CloseCode>(code)};
}

}  // namespace argosy::net::detail
