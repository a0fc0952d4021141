#include "auth/keyset.hpp"

#include "auth/base64url.hpp"
#include "auth/detail/json.hpp"
#include "base/enum.hpp"

namespace argosy::auth {
namespace {

using detail::Json;

void write_private(JsonWriter& w, std::string_view name, const PrivateKey& key) {
    w.key(name).begin_object().field("alg", to_string(key.algorithm()));
    w.field("d", to_base64url(key.bytes().reveal())).end_object();
}

Result<PrivateKey> read_private(const Json& saved, std::string_view name) {
    const Json* key = saved.find(name);
    if (key == nullptr) return fail(Errc::parse, "it lacks " + std::string(name));
    const auto algorithm = parse_enum<Algorithm>(key->text("alg"));
    auto bytes = from_base64url(key->text("d"));
    if (!algorithm || !bytes) return fail(Errc::parse, std::string(name) + " is no key");
    return PrivateKey::make(*algorithm, Secret::take(std::move(*bytes)));
}

Result<Time> read_time(const Json& saved, std::string_view name) {
    const auto* ns = saved.get<std::int64_t>(name);
    if (ns == nullptr) return fail(Errc::parse, "it lacks the time " + std::string(name));
    return time_from_ns(*ns);
}

}  // namespace

KeySet::KeySet(KeySetOptions options, PrivateKey current, PrivateKey next, Time since)
    : options_(options), current_(std::move(current)), next_(std::move(next)), current_since_(since) {
    publish();
}

KeySet KeySet::make(KeySetOptions options, Entropy& entropy, Time now) {
    auto current = PrivateKey::generate(options.algorithm, entropy);
    return {options, std::move(current), PrivateKey::generate(options.algorithm, entropy), now};
}

void KeySet::publish() {
    published_ = {};
    published_.add({current_.id(), current_.public_key()});
    published_.add({next_.id(), next_.public_key()});
    for (const Retired& old : retired_) published_.add({old.id, old.key});
}

void KeySet::rotate(Entropy& entropy, Time now) {
    retired_.push_back({current_.public_key(), current_.id(), now + options_.token_life_max});
    current_ = std::move(next_);
    next_ = PrivateKey::generate(options_.algorithm, entropy);
    current_since_ = now;
    forget_expired(now);
    publish();
}

bool KeySet::forget_expired(Time now) {
    if (std::erase_if(retired_, [&](const Retired& old) { return now >= old.until; }) == 0) return false;
    publish();
    return true;
}

void KeySet::replace_all(Entropy& entropy, Time now) { *this = make(options_, entropy, now); }

Secret KeySet::save() const {
    JsonWriter w;
    w.begin_object().field("version", 1).field("current_since", to_ns(current_since_));
    write_private(w, "current", current_);
    write_private(w, "next", next_);
    w.key("retired").begin_array();
    for (const Retired& old : retired_) {
        const KeyNumbers& numbers = old.key.numbers();
        w.begin_object().field("alg", to_string(old.key.algorithm())).field("x", to_base64url(numbers.x));
        w.field("y", to_base64url(numbers.y)).field("until", to_ns(old.until)).end_object();
    }
    w.end_array().end_object();
    return Secret::take(std::move(w).take());
}

Result<KeySet> KeySet::load(const Secret& saved, KeySetOptions options) {
    const auto json = detail::parse_json_object(saved.reveal());
    Result<KeySet> keys = json ? read(*json, options) : fail(Errc::parse, std::string(json.error().message()));
    if (keys) return keys;
    return fail(Errc::corrupt, "saved signing keys: " + std::string(keys.error().message()),
                "restore them from a copy, or make new ones: everybody signs in again");
}

Result<KeySet> KeySet::read(const Json& saved, KeySetOptions options) {
    ARGOSY_LET(auto current, read_private(saved, "current"), "");
    ARGOSY_LET(auto next, read_private(saved, "next"), "");
    ARGOSY_LET(const auto since, read_time(saved, "current_since"), "");
    const auto* retired = saved.get<Json::Array>("retired");
    if (retired == nullptr || retired->size() > Jwks::keys_max) return fail(Errc::parse, "no list of retired keys");
    if (current.id() == next.id()) return fail(Errc::parse, "two keys are the same");
    KeySet keys(options, std::move(current), std::move(next), since);
    for (const Json& old : *retired) {
        ARGOSY_LET(auto key, read_retired(old), "retired");
        if (keys.published_.find(key.id) != nullptr) return fail(Errc::parse, "two keys are the same");
        keys.published_.add({key.id, key.key});
        keys.retired_.push_back(std::move(key));
    }
    return keys;
}

Result<KeySet::Retired> KeySet::read_retired(const Json& saved) {
    const auto algorithm = parse_enum<Algorithm>(saved.text("alg"));
    auto x = from_base64url(saved.text("x")), y = from_base64url(saved.text("y"));
    if (!algorithm || !x || !y) return fail(Errc::parse, "not a key");
    ARGOSY_LET(const auto until, read_time(saved, "until"), "");
    ARGOSY_LET(auto key, PublicKey::make(*algorithm, {.x = std::move(*x), .y = std::move(*y)}), "");
    std::string id = key.thumbprint();
    return Retired{std::move(key), std::move(id), until};
}

}  // namespace argosy::auth
