#include "services/notification/book.hpp"

#include <algorithm>

#include "base/describe.hpp"
#include "base/suggest.hpp"
#include "config/read.hpp"
#include "config/write.hpp"

namespace argosy::services::notification {
namespace {

constexpr std::string_view channel_collection = "notification_channels", rule_collection = "notification_rules";
constexpr std::string_view hidden = "***";

/// What a channel's document holds.
struct Stored {
    bool enabled = true;
    std::string sealed;
};
void describe(Described<Stored>& d) {
    d.name("stored_channel").field("enabled", &Stored::enabled).field("sealed", &Stored::sealed);
}

/// A channel as text; a variant needs a field to be read into.
struct Held {
    notify::Channel channel;
};
void describe(Described<Held>& d) { d.name("held_channel").field("channel", &Held::channel, {.required = true}); }

std::string box_name(std::string_view name) { return "notification.channel." + std::string(name); }

/// Where the channel leads: what a secret may be sent to, or protects.
std::string destination_of(const notify::Channel& channel) {
    return std::visit(
        [](const auto& c) -> std::string {
            if constexpr (requires { c.base_url; }) return c.base_url;
            if constexpr (requires { c.server; }) return c.server;
            if constexpr (requires { c.secret; }) return c.url;
            return "";
        },
        channel);
}

template <class Visit>
void each_secret(notify::Channel& channel, Visit visit) {
    std::visit(
        [&](auto& c) {
            for (const auto& field : type_of<std::remove_cvref_t<decltype(c)>>().fields)
                if (field.is_secret)
                    visit(field.name, *reinterpret_cast<std::string*>(reinterpret_cast<char*>(&c) + field.offset));
        },
        channel);
}

Result<std::vector<store::Document>> all_of(const store::Store& store, std::string_view collection) {
    return store.read([&](const store::Tables& t) -> Result<std::vector<store::Document>> {
        std::vector<store::Document> out;
        store::PageRequest page{.limit = store::PageRequest::limit_max, .cursor = {}};
        do {
            ARGOSY_LET(auto rows, t.documents().list({.collection = std::string(collection)}, page, net::wall_time()),
                       collection);
            std::ranges::move(rows.rows, std::back_inserter(out));
            page.cursor = std::move(rows.next);
        } while (!page.cursor.empty());
        return out;
    });
}

store::Work erasing(std::string_view collection, std::string name) {
    return [collection, name = std::move(name)](store::Tables& t) -> Result<> {
        ARGOSY_TRY(t.documents().erase(collection, name, store::Expect::anything(), net::wall_time()), name);
        return {};
    };
}

store::Work putting(store::Document document) {
    return [document = std::move(document)](store::Tables& t) -> Result<> {
        ARGOSY_TRY(t.documents().put(document, store::Expect::anything()), document.key);
        return {};
    };
}

template <class Map>
std::unexpected<Error> unknown(std::string_view what, std::string_view name, const Map& known) {
    std::vector<std::string> names;
    for (const auto& [key, value] : known) names.push_back(key);
    const auto near = nearest(name, names);
    std::string hint = names.empty() ? "there are none yet" : "known: " + join(names);
    if (!near.empty()) hint = "did you mean " + std::string(near) + "?";
    return fail(Errc::not_found, "there is no " + std::string(what) + " \"" + std::string(name) + "\"", hint);
}

}  // namespace

Result<> keep_secrets(notify::Channel& next, const notify::Channel* before) {
    std::map<std::string, std::string> old;
    if (before && before->index() == next.index()) {
        notify::Channel copy = *before;
        each_secret(copy, [&](const std::string& name, std::string& text) { old[name] = text; });
    }
    const bool leads_elsewhere = before && destination_of(*before) != destination_of(next);
    Result<> out;
    each_secret(next, [&](const std::string& name, std::string& text) {
        if (text != hidden) return;
        if (leads_elsewhere)
            out = fail(Errc::invalid_argument,
                       "/channel/" + name + ": write it again, because the channel leads elsewhere");
        else if (!old.contains(name))
            out = fail(Errc::invalid_argument, "/channel/" + name + ": write the secret itself");
        else
            text = old[name];
    });
    return out;
}

std::vector<std::string> empty_secrets(notify::Channel channel) {
    std::vector<std::string> out;
    each_secret(channel, [&](const std::string& name, const std::string& text) {
        if (text.empty()) out.push_back(name);
    });
    return out;
}

Book::Book(const Parts& parts, audit::Changes& changes) : parts_(parts), changes_(changes) {}

Result<> Book::load() {
    ARGOSY_LET(const auto channels, all_of(parts_.store, channel_collection), "channels");
    for (const auto& document : channels) {
        auto entry = opened(document);
        if (!entry) entry = Entry{.enabled = false, .channel = {}, .problem = std::string(entry.error().message())};
        channels_[document.key] = std::move(*entry);
    }
    ARGOSY_LET(const auto rules, all_of(parts_.store, rule_collection), "rules");
    for (const auto& document : rules) {
        ARGOSY_LET(rules_[document.key], config::read_json<notify::Rule>(document.body, document.key), "rules");
    }
    return {};
}

Result<Entry> Book::opened(const store::Document& document) const {
    ARGOSY_LET(const auto stored, config::read_json<Stored>(document.body, document.key), "channel");
    ARGOSY_LET(const auto secret, parts_.box.open(box_name(document.key), stored.sealed), "channel");
    ARGOSY_LET(auto held, config::read_json<Held>(secret.reveal(), document.key), "channel");
    return Entry{.enabled = stored.enabled, .channel = std::move(held.channel), .problem = {}};
}

store::Document Book::sealed(const std::string& name, const Entry& entry) const {
    auto text =
        auth::Secret::take(config::to_json(Held{entry.channel}, config::JsonLayout::compact, config::Secrets::show));
    const Stored stored{.enabled = entry.enabled, .sealed = parts_.box.seal(box_name(name), text, parts_.entropy)};
    return {.collection = std::string(channel_collection),
            .key = name,
            .group = {},
            .body = config::to_json(stored, config::JsonLayout::compact),
            .expires = {},
            .updated = net::wall_time()};
}

std::vector<notify::Rule> Book::rule_list() const {
    std::vector<notify::Rule> out;
    for (const auto& [name, rule] : rules_) out.push_back(rule);
    return out;
}

Result<const Entry*> Book::find(std::string_view name) const {
    const auto found = channels_.find(name);
    if (found == channels_.end()) return unknown("channel", name, channels_);
    return &found->second;
}

void Book::commit(audit::Change change, store::Work work, std::function<void()> apply, Then then) {
    changes_.run(std::move(change), std::move(work),
                 [this, apply = std::move(apply), then = std::move(then)](Result<> done) mutable {
                     if (done) apply(), changed_();
                     then(std::move(done));
                 });
}

void Book::put_channel(audit::Change change, std::string name, Entry entry, Then then) {
    const auto before = channels_.find(name);
    const bool has_old = before != channels_.end() && before->second.problem.empty();
    if (auto kept = keep_secrets(entry.channel, has_old ? &before->second.channel : nullptr); !kept)
        return then(std::move(kept));
    auto document = sealed(name, entry);
    commit(
        std::move(change), putting(std::move(document)),
        [this, name, entry = std::move(entry)] { channels_[name] = entry; }, std::move(then));
}

void Book::erase_channel(audit::Change change, const std::string& name, Then then) {
    if (const auto known = find(name); !known) return then(unknown("channel", name, channels_));
    for (const auto& [rule_name, rule] : rules_)
        if (std::ranges::find(rule.channels, name) != rule.channels.end())
            return then(fail(Errc::rejected, "the rule \"" + rule_name + "\" needs the channel \"" + name + "\"",
                             "change the rule first"));
    commit(
        std::move(change), erasing(channel_collection, name), [this, name] { channels_.erase(name); }, std::move(then));
}

void Book::put_rule(audit::Change change, notify::Rule rule, Then then) {
    for (const auto& name : rule.channels)
        if (!channels_.contains(name)) return then(unknown("channel", name, channels_));
    store::Document document{.collection = std::string(rule_collection),
                             .key = rule.name,
                             .group = {},
                             .body = config::to_json(rule, config::JsonLayout::compact),
                             .expires = {},
                             .updated = net::wall_time()};
    commit(
        std::move(change), putting(std::move(document)), [this, rule] { rules_[rule.name] = rule; }, std::move(then));
}

void Book::erase_rule(audit::Change change, const std::string& name, Then then) {
    if (!rules_.contains(name)) return then(unknown("rule", name, rules_));
    commit(std::move(change), erasing(rule_collection, name), [this, name] { rules_.erase(name); }, std::move(then));
}

}  // namespace argosy::services::notification
