#include <gmock/gmock.h>

#include "journal/entry.hpp"
#include "journal/inspect.hpp"
#include "journal/reader.hpp"
#include "journal/writer.hpp"
namespace argosy::journal {
namespace {
TEST(Journal, smoke) {
    const auto folder = std::filesystem::path(testing::TempDir()) / "argosy_journal_smoke";
    std::filesystem::remove_all(folder);
    {
        auto w = Writer::open({.folder = folder});
        ASSERT_TRUE(w) << w.error().describe();
        for (int i = 1; i <= 1000; ++i) {
            auto r = append(*w, time_from_ns(i),
                            domain::VenueCommand(domain::CancelOrder{OrderId(static_cast<unsigned>(i))}));
            ASSERT_TRUE(r);
            EXPECT_EQ(*r, static_cast<unsigned>(i));
        }
        EXPECT_TRUE(w->commit());
        EXPECT_EQ(w->durable_sequence(), 1000u);
        EXPECT_TRUE(w->close());
    }
    auto s = verify(folder);
    ASSERT_TRUE(s) << s.error().describe();
    EXPECT_EQ(s->records, 1000u);
}
}  // namespace
}  // namespace argosy::journal
