#include "services/gateway/openid_sign_in.hpp"

#include <openssl/evp.h>
#include <simdjson.h>

#include "api/percent.hpp"
#include "auth/base64url.hpp"
#include "net/address.hpp"

namespace argosy::services::gateway {
namespace {

constexpr Duration sign_in_life = 10min;
constexpr Duration exchange_timeout = 10s;
constexpr std::size_t answer_bytes_max = 64 << 10;

net::ClientOptions client_options(bool only_public) {
    net::ClientOptions out{.connections_per_host_max = 2, .response_bytes_max = answer_bytes_max};
    if (only_public) out.allow_address = net::is_public_address;
    return out;
}

std::string sha256(std::string_view text) {
    std::string digest(32, '\0');
    unsigned int size = 0;
    ::EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(digest.data()), &size, ::EVP_sha256(),
                 nullptr);
    return digest;
}

/// "Basic base64(id:secret)", both encoded first (RFC 6749 section 2.3.1).
std::string basic(std::string_view id, std::string_view secret) {
    const std::string text = api::percent_encode(id) + ":" + api::percent_encode(secret);
    std::string encoded(4 * ((text.size() + 2) / 3) + 1, '\0');
    const int size =
        ::EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                          reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    encoded.resize(static_cast<std::size_t>(size));
    return "Basic " + encoded;
}

using Fields = std::vector<std::pair<std::string_view, std::string_view>>;
std::string form(const Fields& fields) {
    std::string out;
    for (const auto& [name, value] : fields) {
        if (!out.empty()) out += '&';
        out += std::string(name) + "=" + api::percent_encode(value);
    }
    return out;
}

/// A path of ours and nothing else: no other site gets a person who just signed in.
std::string path_of_ours(std::string next) {
    const bool is_ours = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\') &&
                         std::ranges::none_of(next, [](unsigned char c) { return c <= ' ' || c >= 0x7f; });
    return is_ours ? next : "/";
}

Result<std::string> id_token_of(std::string_view body) {
    simdjson::dom::parser parser;
    std::string_view token;
    const simdjson::padded_string text(body);
    if (parser.parse(text)["id_token"].get(token) == simdjson::SUCCESS) return std::string(token);
    return fail(Errc::unauthorized, "the provider gave no ID token", "its client must allow the scope openid");
}

}  // namespace

OpenidSignIn::OpenidSignIn(Parts parts, const Configs& configs)
    : parts_(std::move(parts)),
      public_client_(parts_.loop, client_options(true)),
      any_client_(parts_.loop, client_options(false)) {
    for (const auto& [name, config] : configs)
        if (!config.client_id.empty()) configs_.emplace(name, config);
}

std::vector<OpenidSignIn::Door> OpenidSignIn::doors() const {
    std::vector<Door> out;
    for (const auto& [name, config] : configs_)
        out.push_back({.name = name, .label = config.label.empty() ? name : config.label});
    return out;
}

std::string OpenidSignIn::redirect_of(const auth::ExternalIssuerConfig& config) const {
    return config.redirect_url.empty() ? parts_.pages + std::string(auth::callback_path) : config.redirect_url;
}

Result<OpenidSignIn::Begun> OpenidSignIn::begin(std::string_view provider, std::string next, bool is_fresh) {
    const auto found = configs_.find(std::string(provider));
    if (found == configs_.end())
        return fail(Errc::not_found, "nobody signs in at " + std::string(provider), "see openid_providers");
    const auto& config = found->second;
    const std::string state = auth::random_text(parts_.entropy);
    Begin& begun = begun_.at(state);
    begun = {.provider = found->first,
             .nonce = auth::random_text(parts_.entropy),
             .verifier = auth::random_text(parts_.entropy),
             .next = path_of_ours(std::move(next)),
             .until = parts_.clock() + sign_in_life};
    const std::string redirect = redirect_of(config), challenge = auth::to_base64url(sha256(begun.verifier));
    Fields fields{{"response_type", "code"},
                  {"client_id", config.client_id},
                  {"redirect_uri", redirect},
                  {"scope", "openid"},
                  {"state", state},
                  {"nonce", begun.nonce},
                  {"code_challenge", challenge},
                  {"code_challenge_method", "S256"}};
    if (is_fresh) fields.emplace_back("max_age", "0");
    const char separator = config.authorize_url.contains('?') ? '&' : '?';
    return Begun{.url = config.authorize_url + separator + form(fields), .state = state};
}

net::ClientRequest OpenidSignIn::exchange(const auth::ExternalIssuerConfig& config, const Begin& begun,
                                          const std::string& code) const {
    net::ClientRequest request{.method = net::Method::post, .url = config.token_url, .timeout = exchange_timeout};
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    request.headers.add("Accept", "application/json");
    if (!config.client_secret.empty())
        request.headers.add("Authorization", basic(config.client_id, config.client_secret.reveal()));
    request.body = form({{"grant_type", "authorization_code"},
                         {"code", code},
                         {"redirect_uri", redirect_of(config)},
                         {"client_id", config.client_id},
                         {"code_verifier", begun.verifier}});
    return request;
}

Result<OpenidSignIn::Entered> OpenidSignIn::read(const Begin& begun, Result<net::Response> answer) {
    if (!answer)
        return fail(Errc::unavailable, "the provider does not answer: " + std::string(answer.error().message()));
    if (answer->status != 200)
        return fail(Errc::unauthorized,
                    "the provider did not take the code: it answered " + std::to_string(answer->status));
    ARGOSY_LET(const auto token, id_token_of(answer->body.view()), "");
    ARGOSY_LET(auto who, parts_.issuers.identify(begun.provider, token, begun.nonce, parts_.clock()), "");
    return Entered{.who = std::move(who), .next = begun.next};
}

void OpenidSignIn::finish(Answer answer, Done done) {
    const Begin* known = begun_.find(answer.state);
    const bool is_theirs =
        known != nullptr && known->until > parts_.clock() && auth::equal_constant_time(answer.state, answer.cookie);
    if (!is_theirs) return done(fail(Errc::unauthorized, "this sign-in was not begun here, or too long ago"));
    const Begin begun = *known;
    begun_.erase(answer.state);
    const auto& config = configs_.at(begun.provider);
    auto& client = config.allow_private_address ? any_client_ : public_client_;
    client.send(exchange(config, begun, answer.code),
                [this, begun, done = std::move(done)](Result<net::Response> tokens) mutable {
                    done(read(begun, std::move(tokens)));
                });
}

}  // namespace argosy::services::gateway
