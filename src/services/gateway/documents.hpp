#pragma once

#include <string>

#include "config/read.hpp"
#include "config/write.hpp"
#include "store/store.hpp"

namespace argosy::services::gateway {

/// Values of one type, each a document of a store under its own key.
///
/// Thread safety: that of the store. T: described, without secrets that must not be read back.
template <class T>
class DocumentsOf {
public:
    /// Both outlive it.
    DocumentsOf(store::Store& store, std::string collection) : store_(store), collection_(std::move(collection)) {}

    [[nodiscard]] Result<> put(std::string_view key, const T& value, std::string_view group = {},
                               std::optional<Time> expires = {}) {
        return store_.write(
            [&](store::Tables& tables) -> Result<> { return put_in(tables, key, value, group, expires); });
    }
    [[nodiscard]] Result<std::optional<T>> find(std::string_view key, Time now) const {
        return store_.read([&](const store::Tables& tables) { return find_in(tables, key, now); });
    }
    [[nodiscard]] Result<bool> erase(std::string_view key, Time now) {
        return store_.write([&](store::Tables& tables) -> Result<bool> {
            return tables.documents().erase(collection_, key, store::Expect::anything(), now);
        });
    }
    /// Changes the value in one transaction and returns it as it was before; none: there is none.
    template <class Change>
    [[nodiscard]] Result<std::optional<T>> change(std::string_view key, Time now, Change change) {
        return store_.write([&](store::Tables& tables) -> Result<std::optional<T>> {
            ARGOSY_LET(auto found, tables.documents().find(collection_, key, now), collection_);
            if (!found) return std::optional<T>();
            ARGOSY_LET(auto before, config::read_json<T>(found->body, collection_), key);
            T after = before;
            change(after);
            ARGOSY_TRY(put_in(tables, key, after, found->group, found->expires), collection_);
            return std::optional<T>(std::move(before));
        });
    }
    /// All of them, or those of a group, by key.
    [[nodiscard]] Result<std::vector<T>> list(Time now, std::string_view group = {}) const {
        return store_.read([&](const store::Tables& tables) -> Result<std::vector<T>> {
            std::vector<T> all;
            store::PageRequest page{.limit = 1000};
            do {
                ARGOSY_LET(auto rows, tables.documents().list({collection_, std::string(group), {}}, page, now), "");
                for (const auto& row : rows.rows) {
                    ARGOSY_LET(auto value, config::read_json<T>(row.body, collection_), row.key);
                    all.push_back(std::move(value));
                }
                page.cursor = rows.next;
            } while (!page.cursor.empty());
            return all;
        });
    }

private:
    Result<> put_in(store::Tables& tables, std::string_view key, const T& value, std::string_view group,
                    std::optional<Time> expires) {
        std::string body;
        config::append_json(body, type_of<T>(), &value, config::Secrets::show);
        ARGOSY_TRY(tables.documents().put({.collection = collection_,
                                           .key = std::string(key),
                                           .group = std::string(group),
                                           .body = std::move(body),
                                           .expires = expires},
                                          store::Expect::anything()),
                   collection_);
        return {};
    }
    Result<std::optional<T>> find_in(const store::Tables& tables, std::string_view key, Time now) const {
        ARGOSY_LET(const auto found, tables.documents().find(collection_, key, now), collection_);
        if (!found) return std::optional<T>();
        ARGOSY_LET(auto value, config::read_json<T>(found->body, collection_), key);
        return std::optional<T>(std::move(value));
    }

    store::Store& store_;
    const std::string collection_;
};

}  // namespace argosy::services::gateway
