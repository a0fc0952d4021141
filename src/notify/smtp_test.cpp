#include "notify/smtp.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace argosy::notify {
namespace {

/// A mail server that takes one mail and answers each command with the next line of its script.
class MailServer {
public:
    explicit MailServer(std::string recipient_answer) : recipient_answer_(std::move(recipient_answer)) {
        listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* generic = std::bit_cast<sockaddr*>(&address);
        EXPECT_EQ(::bind(listener_, generic, size), 0);
        EXPECT_EQ(::listen(listener_, 1), 0);
        EXPECT_EQ(::getsockname(listener_, generic, &size), 0);
        url = "smtp://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
        thread_ = std::thread([this] { serve(); });
    }
    ~MailServer() { stop(); }
    void stop() {
        if (!thread_.joinable()) return;
        thread_.join();
        ::close(listener_);
    }
    std::string url, got;

private:
    void serve() {
        const int peer = ::accept(listener_, nullptr, nullptr);
        const auto say = [&](std::string line) {
            line += "\r\n";
            EXPECT_EQ(::send(peer, line.data(), line.size(), MSG_NOSIGNAL), std::ssize(line));
        };
        say("220 test");
        std::string text;
        char buffer[4096];
        bool in_data = false;
        for (ssize_t n; (n = ::recv(peer, buffer, sizeof buffer, 0)) > 0;) {
            text.append(buffer, static_cast<std::size_t>(n));
            for (auto end = text.find("\r\n"); end != std::string::npos; end = text.find("\r\n")) {
                const std::string line = text.substr(0, end);
                text.erase(0, end + 2);
                got += line + "\n";
                if (in_data && line != ".") continue;
                in_data = line == "DATA";
                if (line.starts_with("RCPT"))
                    say(recipient_answer_);
                else
                    say(in_data ? "354 go on" : line == "QUIT" ? "221 bye" : "250 ok");
            }
        }
        ::close(peer);
    }
    std::string recipient_answer_;
    int listener_ = -1;
    std::thread thread_;
};

Email email(const std::string& url) {
    return {.server = url, .from = "bot@example.org", .to = {"a@example.org"}, .allow_plain = true};
}

TEST(Smtp, HandsTheMailToTheServer) {
    MailServer server("250 ok");
    const auto sent = send_mail(email(server.url), "Subject: x\r\n\r\nhello\r\n", 5s);
    EXPECT_TRUE(sent) << sent.error().message();
    server.stop();
    EXPECT_NE(server.got.find("MAIL FROM:<bot@example.org>"), std::string::npos) << server.got;
    EXPECT_NE(server.got.find("RCPT TO:<a@example.org>"), std::string::npos);
    EXPECT_NE(server.got.find("\nhello\n.\n"), std::string::npos);
}

TEST(Smtp, ARefusedRecipientIsARejection) {
    MailServer server("550 no such user");
    const auto sent = send_mail(email(server.url), "hello\r\n", 5s);
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().code(), Errc::rejected) << sent.error().message();
}

TEST(Smtp, ATemporaryRefusalIsNoRejection) {
    MailServer server("451 try later");
    const auto sent = send_mail(email(server.url), "hello\r\n", 5s);
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().code(), Errc::unavailable) << sent.error().message();
}

TEST(Smtp, WithoutTlsNothingIsSentUnlessAllowed) {
    MailServer server("250 ok");
    auto strict = email(server.url);
    strict.allow_plain = false;
    strict.user = "bot", strict.password = "secret-word";
    const auto sent = send_mail(strict, "hello\r\n", 5s);
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().code(), Errc::unauthorized) << sent.error().message();
    server.stop();
    EXPECT_EQ(server.got.find("MAIL FROM"), std::string::npos);
}

TEST(Smtp, AServerThatSaysNothingIsLeftWhenTheEndIsNear) {
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ASSERT_EQ(::bind(listener, std::bit_cast<sockaddr*>(&address), size), 0);
    ASSERT_EQ(::listen(listener, 1), 0);
    ASSERT_EQ(::getsockname(listener, std::bit_cast<sockaddr*>(&address), &size), 0);
    Result<> sent;
    std::jthread sender([&](const std::stop_token& stop) {
        sent = send_mail(email("smtp://127.0.0.1:" + std::to_string(ntohs(address.sin_port))), "x\r\n", 24h, {}, stop);
    });
    const int peer = ::accept(listener, nullptr, nullptr);  // it waits for a greeting that never comes
    sender.request_stop();
    sender.join();
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().code(), Errc::unavailable) << sent.error().message();
    ::close(peer);
    ::close(listener);
}

TEST(Smtp, AnAddressCannotAddACommand) {
    for (const std::string address : {"a@example.org>\r\nRCPT TO:<b@example.org", "a@example.org\nDATA", "a"}) {
        MailServer server("250 ok");
        auto by_sender = email(server.url), by_recipient = email(server.url);
        by_sender.from = address;
        by_recipient.to = {"a@example.org", address};
        for (const auto& channel : {by_sender, by_recipient}) {
            const auto sent = send_mail(channel, "hello\r\n", 5s);
            ASSERT_FALSE(sent) << address;
            EXPECT_EQ(sent.error().code(), Errc::invalid_argument) << sent.error().message();
        }
        EXPECT_TRUE(send_mail(email(server.url), "hello\r\n", 5s)) << "the server has waited for this one";
        server.stop();
        EXPECT_EQ(server.got.find("RCPT"), server.got.rfind("RCPT")) << server.got;
    }
}

TEST(Smtp, AServerThatIsNotThereIsUnavailable) {
    const auto sent = send_mail(email("smtp://127.0.0.1:1"), "hello\r\n", 2s);
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().code(), Errc::unavailable);
    EXPECT_FALSE(send_mail(email("ftp://127.0.0.1:1"), "hello\r\n", 2s)) << "mail by SMTP only";
}

}  // namespace
}  // namespace argosy::notify
