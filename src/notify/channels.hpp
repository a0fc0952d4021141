#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/describe_fwd.hpp"
#include "notify/dispatcher.hpp"

/// Where messages go. Each channel is a struct of settings; what goes over the wire is made by pure functions.
namespace argosy::notify {

struct Webhook {
    std::string url;
    std::string secret;          ///< signs the body; required
    bool allow_private = false;  ///< may the address be one of this machine or network; the same below
};
struct Telegram {
    std::string token, chat_id;
    std::string base_url = "https://api.telegram.org";
    bool allow_private = false;
};
/// Slack's and Discord's incoming webhooks.
struct Slack {
    std::string url;
    bool allow_private = false;
};
struct Discord {
    std::string url;
    bool allow_private = false;
};
/// SMS by Twilio or a compatible service.
struct Twilio {
    std::string account_sid, auth_token, from, to;
    std::string base_url = "https://api.twilio.com";
    bool allow_private = false;
};
struct Email {
    std::string server;  ///< smtps://host:465, or smtp://host:587 with STARTTLS
    std::string user, password, from;
    std::vector<std::string> to;
    bool allow_plain = false;  ///< without TLS: for a server on this machine
};
using Channel = std::variant<Webhook, Telegram, Slack, Discord, Twilio, Email>;

/// A request to be sent with POST; no redirect may be followed.
struct Post {
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    bool allow_private = false;  ///< false: only to public addresses
};

/// {"id":...,"level":...,"category":...,"message":...,"text":...,"details":{...},"time":...} with
///     X-Argosy-Timestamp: <seconds since 1970>
///     X-Argosy-Signature: v1=<hex HMAC-SHA256 of "<timestamp>.<body>">
/// A receiver that checks the signature and the timestamp's age knows who sent it and that it is no repetition.
[[nodiscard]] Post to_post(const Webhook& channel, const Delivery& delivery, Time now);
/// Source: https://core.telegram.org/bots/api#sendmessage (at most 4096 characters; longer texts are cut).
[[nodiscard]] Post to_post(const Telegram& channel, const Delivery& delivery);
/// Source: https://api.slack.com/messaging/webhooks
[[nodiscard]] Post to_post(const Slack& channel, const Delivery& delivery);
/// Source: https://discord.com/developers/docs/resources/webhook#execute-webhook (at most 2000 characters). Mentions in
/// the text reach nobody.
[[nodiscard]] Post to_post(const Discord& channel, const Delivery& delivery);
/// Source: https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource (at most 1600
/// characters).
[[nodiscard]] Post to_post(const Twilio& channel, const Delivery& delivery);
/// RFC 5322 message, UTF-8; addresses and subject cannot add header lines.
[[nodiscard]] std::string to_mail(const Email& channel, const Delivery& delivery, Time now);

/// What an HTTP answer means: 2xx delivered; 408, 425, 429 and 5xx try again; all else refused.
[[nodiscard]] Outcome outcome_of(int status) noexcept;

void describe(Described<Webhook>& d);
void describe(Described<Telegram>& d);
void describe(Described<Slack>& d);
void describe(Described<Discord>& d);
void describe(Described<Twilio>& d);
void describe(Described<Email>& d);

}  // namespace argosy::notify
