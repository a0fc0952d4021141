#include "net/detail/http_connection.hpp"

#include <fmt/format.h>
#include <iterator>

#include "base/assert.hpp"
#include "net/detail/ws_session.hpp"

namespace argosy::net::detail {
namespace {

constexpr std::size_t read_bytes_min = 4096;
constexpr std::size_t read_ahead_max = 64 << 10;  // of pipelined requests while one is being answered
constexpr std::size_t linger_bytes_max = 8 << 20;
constexpr Duration linger_time = 2s;

bool has_no_body(int status) { return status < 200 || status == 204 || status == 304; }

bool is_framing(std::string_view name) {
    return equals_ignoring_case(name, "Content-Length") || equals_ignoring_case(name, "Transfer-Encoding") ||
           equals_ignoring_case(name, "Connection");
}

}  // namespace

StreamState::~StreamState() {
    if (connection) connection->cut();
}

HttpConnection::HttpConnection(Session&& place, std::unique_ptr<Stream> stream)
    : Session(std::move(place)),
      stream_(std::move(stream)),
      parser_({.header_bytes = core().options.header_bytes_max, .body_bytes = core().options.body_bytes_max}) {
    request_.remote = peer().address;
    request_.is_secure = stream_->is_secure();
    request_.is_local_user = peer().is_local_user;
}

void HttpConnection::start() {
    out_.attach(
        *stream_, [this] { return shared_from_this(); }, [this] { drained(); }, [this](const error_code&) { end(); });
    deadline_ = steady_time() + core().options.header_timeout;
    read();
}

void HttpConnection::read() {
    if (is_reading_ || has_peer_finished_ || phase_ == Phase::ended) return;
    if ((phase_ == Phase::answering || phase_ == Phase::streaming) && in_.size() >= read_ahead_max) return;
    is_reading_ = true;
    stream_->read_some(in_.prepare(read_bytes_min), [self = shared_from_this()](const error_code& ec, std::size_t n) {
        self->is_reading_ = false;
        self->received(ec, n);
    });
}

void HttpConnection::received(const error_code& ec, std::size_t n) {
    if (phase_ == Phase::ended) return;
    in_.commit(n);
    core().stats.bytes_in += n;
    if (phase_ == Phase::upgraded) {
        if (const auto socket = upgraded_to_.lock()) socket->handed_over(ec, in_.view());
        return;
    }
    if (ec) {
        // A client may finish sending and still wait for its answer; a stream without end is different.
        has_peer_finished_ = ec == asio::error::eof && phase_ == Phase::answering;
        if (!has_peer_finished_) end();
        return;
    }
    if (phase_ == Phase::lingering) {
        lingered_bytes_ += in_.size();
        in_.consume(in_.size());
        return lingered_bytes_ > linger_bytes_max ? end() : read();
    }
    process();
}

void HttpConnection::process() {
    if (is_processing_) return;
    is_processing_ = true;
    while (phase_ <= Phase::body && !in_.is_empty() && parse_some()) {
    }
    is_processing_ = false;
    if (phase_ == Phase::ended || phase_ == Phase::upgraded) return;
    if (phase_ <= Phase::body && has_peer_finished_) return end();
    read();
}

bool HttpConnection::parse_some() {
    if (phase_ == Phase::idle) {
        parser_.begin(request_);
        phase_ = Phase::header;
        deadline_ = steady_time() + core().options.header_timeout;
    }
    in_.consume(parser_.feed(in_.view()));
    if (const auto& failure = parser_.failure()) {
        refuse(failure->status, failure->what);
        return false;
    }
    if (phase_ == Phase::header && parser_.has_header()) {
        phase_ = Phase::body;
        deadline_ = steady_time() + core().options.body_timeout;
        if (parser_.expects_continue() && in_.is_empty()) out_.push(Body::of_static("HTTP/1.1 100 Continue\r\n\r\n"));
    }
    if (phase_ == Phase::ended) return false;
    if (parser_.is_done()) {
        dispatch();
        return true;
    }
    // Chunk headers and trailers count as header: nothing else stays in the buffer.
    if (in_.size() > core().options.header_bytes_max) refuse(431, "a line is too long");
    return false;
}

void HttpConnection::dispatch() {
    phase_ = Phase::answering;
    more_.clear();
    lease_ = {};
    keeps_alive_ = parser_.keeps_alive() && !core().is_stopping;
    ++core().stats.requests;
    core().handler(request_, Responder(shared_from_this()));
}

/// Answers what is not a request; nothing that follows on this connection can be trusted.
void HttpConnection::refuse(int status, std::string_view detail) {
    ++core().stats.bad_requests;
    phase_ = Phase::answering;
    keeps_alive_ = false;
    request_.method = Method::other;
    send(core().error(status, detail));
}

void HttpConnection::write_head(const Response& head, std::string_view framing) {
    head_.clear();  // it keeps its memory
    fmt::format_to(std::back_inserter(head_), "HTTP/1.1 {} {}\r\n{}", head.status, reason_phrase(head.status), framing);
    const bool is_plain_stream = framing.empty() && !has_no_body(head.status);
    for (std::size_t i = 0; i < head.headers.size(); ++i) {
        const auto [name, value] = head.headers[i];
        if (is_framing(name) && !(is_plain_stream && equals_ignoring_case(name, "Content-Length"))) continue;
        head_.append(name).append(": ").append(value).append("\r\n");
    }
    for (std::size_t i = 0; i < more_.size(); ++i)
        head_.append(more_[i].name).append(": ").append(more_[i].value).append("\r\n");
    keeps_alive_ = keeps_alive_ && !core().is_stopping;
    if (!keeps_alive_) head_.append("Connection: close\r\n");
    if (keeps_alive_ && parser_.is_http_1_0()) head_.append("Connection: keep-alive\r\n");
    head_.append("Date: ").append(core().date()).append("\r\n\r\n");
    last_progress_ = steady_time();
    out_.push_later(Body::of_static(head_));  // head_ stays as it is until the answer is out
}

void HttpConnection::send(Response response) {
    if (phase_ != Phase::answering) return;
    const bool is_empty = has_no_body(response.status);
    write_head(response, is_empty ? std::string() : fmt::format("Content-Length: {}\r\n", response.body.size()));
    if (!is_empty && request_.method != Method::head) out_.push_later(std::move(response.body));
    out_.flush();
    if (out_.is_empty()) answered();
}

void HttpConnection::abandon() {
    if (phase_ == Phase::answering) send(core().error(500, "the request was not answered"));
}

std::shared_ptr<StreamState> HttpConnection::stream(Response head, std::size_t queue_bytes_max) {
    auto state = std::make_shared<StreamState>();
    if (phase_ != Phase::answering) return state;
    const bool has_length = head.headers.get("Content-Length").has_value();
    state->is_chunked = !has_length && !parser_.is_http_1_0();
    state->queue_bytes_max = queue_bytes_max;
    if (!has_length && !state->is_chunked) keeps_alive_ = false;
    write_head(head, state->is_chunked ? "Transfer-Encoding: chunked\r\n" : "");
    out_.flush();
    if (phase_ == Phase::ended) return state;
    if (request_.method == Method::head) {
        if (out_.is_empty()) answered();
        return state;
    }
    phase_ = Phase::streaming;
    state->connection = shared_from_this();
    body_stream_ = state;
    if (!is_processing_) read();
    return state;
}

void HttpConnection::finish_stream() {
    const auto self = shared_from_this();
    const auto state = body_stream_.lock();
    if (!state || phase_ != Phase::streaming) return;
    if (state->is_chunked) out_.push(Body::of_static("0\r\n\r\n"));
    if (phase_ == Phase::ended) return;
    body_stream_.reset();
    state->connection.reset();
    // Later: one of them may be what calls us.
    core().loop.post([state] {
        state->on_drained = nullptr;
        state->on_close = nullptr;
    });
    phase_ = Phase::answering;
    if (out_.is_empty()) answered();
}

Result<std::shared_ptr<WsConnection>> HttpConnection::accept_websocket(WsHandlers handlers, WsOptions options,
                                                                       const Headers& extra) {
    if (phase_ != Phase::answering || !out_.is_empty()) return fail(Errc::unavailable, "the client has gone");
    if (!request_.wants_websocket()) return fail(Errc::invalid_argument, "the request does not ask for a WebSocket");
    if (request_.headers.value("Sec-WebSocket-Version") != "13") {
        return fail(Errc::invalid_argument, "only version 13 of the WebSocket protocol is spoken");
    }
    const auto key = request_.headers.value("Sec-WebSocket-Key");
    if (!is_valid_key(key)) return fail(Errc::invalid_argument, "Sec-WebSocket-Key is not 16 bytes in base64");
    std::string greeting = fmt::format(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: {}\r\n",
        accept_key(key));
    for (std::size_t i = 0; i < extra.size(); ++i)
        greeting.append(extra[i].name).append(": ").append(extra[i].value).append("\r\n");
    greeting.append("\r\n");

    phase_ = Phase::upgraded;
    const std::string remote = peer().address;
    auto socket = std::make_shared<WsConnection>(WsConnection::Setup{.loop = core().loop,
                                                                     .role = WsConnection::Role::server,
                                                                     .remote = remote,
                                                                     .handlers = std::move(handlers),
                                                                     .options = options});
    upgraded_to_ = socket;
    auto session = std::make_shared<WsSession>(std::move(*this), socket, std::move(lease_));
    socket->on_end([session] {});  // the session keeps its place until the WebSocket has ended
    socket->start(std::move(stream_), std::move(greeting), in_.view(), is_reading_);
    in_.consume(in_.size());
    return socket;
}

void HttpConnection::drained() {
    if (phase_ == Phase::answering) return answered();
    if (const auto state = body_stream_.lock(); state && state->on_drained) state->on_drained();
}

void HttpConnection::answered() {
    if (phase_ == Phase::ended) return;
    core().stats.bytes_out += out_.total_written() - written_before_;
    written_before_ = out_.total_written();
    if (!keeps_alive_ || core().is_stopping) return linger();
    phase_ = Phase::idle;
    deadline_ = steady_time() + core().options.idle_timeout;
    process();
}

/// Closing with unread bytes would reset the connection before the client has read the answer.
void HttpConnection::linger() {
    if (has_peer_finished_) return end();
    stream_->shutdown_send();
    phase_ = Phase::lingering;
    deadline_ = steady_time() + linger_time;
    in_.consume(in_.size());
    if (!is_processing_) read();
}

void HttpConnection::tick(Duration now) {
    check_write_progress(now);
    if (phase_ == Phase::streaming && lease_.has_ended(now)) return end();
    const bool has_deadline = phase_ <= Phase::body || phase_ == Phase::lingering;
    if (!has_deadline || now < deadline_) return;
    if (phase_ != Phase::header && phase_ != Phase::body) return end();
    ++core().stats.timeouts;
    refuse(408, phase_ == Phase::header ? "the header took too long" : "the body took too long");
}

void HttpConnection::check_write_progress(Duration now) {
    if (out_.is_empty() || phase_ == Phase::ended) return;
    if (const auto total = out_.total_written(); total != written_before_) {
        core().stats.bytes_out += total - written_before_;
        written_before_ = total;
        last_progress_ = now;
    } else if (now - last_progress_ >= core().options.write_timeout) {
        ++core().stats.timeouts;
        end();
    }
}

void HttpConnection::stop() {
    // An event stream that has nothing to say would wait for ever.
    const bool is_waiting = phase_ == Phase::streaming && out_.is_empty();
    if (phase_ == Phase::idle || phase_ == Phase::lingering || is_waiting) end();
}

void HttpConnection::end() {
    if (phase_ == Phase::ended || phase_ == Phase::upgraded) return;
    phase_ = Phase::ended;
    stream_->close();
    out_.drop();
    const auto state = body_stream_.lock();
    if (!state) return;
    // Later, so that no handler is called from inside a call of the user's.
    core().loop.post([state] {
        state->connection.reset();
        state->on_drained = nullptr;
        if (auto closed = std::move(state->on_close)) closed();
    });
}

}  // namespace argosy::net::detail
