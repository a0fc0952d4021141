#pragma once

#include <memory>

#include "store/sqlite/sqlite_store.hpp"
#include "support/temporary_folder.hpp"

namespace argosy::testing {

/// A store of its own for a test, removed with it.
class TemporaryStore {
public:
    [[nodiscard]] store::Store& operator*() noexcept { return *store_; }
    [[nodiscard]] store::Store* operator->() noexcept { return store_.get(); }

private:
    TemporaryFolder folder_;
    std::unique_ptr<store::Store> store_ = store::sqlite::open({.file = folder_.path() / "argosy.db"}).value();
};

}  // namespace argosy::testing
