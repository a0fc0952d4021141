#include "net/detail/ws_connection.hpp"

#include <openssl/rand.h>

namespace argosy::net {
namespace detail {
namespace {

/// After so many frames others have their turn: a peer that sends small ones without end must not hold the loop.
constexpr int frames_per_turn = 64;

std::uint32_t random_mask() {
    std::uint32_t mask = 0;
    RAND_bytes(reinterpret_cast<unsigned char*>(&mask), sizeof mask);
    return mask;
}

}  // namespace

WsConnection::WsConnection(Setup setup)
    : setup_(std::move(setup)), parser_(setup_.role == Role::server, setup_.options.message_bytes_max) {}

void WsConnection::start(std::unique_ptr<Stream> stream, Body greeting, std::string_view leftover,
                         bool is_read_pending) {
    stream_ = std::move(stream);
    last_received_ = steady_time();
    out_.attach(
        *stream_, [this] { return shared_from_this(); },
        [this] {
            finish_if_flushed();
            if (state_ != State::open || !setup_.handlers.on_drained) return;
            WsPeer self(shared_from_this());
            setup_.handlers.on_drained(self);
        },
        [this](const error_code&) { end(close_code_, {}); });
    out_.push(std::move(greeting));
    parser_.append(leftover);
    is_reading_ = is_read_pending;
    // The caller has no WsPeer yet: what came behind the handshake is looked at when it has.
    setup_.loop.post([self = shared_from_this()] { self->process(); });
}

void WsConnection::handed_over(const error_code& ec, std::string_view bytes) {
    is_reading_ = false;
    if (state_ == State::ended) return;
    if (ec) return end(close_code_, close_reason_);
    parser_.append(bytes);
    process();
}

void WsConnection::read() {
    if (state_ == State::ended || is_reading_) return;
    is_reading_ = true;
    stream_->read_some(parser_.prepare(),
                       [self = shared_from_this()](const error_code& ec, std::size_t n) { self->received(ec, n); });
}

void WsConnection::received(const error_code& ec, std::size_t n) {
    is_reading_ = false;
    if (state_ == State::ended) return;
    if (ec) return end(close_code_, close_reason_);
    last_received_ = steady_time();
    is_ping_out_ = false;
    parser_.commit(n);
    process();
}

void WsConnection::process() {
    if (is_waiting_) return;
    for (int handled = 0; state_ == State::open || state_ == State::closing; ++handled) {
        if (handled == frames_per_turn) return wait_for_next_turn();
        const auto event = parser_.next();
        if (!event) break;
        handle(*event);
    }
    if (const auto& failure = parser_.failure(); failure && state_ < State::flushing) {
        close(failure->code, failure->what);
        begin_flushing(failure->code, failure->what);
    }
    if (state_ >= State::flushing) parser_.discard();
    read();
}

/// Nothing is read meanwhile, so that what waits is bounded by the buffer.
void WsConnection::wait_for_next_turn() {
    is_waiting_ = true;
    setup_.loop.post([self = shared_from_this()] {
        self->is_waiting_ = false;
        self->process();
    });
}

void WsConnection::handle(const WsEvent& event) {
    WsPeer self(shared_from_this());
    switch (event.kind) {
        case WsOpcode::text:
            if (state_ == State::open && setup_.handlers.on_text) setup_.handlers.on_text(self, event.payload);
            return;
        case WsOpcode::binary:
            if (state_ == State::open && setup_.handlers.on_binary) setup_.handlers.on_binary(self, event.payload);
            return;
        case WsOpcode::ping:
            if (state_ == State::open) send(WsOpcode::pong, event.payload);
            return;
        case WsOpcode::close: return handle_close(event);
        case WsOpcode::pong:
        case WsOpcode::continuation: return;
    }
}

void WsConnection::handle_close(const WsEvent& event) {
    if (state_ == State::open) {
        const bool has_code = event.code != CloseCode::no_status;
        send(WsOpcode::close, has_code ? close_payload(event.code, {}) : std::string());
        deadline_ = steady_time() + setup_.options.close_timeout;
    }
    begin_flushing(event.code, event.payload);
}

void WsConnection::begin_flushing(CloseCode code, std::string_view reason) {
    if (state_ >= State::flushing) return;
    state_ = State::flushing;
    close_code_ = code;
    close_reason_ = reason;
    finish_if_flushed();
}

void WsConnection::finish_if_flushed() {
    // Closing with unread bytes would reset the connection before the peer has read our close frame: what still
    // comes is discarded until the peer closes, or the deadline.
    if (state_ == State::flushing && out_.is_empty()) stream_->shutdown_send();
}

bool WsConnection::send(WsOpcode opcode, std::string_view payload) {
    std::string frame;
    frame.reserve(payload.size() + 14);
    append_frame(frame, opcode, payload, setup_.role == Role::client ? std::optional(random_mask()) : std::nullopt);
    if (!enqueue(make_bytes(std::move(frame)), static_cast<std::uint8_t>(opcode) >= 8)) return false;
    out_.flush();
    return true;
}

bool WsConnection::send_frame(Bytes frame) {
    if (!enqueue(std::move(frame), false)) return false;
    out_.flush();
    return true;
}

bool WsConnection::send_frame_later(Bytes frame) { return enqueue(std::move(frame), false); }

bool WsConnection::enqueue(Bytes frame, bool is_control) {
    if (state_ != State::open) return false;
    if (out_.bytes() + frame->size() > setup_.options.queue_bytes_max) {
        if (is_control || !setup_.handlers.on_overflow) {
            cut();
        } else {
            WsPeer self(shared_from_this());
            setup_.handlers.on_overflow(self);
        }
        return false;
    }
    out_.push_later(std::move(frame));
    return true;
}

void WsConnection::close(CloseCode code, std::string_view reason) {
    if (state_ != State::open) return;
    send(WsOpcode::close, close_payload(code, reason));
    if (state_ != State::open) return;
    state_ = State::closing;
    deadline_ = steady_time() + setup_.options.close_timeout;
}

void WsConnection::tick(Duration now) {
    if (state_ == State::ended) return;
    if (state_ != State::open) {
        if (now >= deadline_) end(close_code_, close_reason_);
        return;
    }
    const auto& o = setup_.options;
    if (o.ping_interval == Duration{}) return;
    if (is_ping_out_) {
        if (now - ping_sent_ >= o.pong_timeout) cut();
    } else if (now - last_received_ >= o.ping_interval) {
        is_ping_out_ = true;
        ping_sent_ = now;
        send(WsOpcode::ping, {});
    }
}

void WsConnection::end(CloseCode code, std::string_view reason) {
    if (state_ == State::ended) return;
    state_ = State::ended;
    close_code_ = code;
    close_reason_ = reason;
    stream_->close();
    // Later, so that no handler is called from inside a call of the user's.
    setup_.loop.post([self = shared_from_this()] {
        auto handlers = std::move(self->setup_.handlers);
        self->setup_.handlers = {};
        if (handlers.on_close) handlers.on_close(self->close_code_, self->close_reason_);
        if (auto ended = std::move(self->on_end_)) ended();
    });
}

}  // namespace detail

Bytes make_text_frame(std::string_view payload) {
    std::string frame;
    frame.reserve(payload.size() + 10);
    detail::append_frame(frame, detail::WsOpcode::text, payload);
    return make_bytes(std::move(frame));
}

bool WsPeer::send_text(std::string_view payload) { return impl_ && impl_->send(detail::WsOpcode::text, payload); }
bool WsPeer::send_frame(Bytes frame) { return impl_ && impl_->send_frame(std::move(frame)); }
bool WsPeer::send_frame_later(Bytes frame) { return impl_ && impl_->send_frame_later(std::move(frame)); }
void WsPeer::flush() {
    if (impl_ && impl_->is_open()) impl_->flush();
}
void WsPeer::close(CloseCode code, std::string_view reason) {
    if (impl_) impl_->close(code, reason);
}
void WsPeer::cut() {
    if (impl_) impl_->cut();
}
void WsPeer::drop_queue() {
    if (impl_) impl_->drop_queue();
}
bool WsPeer::is_open() const noexcept { return impl_ && impl_->is_open(); }
std::size_t WsPeer::queued_bytes() const noexcept { return impl_ ? impl_->queued_bytes() : 0; }
std::string_view WsPeer::remote() const noexcept { return impl_ ? std::string_view(impl_->remote()) : ""; }

}  // namespace argosy::net
