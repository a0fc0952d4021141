#include "journal/hold.hpp"

#include <gmock/gmock.h>

#include "support/journal.hpp"

namespace argosy::journal {
namespace {

using namespace testing;
using ::testing::HasSubstr;

TEST(Hold, keeps_writers_away_also_from_a_folder_that_moves) {
    const Folder folder("hold");
    const auto before = folder.path() / "journal", after = folder.path() / "journal-1";
    ASSERT_TRUE(Writer::open({.folder = before})->close());
    auto hold = Hold::take(before);
    ASSERT_TRUE(hold) << hold.error().describe();
    EXPECT_FALSE(Writer::open({.folder = before}));
    std::filesystem::rename(before, after);
    EXPECT_FALSE(Writer::open({.folder = after}));
    {
        const auto gone = std::move(*hold);
    }
    EXPECT_TRUE(Writer::open({.folder = after}));
}

TEST(Hold, is_refused_while_somebody_writes) {
    const Folder folder("held");
    auto writer = Writer::open({.folder = folder.path()});
    ASSERT_TRUE(writer);
    const auto refused = Hold::take(folder.path(), 30ms);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message(), HasSubstr("in use by process " + std::to_string(::getpid())));
    ASSERT_TRUE(writer->close());
    EXPECT_TRUE(Hold::take(folder.path()));
}

TEST(Hold, a_folder_that_is_not_there_is_not_made) {
    const Folder folder("none");
    EXPECT_TRUE(Hold::take(folder.path() / "journal"));
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "journal"));
}

TEST(HasRecords, tells_a_journal_that_goes_on_from_one_that_begins) {
    const Folder folder("records");
    const auto journal = folder.path() / "journal";
    EXPECT_FALSE(has_records(journal));
    {
        auto writer = Writer::open({.folder = journal});
        ASSERT_TRUE(writer->close());
        EXPECT_FALSE(has_records(journal));
    }
    auto writer = Writer::open({.folder = journal});
    ASSERT_TRUE(writer->append(first_own_type, Time{}, {}));
    ASSERT_TRUE(writer->close());
    EXPECT_TRUE(has_records(journal));
}

}  // namespace
}  // namespace argosy::journal
