#pragma once

#include <memory>
#include <optional>
#include <string>

#include "net/detail/message_parser.hpp"
#include "net/detail/read_buffer.hpp"
#include "net/detail/send_queue.hpp"
#include "net/http_client.hpp"

namespace argosy::net::detail {

/// One connection to a server: one exchange at a time, and a watch for its end while it is idle.
class ClientConnection : public std::enable_shared_from_this<ClientConnection> {
public:
    struct Outcome {
        Result<Response> response;
        bool has_bytes = false;    ///< something of an answer came
        bool is_reusable = false;  ///< another exchange may follow
    };
    using Done = std::move_only_function<void(Outcome)>;

    ClientConnection(std::unique_ptr<Stream> stream, ParseLimits limits);

    /// Who reads the answer, and how. What it points to lives until `done` is called.
    struct Reader {
        bool is_head = false;  ///< the request was HEAD
        ResponseParser::OnHead* on_head = nullptr;
        ResponseParser::OnBody* on_body = nullptr;
        std::shared_ptr<BodyGate> gate{};
    };
    /// Requires: no exchange is under way.
    void exchange(std::string head, Body body, Reader reader, Done done);
    /// Calls back once when the server closes, or says something unasked. Ends with the next exchange.
    void watch(Task ended);
    /// Drops the connection; nobody is called.
    void close() noexcept;
    /// The stream and what came behind the last answer, for another protocol.
    [[nodiscard]] std::unique_ptr<Stream> take_stream(std::string& leftover);

    [[nodiscard]] bool has_served() const noexcept { return has_served_; }
    Duration idle_since{};

private:
    void read();
    void received(const error_code& ec, std::size_t n);
    void parse();
    void go_on();
    void finish(Result<Response> response, bool is_reusable);

    std::unique_ptr<Stream> stream_;
    ParseLimits limits_;
    SendQueue out_;
    ReadBuffer in_;
    std::optional<ResponseParser> parser_;
    Reader reader_;
    Done done_;
    Task ended_;
    bool is_reading_ = false, has_bytes_ = false, has_served_ = false;
};

}  // namespace argosy::net::detail
