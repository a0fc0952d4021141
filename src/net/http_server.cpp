#include "net/http_server.hpp"

#include <fmt/format.h>

#include "net/detail/http_connection.hpp"
#include "net/detail/listener.hpp"
#include "net/detail/tls_context.hpp"

namespace argosy::net {
namespace {

constexpr Duration sweep_interval = 100ms;  // time limits are kept to this

}  // namespace

// ---------------------------------------------------------------- Responder

Responder& Responder::operator=(Responder&& other) noexcept {
    if (connection_ && connection_ != other.connection_) connection_->abandon();
    connection_ = std::move(other.connection_);
    told_ = std::move(other.told_);
    return *this;
}

Responder::~Responder() {
    if (connection_) connection_->abandon();
}

void Responder::add_header(std::string_view name, std::string_view value) {
    if (connection_) connection_->add_header(name, value);
}

void Responder::send(Response response) {
    const auto to = std::exchange(connection_, nullptr);
    if (!to) return;
    if (told_) std::exchange(told_, nullptr)(response.status);
    to->send(std::move(response));
}

BodyStream Responder::stream(Response head, std::size_t queue_bytes_max) {
    const auto to = std::exchange(connection_, nullptr);
    return to ? BodyStream(to->stream(std::move(head), queue_bytes_max)) : BodyStream();
}

Result<WsPeer> Responder::accept_websocket(WsHandlers handlers, WsOptions options, const Headers& extra) {
    if (!connection_) return fail(Errc::invalid_argument, "the request has been answered");
    ARGOSY_LET(auto socket, connection_->accept_websocket(std::move(handlers), options, extra), "websocket");
    connection_.reset();
    return WsPeer(std::move(socket));
}

void Responder::lives_while(std::function<bool()> may_stay) {
    if (connection_) connection_->lives_while(std::move(may_stay));
}

bool Responder::is_connected() const noexcept { return connection_ && connection_->is_connected(); }

// ---------------------------------------------------------------- BodyStream

bool BodyStream::write(std::string_view bytes) {
    if (!is_open()) return false;
    return write_chunk(state_->is_chunked ? make_chunk(bytes) : make_bytes(std::string(bytes)));
}

bool BodyStream::write_chunk(Bytes chunk) {
    if (!write_chunk_later(std::move(chunk))) return false;
    flush();
    return is_open();
}

bool BodyStream::write_chunk_later(Bytes chunk) {
    if (!is_open()) return false;
    if (state_->connection->queued_bytes() + chunk->size() > state_->queue_bytes_max) return false;
    state_->connection->push_later(std::move(chunk));
    return true;
}

void BodyStream::flush() {
    if (is_open()) state_->connection->flush();
}

void BodyStream::finish() {
    if (is_open()) state_->connection->finish_stream();
}

void BodyStream::cut() {
    if (is_open()) state_->connection->cut();
}

void BodyStream::drop_queue() {
    if (is_open()) state_->connection->drop_queue();
}

void BodyStream::on_close(Task task) {
    if (state_) state_->on_close = std::move(task);
}

void BodyStream::on_drained(Task task) {
    if (state_) state_->on_drained = std::move(task);
}

bool BodyStream::is_open() const noexcept { return state_ && state_->connection && state_->connection->is_connected(); }

std::size_t BodyStream::queued_bytes() const noexcept { return is_open() ? state_->connection->queued_bytes() : 0; }

Bytes make_chunk(std::string_view bytes) {
    if (bytes.empty()) return make_bytes({});
    return make_bytes(fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes));
}

std::string make_sse_event(std::string_view type, std::string_view data, std::string_view id) {
    std::string event;
    event.reserve(data.size() + type.size() + id.size() + 24);
    if (!id.empty()) event.append("id: ").append(id).append("\n");
    if (!type.empty()) event.append("event: ").append(type).append("\n");
    for (std::size_t at = 0; at <= data.size();) {
        const auto end = std::min(data.find('\n', at), data.size());
        event.append("data: ").append(data.substr(at, end - at)).append("\n");
        at = end + 1;
    }
    return event.append("\n");
}

// ---------------------------------------------------------------- HttpServer

struct HttpServer::Listeners {
    struct Tls {
        std::shared_ptr<detail::Listener> listener;
        TlsFiles files;
    };
    std::vector<std::shared_ptr<detail::Listener>> all;
    std::vector<Tls> tls;
    Timer grace;
};

HttpServer::HttpServer(Loop& loop, Handler handler, ServerOptions options)
    : core_(std::make_shared<detail::ServerCore>(loop, std::move(handler), std::move(options))),
      listeners_(std::make_unique<Listeners>(Listeners{.all = {}, .tls = {}, .grace = Timer(loop)})) {
    core_->sweep.every(sweep_interval, [core = core_.get()] { core->tick_all(); });
}

HttpServer::~HttpServer() {
    for (const auto& listener : listeners_->all) listener->close();
    core_->sweep.cancel();
    core_->on_empty = nullptr;
    core_->cut_all();
    core_->handler = [](const Request&, Responder) {};
}

Result<std::uint16_t> HttpServer::listen(const std::string& address, std::uint16_t port) {
    auto listener = std::make_shared<detail::Listener>(core_);
    ARGOSY_LET(const auto bound, listener->open_tcp(address, port), "http");
    listener->start();
    listeners_->all.push_back(std::move(listener));
    return bound;
}

Result<std::uint16_t> HttpServer::listen_tls(const std::string& address, std::uint16_t port, const TlsFiles& files) {
    ARGOSY_LET(auto context, detail::make_server_context(files), "https");
    auto listener = std::make_shared<detail::Listener>(core_);
    ARGOSY_LET(const auto bound, listener->open_tcp(address, port), "https");
    listener->use_tls(std::move(context));
    listener->start();
    listeners_->tls.push_back({.listener = listener, .files = files});
    listeners_->all.push_back(std::move(listener));
    return bound;
}

Result<> HttpServer::listen_unix(const std::string& path) {
    auto listener = std::make_shared<detail::Listener>(core_);
    ARGOSY_TRY(listener->open_unix(path), "http");
    listener->start();
    listeners_->all.push_back(std::move(listener));
    return {};
}

Result<> HttpServer::reload_tls() {
    std::vector<detail::TlsContext> fresh;
    for (const auto& [listener, files] : listeners_->tls) {
        ARGOSY_LET(auto context, detail::make_server_context(files), "reload");
        fresh.push_back(std::move(context));
    }
    for (std::size_t i = 0; i < fresh.size(); ++i) listeners_->tls[i].listener->use_tls(std::move(fresh[i]));
    return {};
}

void HttpServer::stop(Task done) {
    for (const auto& listener : listeners_->all) listener->close();
    core_->is_stopping = true;
    if (core_->sessions.empty()) return core_->loop.post(std::move(done));
    core_->on_empty = std::move(done);
    core_->stop_all();
    listeners_->grace.after(core_->options.stop_grace, [core = core_.get()] { core->cut_all(); });
}

ServerStats HttpServer::stats() const noexcept { return core_->stats; }

}  // namespace argosy::net
