#include "services/notification/sender.hpp"

#include "net/address.hpp"
#include "notify/smtp.hpp"

namespace argosy::services::notification {
namespace {

constexpr std::size_t answer_bytes_max = 64 << 10;
constexpr std::size_t mails_max = 64;

net::ClientOptions client_options(const Settings& settings, bool public_only) {
    net::ClientOptions out{.response_bytes_max = answer_bytes_max, .ca_file = settings.ca_file};
    if (public_only) out.allow_address = net::is_public_address;
    return out;
}

notify::Outcome outcome_of(Errc code) {
    switch (code) {
        case Errc::invalid_argument:
        case Errc::rejected:
        case Errc::unauthorized: return notify::Outcome::refused;
        default: return notify::Outcome::try_again;  // that it arrives twice is better than not at all
    }
}

/// The path of a URL may be its secret (a bot's token, an incoming webhook): it is not for the log.
std::string without_path(std::string text, std::string_view url) {
    const auto scheme = url.find("://");
    const auto path = scheme == url.npos ? url.npos : url.find('/', scheme + 3);
    if (path == url.npos || path + 1 >= url.size()) return text;
    const auto secret = url.substr(path);
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret))
        text.replace(at, secret.size(), "");
    return text;
}

net::ClientRequest request_of(notify::Post post, Duration timeout) {
    net::ClientRequest out{.method = net::Method::post, .url = std::move(post.url), .timeout = timeout};
    for (const auto& [name, value] : post.headers) out.headers.add(name, value);
    out.body = std::move(post.body);
    return out;
}

}  // namespace

Sender::Sender(net::Loop& loop, const Settings& settings)
    : loop_(loop),
      settings_(settings),
      anywhere_(loop, client_options(settings, false)),
      public_only_(loop, client_options(settings, true)),
      mail_(mails_max) {}

Sender::~Sender() {
    stop_.request_stop();
    *is_alive_ = false;
}

void Sender::send(const notify::Channel& channel, const notify::Delivery& delivery, Time now, Then then) {
    std::visit(
        [&]<class C>(const C& c) {
            if constexpr (std::is_same_v<C, notify::Email>)
                mail(c, delivery, now, std::move(then));
            else if constexpr (std::is_same_v<C, notify::Webhook>)
                post(to_post(c, delivery, now), std::move(then));
            else
                post(to_post(c, delivery), std::move(then));
        },
        channel);
}

void Sender::post(notify::Post post, Then then) {
    auto& client = post.allow_private ? anywhere_ : public_only_;
    const std::string url = post.url;
    client.send(request_of(std::move(post), settings_.http_timeout), [url, then = std::move(then)](
                                                                         Result<net::Response> answer) mutable {
        if (answer)
            then({notify::outcome_of(answer->status), "HTTP " + std::to_string(answer->status)});
        else
            then({outcome_of(answer.error().code()), without_path(std::string(answer.error().message()), url)});
    });
}

void Sender::mail(const notify::Email& channel, const notify::Delivery& delivery, Time now, Then then) {
    const auto shared = std::make_shared<Then>(std::move(then));
    const auto tell = [&loop = loop_, alive = is_alive_, shared](Sent sent) {
        loop.post([alive, shared, sent = std::move(sent)]() mutable {
            if (*alive) (*shared)(std::move(sent));
        });
    };
    auto task = [channel, text = to_mail(channel, delivery, now), timeout = settings_.mail_timeout,
                 ca_file = settings_.ca_file, stop = stop_.get_token(), tell] {
        const auto sent = notify::send_mail(channel, text, timeout, ca_file, stop);
        tell(sent ? Sent{notify::Outcome::delivered, "taken by the mail server"}
                  : Sent{outcome_of(sent.error().code()), std::string(sent.error().message())});
    };
    if (const auto taken = mail_.run(std::move(task)); !taken)
        tell({notify::Outcome::try_again, "mail: " + std::string(taken.error().message())});
}

}  // namespace argosy::services::notification
