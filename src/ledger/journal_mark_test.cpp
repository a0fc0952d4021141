#include "ledger/journal_mark.hpp"

#include <gmock/gmock.h>

#include "support/temporary_store.hpp"

namespace argosy::ledger {
namespace {

using ::testing::HasSubstr;

TEST(JournalMark, AJournalThatIsShorterThanItWasIsRefused) {
    argosy::testing::TemporaryStore store;
    EXPECT_TRUE(check_journal(*store, 0)) << "nobody has followed a journal here";
    ASSERT_TRUE(store->write([](store::Tables& t) { return keep_mark(t, {7'264, Time{} + 49h}); }));
    EXPECT_EQ(read_mark(*store).value()->records, 7'264U);
    EXPECT_TRUE(check_journal(*store, 7'264));
    EXPECT_TRUE(check_journal(*store, 9'000)) << "the mark lags behind";
    const auto cut = check_journal(*store, 3'682);
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().code(), Errc::corrupt);
    EXPECT_THAT(cut.error().message(),
                AllOf(HasSubstr("3682 records"), HasSubstr("7264"), HasSubstr("1970-01-03T01:00:00Z")));
    EXPECT_THAT(cut.error().hint(), HasSubstr("backup"));
}

TEST(JournalMark, AMarkThatIsNoneIsDamage) {
    argosy::testing::TemporaryStore store;
    ASSERT_TRUE(store->write([](store::Tables& t) -> Result<> {
        ARGOSY_TRY(
            t.documents().put({.collection = "ledger", .key = "journal", .body = "many"}, store::Expect::anything()),
            "");
        return {};
    }));
    EXPECT_EQ(check_journal(*store, 1).error().code(), Errc::corrupt);
}

}  // namespace
}  // namespace argosy::ledger
