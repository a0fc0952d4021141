#include "notify/channels.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/describe.hpp"
#include "base/json_writer.hpp"

namespace argosy::notify {
namespace {

constexpr std::string_view json_type = "application/json";
constexpr std::string_view private_doc = "Allow addresses of this machine or network.";

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        (out += digits[byte >> 4]) += digits[byte & 15];
    }
    return out;
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
    std::string out(32, '\0');
    unsigned size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), std::bit_cast<const unsigned char*>(text.data()),
         text.size(), std::bit_cast<unsigned char*>(out.data()), &size);
    return out;
}

std::string base64(std::string_view bytes) {
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int size = EVP_EncodeBlock(std::bit_cast<unsigned char*>(out.data()),
                                     std::bit_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

/// At most so many bytes, cut where a character ends.
std::string cut(std::string_view text, std::size_t most) {
    if (text.size() <= most) return std::string(text);
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return std::string(text.substr(0, end));
}

/// application/x-www-form-urlencoded.
std::string form_encode(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (std::isalnum(static_cast<unsigned char>(c)) || std::string_view("-._~").contains(c))
            out += c;
        else
            (out += '%') += hex(std::string_view(&c, 1));
    }
    return out;
}

std::string one_line(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (static_cast<unsigned char>(c) < ' ') c = ' ';
    return out;
}

Post json_post(std::string url, std::string body, bool allow_private) {
    return {.url = std::move(url),
            .headers = {{"Content-Type", std::string(json_type)}},
            .body = std::move(body),
            .allow_private = allow_private};
}

/// "Fri, 01 May 2026 12:00:00 +0000"
std::string mail_date(Time t) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::microseconds>(t));
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[40];
    return std::string(text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S +0000", &parts));
}

}  // namespace

Post to_post(const Webhook& channel, const Delivery& delivery, Time now) {
    const Notice& n = delivery.notice;
    JsonWriter w;
    w.begin_object().field("id", delivery.id).field("level", to_string(n.level)).field("category", n.category);
    w.field("message", n.message).field("text", delivery.text).key("details").begin_object();
    for (const auto& [key, value] : n.details) w.field(key, value);
    w.end_object().field("time", to_iso8601(n.time)).end_object();
    Post post = json_post(channel.url, std::move(w).take(), channel.allow_private);
    const std::string stamp = std::to_string(to_ns(now) / 1'000'000'000);
    post.headers.emplace_back("X-Argosy-Timestamp", stamp);
    post.headers.emplace_back("X-Argosy-Signature", "v1=" + hex(hmac_sha256(channel.secret, stamp + "." + post.body)));
    return post;
}

Post to_post(const Telegram& channel, const Delivery& delivery) {
    JsonWriter w;
    w.begin_object().field("chat_id", channel.chat_id).field("text", cut(delivery.text, 4096)).end_object();
    return json_post(channel.base_url + "/bot" + channel.token + "/sendMessage", std::move(w).take(),
                     channel.allow_private);
}

Post to_post(const Slack& channel, const Delivery& delivery) {
    JsonWriter w;
    w.begin_object().field("text", delivery.text).end_object();
    return json_post(channel.url, std::move(w).take(), channel.allow_private);
}

Post to_post(const Discord& channel, const Delivery& delivery) {
    JsonWriter w;
    w.begin_object().field("content", cut(delivery.text, 2000));
    w.key("allowed_mentions").begin_object().key("parse").begin_array().end_array().end_object().end_object();
    return json_post(channel.url, std::move(w).take(), channel.allow_private);
}

Post to_post(const Twilio& channel, const Delivery& delivery) {
    return {.url = channel.base_url + "/2010-04-01/Accounts/" + channel.account_sid + "/Messages.json",
            .headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                        {"Authorization", "Basic " + base64(channel.account_sid + ":" + channel.auth_token)}},
            .body = "To=" + form_encode(channel.to) + "&From=" + form_encode(channel.from) +
                    "&Body=" + form_encode(cut(delivery.text, 1600)),
            .allow_private = channel.allow_private};
}

std::string to_mail(const Email& channel, const Delivery& delivery, Time now) {
    std::string to;
    for (const auto& address : channel.to) to += (to.empty() ? "" : ", ") + one_line(address);
    const Notice& n = delivery.notice;
    std::string mail = "Date: " + mail_date(now) + "\r\nFrom: " + one_line(channel.from) + "\r\nTo: " + to;
    mail += "\r\nSubject: =?UTF-8?B?" +
            base64(cut("Argosy " + std::string(to_string(n.level)) + ": " + n.message, 45)) + "?=";
    mail += "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n";
    const std::string body = base64(delivery.text);
    for (std::size_t at = 0; at < body.size(); at += 76) mail += "\r\n" + body.substr(at, 76);
    return mail + "\r\n";
}

Outcome outcome_of(int status) noexcept {
    if (status >= 200 && status < 300) return Outcome::delivered;
    if (status == 408 || status == 425 || status == 429 || status >= 500) return Outcome::try_again;
    return Outcome::refused;
}

void describe(Described<Webhook>& d) {
    using C = Webhook;
    d.name("webhook").doc("A signed POST to a server of yours.");
    d.field("url", &C::url, {.required = true, .doc = "https://..."});
    d.field("secret", &C::secret, {.required = true, .secret = true, .doc = "Signs the body (HMAC-SHA256)."});
    d.field("allow_private", &C::allow_private, {.doc = private_doc});
}

void describe(Described<Telegram>& d) {
    using C = Telegram;
    d.name("telegram").doc("A message of a Telegram bot.");
    d.field("token", &C::token, {.required = true, .secret = true, .doc = "Of the bot, from @BotFather."});
    d.field("chat_id", &C::chat_id, {.required = true, .doc = "Who gets it."});
    d.field("base_url", &C::base_url, {.doc = "Of the Bot API."});
    d.field("allow_private", &C::allow_private, {.doc = private_doc});
}

void describe(Described<Slack>& d) {
    d.name("slack").doc("A Slack incoming webhook.");
    d.field("url", &Slack::url, {.required = true, .secret = true, .doc = "https://hooks.slack.com/services/..."});
    d.field("allow_private", &Slack::allow_private, {.doc = private_doc});
}

void describe(Described<Discord>& d) {
    d.name("discord").doc("A Discord webhook.");
    d.field("url", &Discord::url, {.required = true, .secret = true, .doc = "https://discord.com/api/webhooks/..."});
    d.field("allow_private", &Discord::allow_private, {.doc = private_doc});
}

void describe(Described<Twilio>& d) {
    using C = Twilio;
    d.name("sms").doc("An SMS by Twilio or a compatible service.");
    d.field("account_sid", &C::account_sid, {.required = true, .doc = "Of the account."});
    d.field("auth_token", &C::auth_token, {.required = true, .secret = true, .doc = "Of the account."});
    d.field("from", &C::from, {.required = true, .doc = "A number of yours, +15551234567."});
    d.field("to", &C::to, {.required = true, .doc = "The number that gets it."});
    d.field("base_url", &C::base_url, {.doc = "Of the API."});
    d.field("allow_private", &C::allow_private, {.doc = private_doc});
}

void describe(Described<Email>& d) {
    using C = Email;
    d.name("email").doc("Mail by SMTP.");
    d.field("server", &C::server, {.required = true, .doc = "smtps://host:465, or smtp://host:587 (STARTTLS)."});
    d.field("user", &C::user, {.doc = "Login; empty: none."});
    d.field("password", &C::password, {.secret = true, .doc = "Of the login."});
    d.field("from", &C::from, {.required = true, .doc = "Sender address."});
    d.field("to", &C::to, {.items_min = 1, .required = true, .doc = "Addresses that get it."});
    d.field("allow_plain", &C::allow_plain, {.doc = "Without TLS, for a server on this machine."});
}

}  // namespace argosy::notify
