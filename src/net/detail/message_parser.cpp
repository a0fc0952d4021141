#include "net/detail/message_parser.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

namespace argosy::net::detail {
namespace {

namespace http = boost::beast::http;
using boost::system::error_code;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

ParseFailure describe(const error_code& ec) {
    if (ec == http::error::header_limit) return {431, "the header is too large"};
    if (ec == http::error::body_limit) return {413, "the body is too large"};
    if (ec == http::error::bad_version) return {505, "only HTTP/1.0 and HTTP/1.1 are spoken here"};
    return {400, "malformed message: " + ec.message()};
}

/// What request and response share: the body goes into a string, fields into Headers.
template <bool IsRequest>
class Sink : public http::basic_parser<IsRequest> {
public:
    Sink(Headers& headers, std::string& body, ResponseParser::OnBody* on_body)
        : headers_(headers), body_(body), on_body_(on_body) {
        this->eager(true);
    }

    std::optional<ParseFailure> refused;

protected:
    void refuse(int status, std::string what, error_code& ec) {
        refused = ParseFailure{status, std::move(what)};
        ec = http::error::bad_value;
    }

    void on_field_impl(http::field, boost::beast::string_view name, boost::beast::string_view value,
                       error_code& ec) override {
        // Trailers come after the body: they must not pass for fields that were checked.
        if (this->is_header_done()) return;
        if (!is_valid_field(view(name), view(value))) return refuse(400, "malformed header field", ec);
        headers_.add(view(name), view(value));
    }

    void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
        if (length && on_body_ == nullptr) body_.reserve(std::min<std::size_t>(*length, 1 << 16));
    }

    std::size_t on_body_impl(boost::beast::string_view part, error_code& ec) override {
        if (on_body_ == nullptr) {
            body_.append(part.data(), part.size());
        } else if (!(*on_body_)(view(part))) {
            refuse(400, "the reader wanted no more", ec);
        }
        return part.size();
    }

    void on_chunk_header_impl(std::uint64_t, boost::beast::string_view, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, boost::beast::string_view part, error_code& ec) override {
        return on_body_impl(part, ec);
    }
    void on_finish_impl(error_code&) override {}

    void on_request_impl(http::verb, boost::beast::string_view, boost::beast::string_view, int, error_code&) override {}
    void on_response_impl(int, boost::beast::string_view, int, error_code&) override {}

    Headers& headers_;

private:
    std::string& body_;
    ResponseParser::OnBody* on_body_;
};

class RequestSink final : public Sink<true> {
public:
    explicit RequestSink(Request& request) : Sink(request.headers, request.body, nullptr), request_(request) {}

    bool is_1_0 = false;

private:
    void on_request_impl(http::verb, boost::beast::string_view method, boost::beast::string_view target, int version,
                         error_code& ec) override {
        if (version != 10 && version != 11) return refuse(505, "only HTTP/1.0 and HTTP/1.1 are spoken here", ec);
        is_1_0 = version == 10;
        request_.method_text.assign(method.data(), method.size());
        request_.method = method_from(request_.method_text);
        request_.target.assign(target.data(), target.size());
        // The absolute form, "http://host/path" (RFC 9112, 3.2.2): servers must accept it.
        if (const auto scheme = request_.target.find("://"); scheme == 4 || scheme == 5) {
            const auto slash = request_.target.find('/', scheme + 3);
            request_.target = slash == std::string::npos ? "/" : request_.target.substr(slash);
        }
        if (!request_.target.starts_with('/')) refuse(400, "the request target must start with '/'", ec);
    }

    void on_header_impl(error_code& ec) override {
        std::size_t hosts = 0;
        for (std::size_t i = 0; i < headers_.size(); ++i) {
            const auto [name, value] = headers_[i];
            hosts += equals_ignoring_case(name, "Host") ? 1 : 0;
            if (equals_ignoring_case(name, "Transfer-Encoding") && !equals_ignoring_case(value, "chunked")) {
                return refuse(501, "the only transfer encoding understood is chunked", ec);
            }
        }
        if (hosts > 1 || (hosts == 0 && !is_1_0)) return refuse(400, "exactly one Host field is needed", ec);
        if (is_1_0 && this->chunked()) refuse(400, "HTTP/1.0 has no chunks", ec);
    }

    Request& request_;
};

class ResponseSink final : public Sink<false> {
public:
    ResponseSink(Response& response, std::string& body, ResponseParser::OnBody* on_body,
                 ResponseParser::OnHead* on_head)
        : Sink(response.headers, body, on_body), response_(response), on_head_(on_head) {}

private:
    void on_response_impl(int status, boost::beast::string_view, int version, error_code& ec) override {
        if (version != 10 && version != 11) return refuse(505, "the answer is not HTTP/1", ec);
        response_.status = status;
    }
    void on_header_impl(error_code&) override {
        if (on_head_ != nullptr && response_.status / 100 != 1) (*on_head_)(response_);
    }

    Response& response_;
    ResponseParser::OnHead* on_head_;
};

/// Shows bytes to a parser until it wants more than there are.
template <class Parser>
std::size_t feed(Parser& parser, std::string_view bytes, std::optional<ParseFailure>& failure) {
    std::size_t used = 0;
    while (!failure && !parser.is_done() && used < bytes.size()) {
        error_code ec;
        const std::size_t n = parser.put(boost::asio::const_buffer(bytes.data() + used, bytes.size() - used), ec);
        used += n;
        if (ec == http::error::need_more) break;
        if (ec) failure = parser.refused ? std::move(parser.refused) : describe(ec);
        if (n == 0) break;
    }
    return used;
}

}  // namespace

struct RequestParser::Impl {
    ParseLimits limits;
    std::optional<RequestSink> sink;
    std::optional<ParseFailure> failure;
    const Request* request = nullptr;
};

RequestParser::RequestParser(ParseLimits limits) : impl_(std::make_unique<Impl>()) { impl_->limits = limits; }
RequestParser::~RequestParser() = default;

void RequestParser::begin(Request& request) {
    request.headers.clear();
    request.body.clear();
    impl_->request = &request;
    impl_->failure.reset();
    impl_->sink.emplace(request);
    impl_->sink->header_limit(static_cast<std::uint32_t>(impl_->limits.header_bytes));
    impl_->sink->body_limit(impl_->limits.body_bytes);
}

std::size_t RequestParser::feed(std::string_view bytes) { return detail::feed(*impl_->sink, bytes, impl_->failure); }
const std::optional<ParseFailure>& RequestParser::failure() const noexcept { return impl_->failure; }
bool RequestParser::has_header() const noexcept { return impl_->sink->is_header_done(); }
bool RequestParser::is_done() const noexcept { return impl_->sink->is_done(); }
bool RequestParser::keeps_alive() const noexcept { return impl_->sink->keep_alive(); }
bool RequestParser::is_http_1_0() const noexcept { return impl_->sink->is_1_0; }
bool RequestParser::expects_continue() const noexcept {
    return has_header() && !is_done() && !is_http_1_0() && impl_->request->headers.has_token("Expect", "100-continue");
}

struct ResponseParser::Impl {
    Impl(ParseLimits limits, bool is_head, OnBody* on_body, OnHead* on_head) : sink(response, body, on_body, on_head) {
        sink.header_limit(static_cast<std::uint32_t>(limits.header_bytes));
        sink.body_limit(limits.body_bytes);
        sink.skip(is_head);
    }

    Response response;
    std::string body;
    std::optional<ParseFailure> failure;
    ResponseSink sink;
};

ResponseParser::ResponseParser(ParseLimits limits, bool is_head, OnBody* on_body, OnHead* on_head)
    : impl_(std::make_unique<Impl>(limits, is_head, on_body, on_head)) {}
ResponseParser::~ResponseParser() = default;

std::size_t ResponseParser::feed(std::string_view bytes) { return detail::feed(impl_->sink, bytes, impl_->failure); }

void ResponseParser::finish() {
    error_code ec;
    if (!impl_->failure) impl_->sink.put_eof(ec);
    if (ec) impl_->failure = ParseFailure{400, "the connection ended in the middle of the answer"};
}

const std::optional<ParseFailure>& ResponseParser::failure() const noexcept { return impl_->failure; }
bool ResponseParser::has_header() const noexcept { return impl_->sink.is_header_done(); }
bool ResponseParser::is_done() const noexcept { return impl_->sink.is_done(); }
bool ResponseParser::keeps_alive() const noexcept { return impl_->sink.keep_alive(); }
int ResponseParser::status() const noexcept { return impl_->response.status; }
const Headers& ResponseParser::headers() const noexcept { return impl_->response.headers; }

Response ResponseParser::take() {
    impl_->response.body = Body(std::move(impl_->body));
    return std::move(impl_->response);
}

}  // namespace argosy::net::detail
