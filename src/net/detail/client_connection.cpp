#include "net/detail/client_connection.hpp"

#include "base/assert.hpp"

namespace argosy::net::detail {
namespace {

constexpr std::size_t read_bytes_min = 16 << 10;

}  // namespace

ClientConnection::ClientConnection(std::unique_ptr<Stream> stream, ParseLimits limits)
    : stream_(std::move(stream)), limits_(limits) {}

void ClientConnection::exchange(std::string head, Body body, Reader reader, Done done) {
    ARGOSY_ASSERT(!done_, "two exchanges on one connection");
    ended_ = nullptr;
    has_bytes_ = false;
    reader_ = std::move(reader);
    done_ = std::move(done);
    parser_.emplace(limits_, reader_.is_head, reader_.on_body, reader_.on_head);
    const auto self = shared_from_this();
    out_.attach(
        *stream_, [this] { return shared_from_this(); }, [] {},
        // The server may have answered before it stopped reading: the read tells.
        [](const error_code&) {});
    out_.push_later(std::move(head));
    out_.push_later(std::move(body));
    out_.flush();
    read();
}

void ClientConnection::watch(Task ended) {
    ended_ = std::move(ended);
    read();
}

void ClientConnection::close() noexcept {
    done_ = nullptr;
    ended_ = nullptr;
    if (stream_) stream_->close();
}

std::unique_ptr<Stream> ClientConnection::take_stream(std::string& leftover) {
    ARGOSY_ASSERT(!is_reading_, "the stream is still being read");
    leftover = in_.view();
    return std::move(stream_);
}

void ClientConnection::read() {
    if (is_reading_ || !stream_) return;
    is_reading_ = true;
    stream_->read_some(in_.prepare(read_bytes_min), [self = shared_from_this()](const error_code& ec, std::size_t n) {
        self->is_reading_ = false;
        self->received(ec, n);
    });
}

void ClientConnection::received(const error_code& ec, std::size_t n) {
    in_.commit(n);
    if (!done_) {
        if (auto ended = std::exchange(ended_, nullptr)) ended();
        return;
    }
    has_bytes_ = has_bytes_ || n > 0;
    if (!ec) return parse();
    if (ec == asio::error::eof && parser_->has_header()) parser_->finish();
    if (parser_->is_done() && !parser_->failure()) return finish(parser_->take(), false);
    finish(fail(Errc::unavailable, "the connection ended before the answer: " + ec.message()), false);
}

void ClientConnection::parse() {
    in_.consume(parser_->feed(in_.view()));
    if (const auto& failure = parser_->failure()) {
        const bool is_unwanted = reader_.on_body != nullptr && failure->what == "the reader wanted no more";
        return finish(fail(is_unwanted ? Errc::rejected : Errc::parse, "answer: " + failure->what), false);
    }
    if (!parser_->is_done()) {
        if (in_.size() > limits_.header_bytes) return finish(fail(Errc::parse, "answer: a line is too long"), false);
        return go_on();
    }
    // 100 and 103 announce an answer that is still to come.
    if (parser_->status() / 100 == 1 && parser_->status() != 101) {
        parser_.emplace(limits_, reader_.is_head, reader_.on_body, reader_.on_head);
        return in_.is_empty() ? read() : parse();
    }
    const bool is_reusable = parser_->keeps_alive() && in_.is_empty() && out_.is_empty();
    finish(parser_->take(), is_reusable);
}

void ClientConnection::go_on() {
    if (!reader_.gate || !reader_.gate->is_paused()) return read();
    reader_.gate->wait([self = shared_from_this()] {
        if (self->done_) self->read();
    });
}

void ClientConnection::finish(Result<Response> response, bool is_reusable) {
    has_served_ = true;
    reader_.gate.reset();
    auto done = std::exchange(done_, nullptr);
    done({.response = std::move(response), .has_bytes = has_bytes_, .is_reusable = is_reusable});
}

}  // namespace argosy::net::detail
