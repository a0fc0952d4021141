#include "base/archive.hpp"

#include <deque>
#include <gtest/gtest.h>
#include <string>

#include "base/time.hpp"

namespace argosy {
namespace {

struct Plain {
    Price price;
    bool is_known = false;
    Money money;
    std::optional<std::string> text;
    InlineString<8> code;
    friend bool operator==(const Plain&, const Plain&) = default;
};

/// A class with settings, which are not written, and something that cannot be made without them.
class Ring {
public:
    explicit Ring(std::size_t length) : length_(length), values_(length) {}
    void push(double x) { values_[next_++ % length_] = x; }
    void parts(this auto& self, auto& archive) { archive(self.values_, self.next_); }
    friend bool operator==(const Ring&, const Ring&) = default;

private:
    std::size_t length_;
    std::vector<double> values_;
    std::size_t next_ = 0;
};

struct Whole {
    std::deque<Plain> rows;
    std::vector<Ring> rings;
    std::variant<Price, std::string, Plain> either;
    std::array<std::pair<Time, OrderId>, 2> pairs{};
    std::vector<std::string> names;
    friend bool operator==(const Whole&, const Whole&) = default;
};

Whole example() {
    Whole w{.rings = {Ring(3), Ring(2)}, .either = std::string("second")};
    w.rows = {{.price = "1.5"_px, .is_known = true, .money = "-2"_money, .text = "x", .code = "BTC"}, {}};
    w.rings[1].push(0.1);
    w.pairs[1] = {time_max, OrderId(7)};
    w.names = {"", "long enough to be on the heap, whatever the library does"};
    return w;
}

TEST(Archive, gives_back_what_it_took) {
    ArchiveWriter writer;
    const Whole written = example();
    writer(written);
    Whole read{.rings = {Ring(3), Ring(2)}};
    ArchiveReader reader(writer.bytes());
    reader(read);
    EXPECT_TRUE(reader.is_complete());
    EXPECT_EQ(read, written);
    ArchiveWriter again;
    again(read);
    EXPECT_TRUE(std::ranges::equal(again.bytes(), writer.bytes()));
}

TEST(Archive, notices_what_is_cut_or_longer) {
    ArchiveWriter writer;
    writer(example());
    for (std::size_t cut = 0; cut < writer.bytes().size(); ++cut) {
        Whole read{.rings = {Ring(3), Ring(2)}};
        ArchiveReader reader(writer.bytes().first(cut));
        reader(read);
        EXPECT_FALSE(reader.is_complete()) << cut;
    }
    writer(true);
    Whole read{.rings = {Ring(3), Ring(2)}};
    ArchiveReader reader(writer.bytes());
    reader(read);
    EXPECT_FALSE(reader.is_complete());
}

TEST(Archive, refuses_another_number_of_what_it_cannot_make) {
    ArchiveWriter writer;
    writer(example());
    Whole read{.rings = {Ring(3)}};
    ArchiveReader reader(writer.bytes());
    reader(read);
    EXPECT_FALSE(reader.is_complete());
}

}  // namespace
}  // namespace argosy
