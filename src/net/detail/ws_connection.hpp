#pragma once

#include <functional>
#include <memory>
#include <string>

#include "net/detail/send_queue.hpp"
#include "net/detail/ws_codec.hpp"
#include "net/websocket.hpp"

namespace argosy::net::detail {

/// One end of a WebSocket over a stream whose handshake is done. Owned by its pending operations and by WsPeers.
class WsConnection : public std::enable_shared_from_this<WsConnection> {
public:
    enum class Role : std::uint8_t { client, server };
    struct Setup {
        Loop& loop;
        Role role;
        std::string remote;
        WsHandlers handlers;
        WsOptions options;
    };

    explicit WsConnection(Setup setup);

    /// Called once after on_close: the owner forgets the connection.
    void on_end(Task task) { on_end_ = std::move(task); }
    /// Takes the stream; `greeting` leaves first, `leftover` is what came behind the handshake. With
    /// is_read_pending somebody else's read is under way on the stream; its bytes come through handed_over.
    void start(std::unique_ptr<Stream> stream, Body greeting, std::string_view leftover, bool is_read_pending);
    void handed_over(const error_code& ec, std::string_view bytes);

    bool send(WsOpcode opcode, std::string_view payload);
    bool send_frame(Bytes frame);
    /// Queues without writing; flush() writes.
    bool send_frame_later(Bytes frame);
    void flush() { out_.flush(); }
    void close(CloseCode code, std::string_view reason);
    void cut() { end(CloseCode::abnormal, {}); }
    void drop_queue() { out_.drop(); }
    /// Regularly: pings, and time limits.
    void tick(Duration now);

    [[nodiscard]] bool is_open() const noexcept { return state_ == State::open; }
    [[nodiscard]] std::size_t queued_bytes() const noexcept { return out_.bytes(); }
    [[nodiscard]] const std::string& remote() const noexcept { return setup_.remote; }

private:
    // open -> closing (our close frame is queued) -> flushing (the peer's came too) -> ended
    enum class State : std::uint8_t { open, closing, flushing, ended };

    bool enqueue(Bytes frame, bool is_control);
    void read();
    void received(const error_code& ec, std::size_t n);
    void process();
    void wait_for_next_turn();
    void handle(const WsEvent& event);
    void handle_close(const WsEvent& event);
    void begin_flushing(CloseCode code, std::string_view reason);
    void finish_if_flushed();
    void end(CloseCode code, std::string_view reason);

    Setup setup_;
    std::unique_ptr<Stream> stream_;
    SendQueue out_;
    WsParser parser_;
    Task on_end_;
    State state_ = State::open;
    CloseCode close_code_ = CloseCode::abnormal;  // as on_close will tell it
    std::string close_reason_;
    Duration last_received_{}, ping_sent_{}, deadline_{};
    bool is_ping_out_ = false;
    bool is_reading_ = false;
    bool is_waiting_ = false;  // for its next turn
};

}  // namespace argosy::net::detail
