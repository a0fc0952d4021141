#include "net/detail/connector.hpp"

#include <boost/asio/ssl/error.hpp>
#include <openssl/err.h>
#include <openssl/sslerr.h>

namespace argosy::net::detail {
namespace {

using Handler = std::move_only_function<void(Result<std::unique_ptr<Stream>>)>;
using Tcp = asio::ip::tcp;

class Connecting final : public Pending, public std::enable_shared_from_this<Connecting> {
public:
    Connecting(Loop& loop, Url to, ConnectOptions options, Handler handler)
        : to_(std::move(to)),
          options_(std::move(options)),
          handler_(std::move(handler)),
          resolver_(loop.impl().context),
          socket_(loop.impl().context),
          deadline_(loop) {}

    void start() {
        deadline_.after(options_.timeout, [self = shared_from_this()] {
            self->finish(fail(Errc::timeout, "connect to " + self->to_.origin() + ": no answer in time"));
        });
        if (to_.is_unix && options_.allow) return later([](Connecting& self) { self.finish(self.forbidden()); });
        if (to_.is_unix) return connect(asio::local::stream_protocol::endpoint(to_.host));
        error_code is_name;
        const auto address = asio::ip::make_address(to_.host, is_name);
        if (!is_name && !is_allowed(address)) return later([](Connecting& self) { self.finish(self.forbidden()); });
        if (!is_name) return connect(Tcp::endpoint(address, to_.port));
        resolver_.async_resolve(to_.host, std::to_string(to_.port),
                                [self = shared_from_this()](const error_code& ec, Tcp::resolver::results_type found) {
                                    if (ec) return self->finish(self->explain("find the address of", ec));
                                    self->candidates_ = std::move(found);
                                    self->next_ = self->candidates_.begin();
                                    self->try_next(asio::error::host_not_found);
                                });
    }

    void cancel() noexcept override {
        handler_ = nullptr;
        release();
    }

private:
    void try_next(const error_code& last) {
        if (!handler_) return;
        while (next_ != candidates_.end() && !is_allowed(next_->endpoint().address())) {
            ++next_;
            was_forbidden_ = true;
        }
        if (next_ != candidates_.end()) return connect((next_++)->endpoint());
        // What the last allowed address said is worth more than that others were not allowed.
        const bool was_tried = last != asio::error::host_not_found;
        finish(was_forbidden_ && !was_tried ? forbidden() : explain("connect to", last));
    }

    [[nodiscard]] bool is_allowed(const asio::ip::address& address) const {
        return !options_.allow || options_.allow(address.to_string());
    }

    std::unexpected<Error> forbidden() const {
        return fail(Errc::unauthorized, "connect to " + to_.origin() + ": the address is not allowed",
                    "it belongs to this machine or a private network; allow it where the URL is set");
    }

    /// The handler is never called from within connect().
    void later(void (*task)(Connecting&)) {
        asio::post(socket_.get_executor(), [self = shared_from_this(), task] { task(*self); });
    }

    void connect(const asio::generic::stream_protocol::endpoint& to) {
        error_code ignored;
        socket_.close(ignored);
        socket_.async_connect(to, [self = shared_from_this()](const error_code& ec) {
            if (!self->handler_) return;
            if (!ec) return self->connected();
            self->candidates_.empty() ? self->finish(self->explain("connect to", ec)) : self->try_next(ec);
        });
    }

    void connected() {
        error_code ignored;
        socket_.set_option(Tcp::no_delay(true), ignored);
        if (!to_.is_tls) return finish(make_plain_stream(std::move(socket_)));
        auto ready = [self = shared_from_this()](const error_code& ec, std::unique_ptr<Stream> stream) {
            self->handshake_.reset();
            if (ec) return self->finish(self->explain("TLS with", ec));
            self->finish(std::move(stream));
        };
        handshake_ = connect_tls(std::move(socket_), options_.tls, to_.host, std::move(ready));
    }

    std::unexpected<Error> explain(std::string_view doing, const error_code& ec) const {
        const std::string text = std::string(doing) + " " + to_.origin() + ": " + ec.message();
        const bool is_untrusted =
            ec.category() == asio::error::get_ssl_category() &&
            ERR_GET_REASON(static_cast<unsigned long>(ec.value())) == SSL_R_CERTIFICATE_VERIFY_FAILED;
        if (!is_untrusted) return fail(Errc::unavailable, text);
        return fail(Errc::unauthorized, text,
                    "the server's certificate is not for this name or not from a trusted issuer: check the URL, the "
                    "clock and the configured roots");
    }

    void finish(Result<std::unique_ptr<Stream>> result) {
        if (auto handler = std::exchange(handler_, nullptr)) handler(std::move(result));
        release();
    }

    void release() noexcept {
        deadline_.cancel();
        resolver_.cancel();
        error_code ignored;
        socket_.close(ignored);
        if (handshake_) std::exchange(handshake_, nullptr)->cancel();
    }

    Url to_;
    ConnectOptions options_;
    Handler handler_;
    Tcp::resolver resolver_;
    Tcp::resolver::results_type candidates_;
    Tcp::resolver::results_type::const_iterator next_;
    Socket socket_;
    Timer deadline_;
    std::shared_ptr<Pending> handshake_;
    bool was_forbidden_ = false;
};

}  // namespace

std::shared_ptr<Pending> connect(Loop& loop, const Url& to, ConnectOptions options,
                                 std::move_only_function<void(Result<std::unique_ptr<Stream>>)> handler) {
    auto connecting = std::make_shared<Connecting>(loop, to, std::move(options), std::move(handler));
    connecting->start();
    return connecting;
}

}  // namespace argosy::net::detail
