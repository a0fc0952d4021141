#include "services/config/vault.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "auth/password.hpp"
#include "base/hash.hpp"

namespace argosy::services::config {
namespace {

constexpr std::string_view collection = "secrets";
constexpr std::size_t password_max = 128, secret_max = 16'384, distinct_min = 6;

constexpr std::array<std::string_view, 14> placeholders = {
    "changeme",   "change_me", "change-me", "example", "placeholder", "your_",     "your-",
    "yoursecret", "yourapi",   "insert",    "dummy",   "default",     "secret123", "xxxx"};

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    return out;
}

bool is_placeholder(std::string_view text) {
    std::string small = lower(text);
    const bool found =
        std::ranges::any_of(placeholders, [&](std::string_view p) { return small.find(p) != std::string::npos; });
    auth::wipe(small);
    return found;
}

/// It names this sealed text and tells nothing of what is inside, for the nonce is random.
std::string fingerprint_of(std::string_view sealed) { return sha256_hex(sealed).substr(0, 12); }

std::unexpected<Error> no_key() {
    return fail(Errc::unavailable, "there is no master key, so secrets can neither be kept nor read",
                "make a key file and name it when starting; docs/auth.md");
}

}  // namespace

Result<> check_secret_name(std::string_view name) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    };
    const bool is_good = !name.empty() && name.size() <= 128 && std::ranges::all_of(name, fits) &&
                         name.front() != '.' && name.front() != '-';
    if (is_good) return {};
    return fail(Errc::invalid_argument, "a secret's name is 1 to 128 of a-z, 0-9, '.', '_' and '-'",
                "use the key path of its setting, like exchanges.binance.api_secret");
}

Result<> check_secret(std::string_view name, const auth::Secret& secret) {
    const std::string_view text = secret.reveal();
    const std::string what = "secret " + std::string(name) + ": ";
    if (text.size() > secret_max) return fail(Errc::invalid_argument, what + "longer than 16384 bytes");
    if (text.size() <= password_max) {
        ARGOSY_TRY(auth::check_new_password(secret, name), "secret " + std::string(name));
    }
    if (is_placeholder(text))
        return fail(Errc::invalid_argument, what + "left from an example", "enter the one that the venue gave");
    if (std::set<char>(text.begin(), text.end()).size() < distinct_min)
        return fail(Errc::invalid_argument, what + "too few different characters");
    return {};
}

SecretInfo Vault::info(const store::Document& document) const {
    return {.name = document.key,
            .fingerprint = fingerprint_of(document.body),
            .updated = document.updated,
            .is_current = parts_.box != nullptr && parts_.box->is_current(document.body)};
}

Result<SecretInfo> Vault::put(store::Tables& tables, std::string_view name, const auth::Secret& secret,
                              Time now) const {
    ARGOSY_TRY(check_secret_name(name), "");
    ARGOSY_TRY(check_secret(name, secret), "");
    if (parts_.box == nullptr) return no_key();
    if (parts_.mask) parts_.mask(secret.reveal());
    const store::Document document{.collection = std::string(collection),
                                   .key = std::string(name),
                                   .body = parts_.box->seal(name, secret, parts_.entropy),
                                   .updated = now};
    ARGOSY_TRY(tables.documents().put(document, store::Expect::anything()), "secret " + std::string(name));
    return info(document);
}

Result<bool> Vault::erase(store::Tables& tables, std::string_view name, Time now) const {
    return tables.documents().erase(collection, name, store::Expect::anything(), now);
}

Result<std::vector<SecretInfo>> Vault::list(Time now) const {
    std::vector<SecretInfo> out;
    std::string cursor;
    do {
        ARGOSY_LET(auto page, parts_.store.read([&](const store::Tables& t) {
            return t.documents().list({.collection = std::string(collection)}, {.limit = 500, .cursor = cursor}, now);
        }),
                   "secrets");
        for (const auto& document : page.rows) out.push_back(info(document));
        cursor = std::move(page.next);
    } while (!cursor.empty());
    return out;
}

Result<std::vector<std::string>> Vault::forget_lost(Time now) const {
    ARGOSY_LET(const auto secrets, list(now), "");
    std::vector<std::string> lost;
    for (const auto& each : secrets)
        if (const auto secret = find(each.name, now); !secret && secret.error().code() == Errc::not_found)
            lost.push_back(each.name);
    ARGOSY_TRY(parts_.store.write([&](store::Tables& t) -> Result<> {
        for (const auto& name : lost) ARGOSY_TRY(erase(t, name, now), "secret " + name);
        return {};
    }),
               "secrets");
    return lost;
}

Result<auth::Secret> Vault::find(std::string_view name, Time now) const {
    if (parts_.box == nullptr) return no_key();
    ARGOSY_LET(const auto document,
               parts_.store.read([&](const store::Tables& t) { return t.documents().find(collection, name, now); }),
               "secret " + std::string(name));
    if (!document)
        return fail(Errc::not_found, "no secret " + std::string(name),
                    "enter it with PUT /api/v1/secrets/" + std::string(name));
    return parts_.box->open(name, document->body);
}

Result<> Vault::mask_all(Time now) const {
    if (!parts_.mask || parts_.box == nullptr) return {};
    ARGOSY_LET(const auto secrets, list(now), "");
    for (const auto& each : secrets)
        if (const auto secret = find(each.name, now)) parts_.mask(secret->reveal());
    return {};
}

}  // namespace argosy::services::config
