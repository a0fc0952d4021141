#include "services/gateway/service.hpp"

#include <algorithm>
#include <cstring>

#include "services/gateway/detail/gateway.hpp"

namespace argosy::services::gateway {
namespace {

constexpr std::string_view keys_collection = "gateway", keys_name = "signing_keys";

/// The signing keys of the store, or new ones. Sealed there: whoever reads the file cannot sign.
Result<auth::KeySet> load_keys(const store::Store& store, const auth::SecretBox& secrets, auth::Entropy& entropy,
                               Time now) {
    ARGOSY_LET(const auto saved, store.read([&](const store::Tables& tables) {
        return tables.documents().find(keys_collection, keys_name, now);
    }),
               "signing keys");
    if (!saved) return auth::KeySet::make({}, entropy, now);
    auto opened = secrets.open(keys_name, saved->body);
    if (!opened && opened.error().code() == Errc::not_found)
        return fail(Errc::not_found, "signing keys: " + std::string(opened.error().message()),
                    "put that key back; if it is lost, start once with --forget-sealed: everybody signs in again, and "
                    "secrets are entered again");
    if (!opened) return std::unexpected(std::move(opened).error().with("signing keys"));
    return auth::KeySet::load(*opened, {});
}

/// For waits and span ids, which need not be secret but must differ between processes.
std::uint64_t seed_of(auth::Entropy& entropy) {
    std::uint64_t seed = 0;
    std::memcpy(&seed, auth::random_bytes(entropy, sizeof seed).data(), sizeof seed);
    return seed;
}

}  // namespace

Gateway::Impl::Impl(Parts given, auth::KeySet keyset, auth::RateLimiter limiter)
    : loop(given.loop),
      router(given.router),
      store(given.store),
      secrets(given.secrets),
      entropy(given.entropy),
      clock(given.clock),
      settings(std::move(given.settings)),
      welcome(std::move(given.welcome)),
      keys(std::move(keyset)),
      sessions(store, clock),
      stored_keys(store, clock),
      oauth({.issuer = settings.issuer, .role_now = [this](std::string_view name) { return role_now(name); }}, sessions,
            keys, entropy),
      api_keys(stored_keys, entropy),
      tickets(entropy),
      entries(entropy, {.life = 10min, .open_max = 256, .open_per_name_max = 64}),
      rates(std::move(limiter)),
      users(store, loop, entropy, settings.password_cost),
      factors(store, secrets, entropy),
      external(loop, settings.openid_providers, clock),
      openid({.loop = loop, .issuers = external, .entropy = entropy, .clock = clock, .pages = settings.pages},
             settings.openid_providers),
      gatekeeper({.oauth = oauth,
                  .sessions = sessions,
                  .keys = api_keys,
                  .tickets = tickets,
                  .rates = rates,
                  .clock = clock,
                  .external = &external,
                  .role_now = [this](std::string_view name) { return role_now(name); }},
                 std::move(given.meter)),
      upstreams(
          {.loop = loop,
           .router = router,
           .configs = settings.upstreams,
           .authorization =
               [this](const std::string& service, resilience::TokenPassed passed, const net::Request& request,
                      const auth::Principal& who) { return upstream_authorization(service, passed, request, who); },
           .metrics = given.metrics,
           .seed = seed_of(entropy)}),
      upkeep(loop) {}

Result<std::unique_ptr<Gateway>> Gateway::make(Parts parts) {
    ARGOSY_LET(auto keys, load_keys(parts.store, parts.secrets, parts.entropy, parts.clock()), "gateway");
    ARGOSY_LET(auto rates, auth::RateLimiter::make(parts.settings.rates), "gateway rates");
    auto impl = std::make_unique<Impl>(std::move(parts), std::move(keys), std::move(rates));
    ARGOSY_TRY(impl->save_keys(), "gateway");
    ARGOSY_TRY(impl->sessions.put_client({.id = std::string(dashboard_client),
                                          .label = "Argosy's own pages",
                                          .secret_hash = {},
                                          .redirect_uris = {},
                                          .scopes = auth::scopes_of(auth::Role::admin)}),
               "gateway");
    impl->router.guard_with(impl->gatekeeper);
    return std::unique_ptr<Gateway>(new Gateway(std::move(impl)));
}

Gateway::Gateway(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Gateway::~Gateway() = default;

Result<bool> Gateway::forget_lost_keys(store::Store& store, const auth::SecretBox& secrets, Time now) {
    ARGOSY_LET(const auto saved, std::as_const(store).read([&](const store::Tables& tables) {
        return tables.documents().find(keys_collection, keys_name, now);
    }),
               "signing keys");
    const bool is_lost = saved && [&] {
        const auto opened = secrets.open(keys_name, saved->body);
        return !opened && opened.error().code() == Errc::not_found;
    }();
    if (!is_lost) return false;
    ARGOSY_TRY(store.write([&](store::Tables& tables) -> Result<> {
        ARGOSY_TRY(tables.documents().erase(keys_collection, keys_name, store::Expect::anything(), now), "");
        return {};
    }),
               "signing keys");
    return true;
}

Result<> Gateway::start() {
    impl_->add_session_routes();
    impl_->add_second_factor_routes();
    impl_->add_openid_routes();
    impl_->add_people_routes();
    impl_->add_key_routes();
    impl_->add_client_routes();
    impl_->add_oauth_routes();
    impl_->add_documents();
    ARGOSY_TRY(impl_->upstreams.start(), "gateway");
    impl_->external.start();
    impl_->upkeep.every(1h, [this] { impl_->keep_up(); });
    return impl_->make_first_admin();
}

Result<std::string> Gateway::script_token(auth::Role role, Duration life) {
    if (life < 1s || life > 24h) return fail(Errc::invalid_argument, "a token lives from a second to a day");
    return impl_->oauth.service_token("script", "argosy", role, impl_->clock(), life);
}

std::string Gateway::entry_url() { return impl_->entry_url(); }

std::string Gateway::Impl::entry_url() {
    const auto people = users.list(clock());
    if (!people) return {};
    const auto admin =
        std::ranges::find_if(*people, [](const User& u) { return u.role == auth::Role::admin && !u.is_disabled; });
    if (admin == people->end()) return {};
    const auto ticket = entries.issue(principal_of(*admin), clock());
    return ticket ? settings.pages + "/enter?ticket=" + *ticket : std::string();
}

api::Gate& Gateway::gate() noexcept { return impl_->gatekeeper; }

const Gatekeeper::Refusals& Gateway::refusals() const noexcept { return impl_->gatekeeper.refusals(); }

Result<> Gateway::Impl::save_keys() {
    return store.write([&](store::Tables& tables) -> Result<> {
        ARGOSY_TRY(tables.documents().put({.collection = std::string(keys_collection),
                                           .key = std::string(keys_name),
                                           .body = secrets.seal(keys_name, keys.save(), entropy)},
                                          store::Expect::anything()),
                   "signing keys");
        return {};
    });
}

/// Rotation of keys, and room of what has expired. A failure is tried again in an hour: nothing depends on it now.
void Gateway::Impl::keep_up() {
    const Time now = clock();
    const bool is_due = keys.is_rotation_due(now);
    if (is_due) keys.rotate(entropy, now);
    if (keys.forget_expired(now) || is_due) static_cast<void>(save_keys());
    static_cast<void>(sessions.forget_expired(now));
}

Result<> Gateway::Impl::make_first_admin() {
    ARGOSY_LET(const auto people, users.list(clock()), "users");
    if (!people.empty()) return {};
    auth::Secret password = users.make_password();
    users.add({.name = "admin", .role = auth::Role::admin}, password, clock(), [this, password](Result<User> made) {
        if (made && welcome) welcome({.user = made->name, .password = password});
    });
    return {};
}

std::string Gateway::Impl::upstream_authorization(const std::string& service, resilience::TokenPassed passed,
                                                  const net::Request& request, const auth::Principal& who) {
    using resilience::TokenPassed;
    if (passed == TokenPassed::none) return {};
    std::string_view token = bearer(request);
    if (token.empty()) token = cookie(request, session_cookie);
    const bool is_theirs = passed == TokenPassed::caller && !token.empty() && !auth::api_key_prefix(token);
    if (is_theirs) return "Bearer " + std::string(token);
    const auth::Role role = auth::effective_role(who);
    if (role == auth::Role::anyone) return {};
    // One token for many requests: signing costs more than passing on. It is made anew in the middle of its life.
    auto& kept = upstream_tokens.at(service + "/" + std::string(auth::to_string(role)));
    constexpr Duration life = 5min;
    if (const Time now = clock(); kept.access_token.empty() || kept.renew <= now) {
        const std::string_view audience = passed == TokenPassed::caller ? "argosy" : std::string_view(service);
        kept = {.access_token = oauth.service_token("gateway", audience, role, now, life), .renew = now + life / 2};
    }
    return "Bearer " + kept.access_token;
}

Result<std::optional<auth::Role>> Gateway::Impl::role_now(std::string_view name) {
    ARGOSY_LET(const auto user, users.find(name, clock()), "user");
    if (user) return user->is_disabled ? std::nullopt : std::optional(user->role);
    return name == owner_name ? std::optional(auth::Role::admin) : std::nullopt;
}

auth::Principal Gateway::Impl::principal_of(const User& user) const {
    return {.name = user.name,
            .client = std::string(dashboard_client),
            .role = user.role,
            .scopes = auth::scopes_of(user.role),
            .signed_in = clock()};
}

}  // namespace argosy::services::gateway
