#include <atomic>
#include <gmock/gmock.h>
#include <thread>

#include "journal/detail/frame.hpp"
#include "journal/inspect.hpp"
#include "support/journal.hpp"

// A journal that is read while a writer has it open: `argosy journal` beside `argosy up`.

namespace argosy::journal {
namespace {

using namespace testing;
using ::testing::HasSubstr;

struct Live : ::testing::Test {
    Folder folder{"live", true};
    std::filesystem::path file = folder.path() / "00000000000000000001.journal";

    Writer open_writer(std::uint64_t segment_bytes = 65'536) const {
        auto w = Writer::open({.folder = folder.path(),
                               .durability = Durability::none,
                               .commit_interval = 100us,
                               .segment_bytes = segment_bytes});
        EXPECT_TRUE(w) << w.error().describe();
        return std::move(*w);
    }
    void put(std::uint64_t offset, std::string_view bytes) const {
        std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
        out.seekp(static_cast<std::streamoff>(offset)).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
};

TEST_F(Live, reading_beside_a_fast_writer_sees_whole_records_only_and_never_damage) {
    auto writer = open_writer();
    std::atomic<bool> stop = false;
    std::thread appender([&] {
        while (!stop) {
            for (int i = 0; i < 200; ++i) ASSERT_TRUE(append_next(writer));
            std::this_thread::yield();
        }
    });
    std::uint64_t seen = 0, reads = 0;
    for (; reads < 300 && seen < 400'000; ++reads) {
        // From somewhere in the newest files, so that reading stays cheap while the journal grows.
        const Replay r = replay(folder.path(), seen > 2000 ? seen - 2000 : 1);
        ASSERT_EQ(r.error, "") << "read " << reads;
        ASSERT_GE(r.end.last_sequence, seen) << "what was there is gone";
        EXPECT_TRUE(r.end.is_live);
        EXPECT_EQ(r.end.dropped_bytes, 0u) << r.end.message;
        seen = r.end.last_sequence;
    }
    stop = true;
    appender.join();
    ASSERT_TRUE(writer.close());
    const Replay whole = replay(folder.path());
    EXPECT_EQ(whole.error, "");
    EXPECT_EQ(whole.records, writer.last_sequence());
    EXPECT_FALSE(whole.end.is_live);
    EXPECT_GT(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 5) << "files were changed often";
}

TEST_F(Live, a_half_written_record_is_pending_while_the_writer_lives_and_dropped_when_it_is_gone) {
    std::uint64_t end = 0;
    {
        auto writer = open_writer();
        for (int i = 0; i < 5; ++i) ASSERT_TRUE(append_next(writer));
        ASSERT_TRUE(writer.commit());
        end = replay(folder.path()).end.offset;
        detail::FrameHeader h;
        h.sequence = 6;
        h.length = 100;
        h.check = h.expected_check();
        put(end, std::string(reinterpret_cast<const char*>(&h), sizeof h) + "the first bytes of it");
        const auto beside = verify(folder.path());
        ASSERT_TRUE(beside) << beside.error().describe();
        EXPECT_EQ(beside->records, 5u);
        EXPECT_EQ(beside->end.pending_bytes, 32u + 21u);
        EXPECT_EQ(beside->end.dropped_bytes, 0u);
        EXPECT_EQ(beside->end.message, "");
        std::filesystem::copy_file(file, folder.path() / "copy");
    }
    std::filesystem::rename(folder.path() / "copy", file);  // as a crash would have left it
    const Replay after = replay(folder.path());
    EXPECT_EQ(after.records, 5u);
    EXPECT_EQ(after.end.dropped_bytes, 32u + 21u);
    EXPECT_THAT(after.end.message, HasSubstr("was cut while it was written"));
}

TEST_F(Live, damage_in_the_middle_is_damage_although_a_writer_lives) {
    auto writer = open_writer();
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(append_next(writer));
    ASSERT_TRUE(writer.commit());
    put(detail::segment_header_size + detail::frame_header_size, "!!");  // in the payload of the first record
    const Replay r = replay(folder.path());
    EXPECT_EQ(r.code, Errc::corrupt);
    EXPECT_THAT(r.error, HasSubstr("is damaged at offset 64"));
}

TEST_F(Live, a_file_that_is_shortened_while_it_is_read_ends_earlier_and_no_process_dies) {
    {
        auto writer = open_writer(4 << 20);
        for (int i = 0; i < 20'000; ++i) ASSERT_TRUE(append_next(writer));
    }
    auto reader = Reader::open(folder.path());
    ASSERT_TRUE(reader);
    Record record;
    ASSERT_TRUE(reader->next(record).value());
    std::filesystem::resize_file(file, 700'000);  // a mapping would end this process at the first page behind
    std::uint64_t records = 1;
    for (;; ++records) {
        const auto found = reader->next(record);
        ASSERT_TRUE(found) << found.error().describe();
        if (!*found) break;
    }
    EXPECT_GT(records, 5000u);
    EXPECT_LT(reader->end().offset, 700'000u);
}

}  // namespace
}  // namespace argosy::journal
