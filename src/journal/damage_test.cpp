#include <gmock/gmock.h>

#include "journal/detail/frame.hpp"
#include "support/journal.hpp"

// What a journal does when bytes are missing or changed: the same prefix, or a refusal that names the place.

namespace argosy::journal {
namespace {

using namespace testing;
using ::testing::HasSubstr;

struct Damage : ::testing::Test {
    Folder folder{"damage", true};
    std::filesystem::path file = folder.path() / "00000000000000000001.journal";

    /// A journal of n records; closed, so that the file ends with the last record.
    void write(std::uint64_t n, Durability level = Durability::each) const {
        auto w = Writer::open({.folder = folder.path(), .durability = level, .segment_bytes = 65'536});
        ASSERT_TRUE(w) << w.error().describe();
        for (std::uint64_t i = 0; i < n; ++i) ASSERT_TRUE(append_next(*w));
        ASSERT_TRUE(w->close());
    }
    static std::size_t size_of(std::uint64_t n) { return detail::frame_overhead + payload_of(n).size(); }
};

TEST_F(Damage, cut_at_every_byte_gives_the_whole_records_before_and_goes_on) {
    constexpr std::uint64_t records = 6;
    write(records);
    const std::string whole = read_file(file);
    std::size_t boundary = detail::segment_header_size;
    std::uint64_t before = 0;
    for (std::size_t n = boundary; n < whole.size(); ++n) {
        while (n >= boundary + size_of(before + 1)) boundary += size_of(++before);
        write_file(file, whole.substr(0, n));
        const Replay r = replay(folder.path());
        ASSERT_EQ(r.error, "") << n;
        ASSERT_EQ(r.records, before) << n;
        EXPECT_EQ(r.end.offset, boundary);
        EXPECT_LE(r.end.dropped_bytes, n - boundary);
        if (n == boundary) EXPECT_EQ(r.end.message, "");
        // A cut behind a byte that is not zero is always noticed.
        if (n > boundary && whole[n - 1] != '\0') {
            EXPECT_EQ(r.end.dropped_bytes, n - boundary);
            EXPECT_THAT(r.end.message,
                        HasSubstr(std::to_string(n - boundary) + " bytes behind record " + std::to_string(before)));
        }
        write(1);  // opens, drops the tail, appends
        EXPECT_EQ(replay(folder.path()).records, before + 1);
    }
    for (std::size_t n = 0; n < detail::segment_header_size; ++n) {
        write_file(file, whole.substr(0, n));
        EXPECT_EQ(replay(folder.path()).code, Errc::corrupt);
    }
}

TEST_F(Damage, every_flipped_bit_of_a_closed_journal_is_refused) {
    write(8);
    const std::string whole = read_file(file);
    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
        std::string flipped = whole;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
        write_file(file, flipped);
        const Replay r = replay(folder.path());
        ASSERT_NE(r.error, "") << "bit " << bit;
        EXPECT_EQ(r.code, Errc::corrupt) << r.error;
        EXPECT_THAT(r.error, HasSubstr(file.string() + " is damaged at offset "));
        EXPECT_FALSE(Writer::open({.folder = folder.path()})) << "a writer must not go on behind damage";
        EXPECT_EQ(read_file(file), flipped) << "and must not change it";
    }
}

TEST_F(Damage, a_flipped_bit_in_reserved_space_never_costs_a_record) {
    write(3);
    const std::string whole = read_file(file) + std::string(200, '\0');
    for (std::size_t bit = (whole.size() - 200) * 8; bit < whole.size() * 8; ++bit) {
        std::string flipped = whole;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
        write_file(file, flipped);
        const Replay r = replay(folder.path());
        EXPECT_EQ(r.records, 3u);
        EXPECT_TRUE(!r.error.empty() || r.end.dropped_bytes > 0);
    }
}

TEST_F(Damage, a_changed_byte_in_an_earlier_segment_is_refused) {
    write(3000, Durability::group);
    std::string bytes = read_file(file);
    bytes[bytes.size() - 1] = '\0';  // as if it was cut: only the last segment may be
    write_file(file, bytes);
    EXPECT_THAT(replay(folder.path()).error, HasSubstr("is damaged at offset"));
}

TEST_F(Damage, a_missing_or_foreign_segment_is_refused) {
    write(4000, Durability::group);
    std::vector<std::filesystem::path> files;
    for (const auto& e : std::filesystem::directory_iterator(folder.path()))
        if (e.path().extension() == ".journal") files.push_back(e.path());
    std::ranges::sort(files);
    ASSERT_GE(files.size(), 4u);
    const std::string second = read_file(files[1]), first = read_file(files[0]);
    std::filesystem::remove(files[1]);
    EXPECT_THAT(replay(folder.path()).error, HasSubstr("does not continue it"));
    write_file(files[1], first);  // right checksums, wrong place
    EXPECT_THAT(replay(folder.path()).error, HasSubstr("does not continue it"));
    write_file(files[1], second);
    EXPECT_EQ(replay(folder.path()).records, 4000u);
    std::filesystem::remove(files[0]);
    const Replay r = replay(folder.path());
    EXPECT_EQ(r.code, Errc::not_found);
    EXPECT_THAT(r.error, HasSubstr("record 1 is missing"));
}

TEST_F(Damage, a_sequence_gap_is_refused_even_with_good_checksums) {
    write(2);
    std::string bytes = read_file(file);
    std::uint64_t previous = 0;
    std::memcpy(&previous, bytes.data() + bytes.size() - 8, 8);
    std::string frame(detail::frame_overhead + 1, '\0');
    const auto put = [&](std::uint64_t sequence) {
        detail::FrameHeader h;
        h.type = own_type;
        h.sequence = sequence;
        static_cast<void>(detail::put_frame(reinterpret_cast<std::byte*>(frame.data()), h, bytes_of("x"), previous));
        write_file(file, bytes + frame);
        return replay(folder.path()).error;
    };
    EXPECT_THAT(put(4), HasSubstr("record 4 stands where 3 belongs"));
    EXPECT_THAT(put(2), HasSubstr("record 2 stands where 3 belongs"));
}

/// Two records with payloads of several sectors, so that a power cut can lose the middle of one.
struct Hole : Damage {
    std::string write_large(Durability level) const {
        auto w = Writer::open(
            {.folder = folder.path(), .durability = level, .commit_interval = 1s, .segment_bytes = 65'536});
        EXPECT_TRUE(w);
        for (int i = 0; i < 3; ++i) EXPECT_TRUE(w->append(own_type, Time{}, bytes_of(std::string(2000, 'x'))));
        EXPECT_TRUE(w->close());
        return read_file(file);
    }
    std::uint64_t count() const {
        auto r = Reader::open(folder.path());
        Record record;
        std::uint64_t n = 0;
        for (;; ++n) {
            const auto found = r->next(record);
            if (!found) return 1000;
            if (!*found) return n;
        }
    }
};

TEST_F(Hole, sectors_that_never_reached_the_disk_are_a_torn_tail) {
    std::string bytes = write_large(Durability::none);
    std::fill_n(bytes.begin() + 2560, 512, '\0');  // inside the second record
    write_file(file, bytes);
    EXPECT_EQ(count(), 1u);
    std::fill_n(bytes.begin() + 2104, 456, '\0');  // and its header: the sector as it was before it was written again
    write_file(file, bytes);
    EXPECT_EQ(count(), 1u);
    auto w = Writer::open({.folder = folder.path()});
    ASSERT_TRUE(w);
    EXPECT_EQ(w->recovery().last_sequence, 1u);
    EXPECT_GT(w->recovery().dropped_bytes, 4000u);
}

TEST_F(Hole, sectors_that_were_on_the_disk_and_vanished_are_damage) {
    std::string bytes = write_large(Durability::each);
    std::fill_n(bytes.begin() + 2560, 512, '\0');
    write_file(file, bytes);
    EXPECT_EQ(count(), 1000u) << "the third record knew that the second was synced";
}

TEST_F(Damage, files_that_are_no_journal_are_refused) {
    write_file(file, std::string(5000, 'x'));
    EXPECT_THAT(replay(folder.path()).error, HasSubstr("does not begin like a journal"));
    std::filesystem::remove(file);
    EXPECT_THAT(replay(folder.path()).error, HasSubstr("it holds no file named"));
    EXPECT_EQ(replay(folder.path() / "none").code, Errc::not_found);
    write_file(folder.path() / "00000000000000000001.new", "left over");
    write(1);
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "00000000000000000001.new"));
}

}  // namespace
}  // namespace argosy::journal
