#include "store/sqlite/sqlite_store.hpp"
#include "support/store_conformance.hpp"
#include "support/temporary_folder.hpp"

namespace argosy::store::testing {
namespace {

class SqliteDatabase {
public:
    SqliteDatabase() { reopen(); }
    Store& store() { return *store_; }
    void reopen() {
        store_.reset();
        auto opened = sqlite::open({.file = folder_.path() / "store.db"});
        ASSERT_TRUE(opened) << opened.error().describe();
        store_ = std::move(*opened);
    }

private:
    argosy::testing::TemporaryFolder folder_;
    std::unique_ptr<Store> store_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreConformance, SqliteDatabase);

}  // namespace
}  // namespace argosy::store::testing
