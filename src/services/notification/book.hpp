#pragma once

#include <map>
#include <string>

#include "audit/changes.hpp"
#include "auth/secret_box.hpp"
#include "notify/channels.hpp"
#include "notify/rules.hpp"
#include "services/notification/service.hpp"

namespace argosy::services::notification {

/// A channel by its name.
struct Entry {
    bool enabled = true;
    notify::Channel channel;
    std::string problem;  ///< why it cannot be used: its settings do not open; empty: all is well
};

/// The channels and rules, kept in the store; the settings of a channel are sealed as a whole, under its name.
///
/// Thread safety: the loop's thread.
class Book {
public:
    Book(const Parts& parts, audit::Changes& changes);

    /// Reads both. A channel that does not open is kept with its problem. Errors: those of the store, corrupt.
    Result<> load();

    [[nodiscard]] const std::map<std::string, Entry, std::less<>>& channels() const noexcept { return channels_; }
    [[nodiscard]] const std::map<std::string, notify::Rule, std::less<>>& rules() const noexcept { return rules_; }
    [[nodiscard]] std::vector<notify::Rule> rule_list() const;
    /// Errors: not_found naming the nearest.
    [[nodiscard]] Result<const Entry*> find(std::string_view name) const;

    using Then = audit::Changes::Then;
    /// Errors, given to `then`: invalid_argument (a secret left as *** that is not kept), those of the store.
    void put_channel(audit::Change change, std::string name, Entry entry, Then then);
    /// Errors: not_found; rejected while a rule needs it.
    void erase_channel(audit::Change change, const std::string& name, Then then);
    /// Errors: not_found for a channel that there is not.
    void put_rule(audit::Change change, notify::Rule rule, Then then);
    void erase_rule(audit::Change change, const std::string& name, Then then);

    /// Called after channels or rules have changed.
    void on_change(std::function<void()> handler) { changed_ = std::move(handler); }

private:
    [[nodiscard]] Result<Entry> opened(const store::Document& document) const;
    [[nodiscard]] store::Document sealed(const std::string& name, const Entry& entry) const;
    void commit(audit::Change change, store::Work work, std::function<void()> apply, Then then);

    const Parts& parts_;
    audit::Changes& changes_;
    std::map<std::string, Entry, std::less<>> channels_;
    std::map<std::string, notify::Rule, std::less<>> rules_;
    std::function<void()> changed_ = [] {};
};

/// Secrets that are written as *** are those of before. Errors: invalid_argument when there were none, or when the
/// channel now leads somewhere else: whoever only sees *** must not send the secret to a server of theirs.
[[nodiscard]] Result<> keep_secrets(notify::Channel& next, const notify::Channel* before);
/// The fields of its secrets that are empty: there is nothing to hide.
[[nodiscard]] std::vector<std::string> empty_secrets(notify::Channel channel);

}  // namespace argosy::services::notification
