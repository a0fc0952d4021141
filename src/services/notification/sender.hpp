#pragma once

#include <stop_token>

#include "net/http_client.hpp"
#include "net/worker.hpp"
#include "notify/channels.hpp"
#include "services/notification/service.hpp"

namespace argosy::services::notification {

/// What became of one attempt.
struct Sent {
    notify::Outcome outcome = notify::Outcome::try_again;
    std::string note;  ///< "HTTP 200", or why not; never with a secret in it
};

/// Takes a message to a channel: HTTP on the loop, without redirects, and only to public addresses unless the channel
/// says otherwise; mail on a thread of its own.
///
/// Thread safety: the loop's thread.
class Sender {
public:
    using Then = std::move_only_function<void(Sent)>;

    Sender(net::Loop& loop, const Settings& settings);
    /// Mail that is being sent is given up within a second. No `then` is called any more.
    ~Sender();
    Sender(const Sender&) = delete;
    Sender& operator=(const Sender&) = delete;

    /// `then` is called once, later.
    void send(const notify::Channel& channel, const notify::Delivery& delivery, Time now, Then then);

private:
    void post(notify::Post post, Then then);
    void mail(const notify::Email& channel, const notify::Delivery& delivery, Time now, Then then);

    net::Loop& loop_;
    const Settings& settings_;
    net::HttpClient anywhere_, public_only_;
    std::shared_ptr<bool> is_alive_ = std::make_shared<bool>(true);  // loop's thread
    std::stop_source stop_;
    net::Worker mail_;  // last: its end waits for the mail under way
};

}  // namespace argosy::services::notification
