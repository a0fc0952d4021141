#include "services/gateway/external_issuers.hpp"

#include <gmock/gmock.h>

#include "net/http_server.hpp"

namespace argosy::services::gateway {
namespace {

using ::testing::HasSubstr;

Time at{};  // what the gateway takes for the time
Time clock_of_test() { return at; }

/// A provider on this machine, whose keys change, and which may be away.
class ExternalIssuersTest : public ::testing::Test {
protected:
    ExternalIssuersTest() {
        at = net::wall_time();
        port = provider.listen("127.0.0.1", 0).value();
    }
    auth::PrivateKey make_key() { return auth::PrivateKey::generate(auth::Algorithm::es256, entropy); }
    void publish(const auth::PrivateKey& key) {
        auth::Jwks keys;
        keys.add({.id = key.id(), .key = key.public_key()});
        published = auth::to_json(keys);
    }
    void open(bool allow_private = true) {
        issuers.emplace(loop,
                        std::map<std::string, auth::ExternalIssuerConfig>{
                            {"corp",
                             {.issuer = "https://login.example",
                              .audience = "argosy",
                              .jwks_url = "http://127.0.0.1:" + std::to_string(port) + "/keys",
                              .roles = {{"desk", auth::Role::trader}},
                              .allow_private_address = allow_private}}},
                        &clock_of_test);
        issuers->start();
        loop.run_for(100ms);
    }
    std::string token(const auth::PrivateKey& key, std::string_view issuer = "https://login.example") const {
        const auto now = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
        return auth::sign_jws(key, auth::TokenType::plain,
                              R"({"iss":")" + std::string(issuer) +
                                  R"(","aud":"argosy","sub":"42","groups":["desk"],"exp":)" +
                                  std::to_string(now + 3600) + "}");
    }
    /// "corp:42", or the error.
    std::string ask(const std::string& text) {
        const auto who = issuers->authenticate(text, at);
        if (!who) return "not theirs";
        return *who ? (**who).name : std::string((*who).error().message());
    }

    net::Loop loop;
    auth::SystemEntropy entropy;
    std::string published;
    int status = 200, fetches = 0;
    net::HttpServer provider{loop, [this](const net::Request&, net::Responder to) {
                                 ++fetches;
                                 to.send({.status = status, .headers = {}, .body = published});
                             }};
    std::uint16_t port = 0;
    std::optional<ExternalIssuers> issuers;
};

TEST_F(ExternalIssuersTest, tokens_of_the_provider_are_accepted_and_others_left_to_others) {
    const auto key = make_key();
    publish(key);
    open();
    EXPECT_EQ(fetches, 1);
    EXPECT_EQ(ask(token(key)), "corp:42");
    EXPECT_EQ(ask(token(key, "https://other.example")), "not theirs");
    EXPECT_EQ(ask("nonsense"), "not theirs");
    EXPECT_EQ(ask(auth::sign_jws(make_key(), auth::TokenType::plain, R"({"iss":"https://login.example"})")),
              "token: signed with a key that is not known here");
    EXPECT_EQ(fetches, 1);
}

TEST_F(ExternalIssuersTest, a_new_key_is_fetched_when_a_token_names_it_but_not_for_every_stranger) {
    publish(make_key());
    open();
    const auto next = make_key();
    publish(next);
    EXPECT_THAT(ask(token(next)), HasSubstr("not known here")) << "fetched a moment ago";
    EXPECT_EQ(fetches, 1);
    at += 31s;
    EXPECT_THAT(ask(token(next)), HasSubstr("are being fetched"));
    loop.run_for(100ms);
    EXPECT_EQ(ask(token(next)), "corp:42");
    EXPECT_EQ(fetches, 2);
    for (int i = 0; i < 50; ++i) EXPECT_THAT(ask(token(make_key())), HasSubstr("not known here"));
    loop.run_for(100ms);
    EXPECT_EQ(fetches, 2) << "fifty unknown keys are no reason for fifty fetches";
}

TEST_F(ExternalIssuersTest, a_provider_that_is_away_lets_nobody_in_and_takes_nobody_out) {
    const auto key = make_key();
    status = 500;
    open();
    EXPECT_THAT(ask(token(key)), HasSubstr("could not be fetched"));
    status = 200;
    publish(key);
    at += 31s;
    ask(token(key));
    loop.run_for(100ms);
    EXPECT_EQ(ask(token(key)), "corp:42");
    status = 503;
    at += 1h;
    EXPECT_EQ(ask(token(key)), "corp:42") << "the keys it had are still good";
    published = "{\"keys\":17}";
    status = 200;
    at += 1h;
    EXPECT_EQ(ask(token(key)), "corp:42") << "nonsense does not replace them";
}

TEST_F(ExternalIssuersTest, private_addresses_are_not_asked_unless_allowed) {
    publish(make_key());
    open(false);
    EXPECT_EQ(fetches, 0);
    EXPECT_THAT(ask(token(make_key())), HasSubstr("could not be fetched"));
}

}  // namespace
}  // namespace argosy::services::gateway
