#include "base/describe.hpp"

#include <gmock/gmock.h>

namespace argosy {
namespace {

enum class Mode : std::uint8_t { slow, fast };
std::string_view to_string(Mode m) { return m == Mode::slow ? "slow" : "fast"; }

struct Inner {
    Price tick = "0.5"_px;
};
void describe(Described<Inner>& d) { d.name("inner").field("tick", &Inner::tick, {.above = Price{}, .doc = "Step."}); }
struct Other {
    std::int64_t n = 0;
};
void describe(Described<Other>& d) { d.name("other").field("n", &Other::n); }

struct Outer {
    std::int64_t count = 3;
    Mode mode = Mode::fast;
    std::optional<Duration> wait;
    std::vector<Inner> inner;
    std::map<std::string, double> weights;
    std::variant<Inner, Other> chosen;
};
void describe(Described<Outer>& d) {
    d.name("outer").doc("A test.");
    d.field("count", &Outer::count, {.min = 1, .max = 9, .unit = "pieces", .doc = "How many."});
    d.field("mode", &Outer::mode);
    d.field("wait", &Outer::wait, {.min = 1s});
    d.field("inner", &Outer::inner, {.items_min = 1});
    d.field("weights", &Outer::weights, {.above = 0.0, .below = 1.0});
    d.field("chosen", &Outer::chosen);
}

TEST(Describe, keeps_names_units_bounds_and_offsets) {
    const TypeInfo& t = type_of<Outer>();
    ASSERT_EQ(t.fields.size(), 6u);
    EXPECT_EQ(t.name, "outer");
    EXPECT_EQ(t.fields[0].unit, "pieces");
    EXPECT_EQ(t.fields[0].bounds.text(), "from 1 to 9");
    EXPECT_EQ(t.fields[2].bounds.text(), "at least 1s");
    EXPECT_EQ(t.fields[4].bounds.text(), "above 0 and below 1");
    const Outer o;
    const auto* count = reinterpret_cast<const std::byte*>(&o) + t.fields[0].offset;
    EXPECT_EQ(t.fields[0].type().print(count), "3");
    EXPECT_TRUE(t.fields[0].bounds.holds(count));
}

TEST(Describe, scalars_read_strictly) {
    const auto read = [](const TypeInfo& t, std::string_view text) {
        const auto value = t.make();
        const auto r = t.parse(text, value.get());
        return r ? t.print(value.get()) : std::string(r.error().message());
    };
    EXPECT_EQ(read(type_of<bool>(), "true"), "true");
    EXPECT_THAT(read(type_of<bool>(), "yes"), testing::HasSubstr("expected true or false"));
    EXPECT_EQ(read(type_of<int>(), "-12"), "-12");
    EXPECT_THAT(read(type_of<int>(), "010"), testing::HasSubstr("not an integer"));
    EXPECT_THAT(read(type_of<int>(), "1e3"), testing::HasSubstr("not an integer"));
    EXPECT_THAT(read(type_of<int>(), "3000000000"), testing::HasSubstr("out of range"));
    EXPECT_EQ(read(type_of<std::uint64_t>(), "18446744073709551615"), "18446744073709551615");
    EXPECT_THAT(read(type_of<std::uint64_t>(), "-1"),
                testing::HasSubstr("out of range: \"-1\", this setting holds 0 to"));
    EXPECT_THAT(read(type_of<std::uint64_t>(), "--1"), testing::HasSubstr("not an integer"));
    EXPECT_EQ(read(type_of<double>(), "1e-3"), "0.001");
    EXPECT_THAT(read(type_of<double>(), "nan"), testing::HasSubstr("not a number"));
    EXPECT_THAT(read(type_of<double>(), "0.5x"), testing::HasSubstr("not a number"));
    EXPECT_EQ(read(type_of<Duration>(), "90s"), "90s");
    EXPECT_EQ(read(type_of<Duration>(), "0"), "0s");
    EXPECT_EQ(read(type_of<Ratio>(), "0.0004"), "0.0004");
    EXPECT_THAT(read(type_of<Mode>(), "fats"), testing::HasSubstr("did you mean fast?"));
}

TEST(Describe, containers_grow_through_the_description) {
    std::vector<Inner> list;
    const TypeInfo& t = type_of<std::vector<Inner>>();
    static_cast<Inner*>(t.insert(&list, {}))->tick = "2"_px;
    EXPECT_EQ(t.size(&list), 1u);
    EXPECT_EQ(list[0].tick, "2"_px);
    t.clear(&list);
    EXPECT_TRUE(list.empty());
}

TEST(Describe, variants_are_chosen_by_the_name_of_the_struct) {
    std::variant<Inner, Other> v;
    const TypeInfo& t = type_of<std::variant<Inner, Other>>();
    ASSERT_EQ(t.alternatives.size(), 2u);
    EXPECT_EQ(t.alternatives[1].type().name, "other");
    static_cast<Other*>(t.alternatives[1].emplace(&v))->n = 7;
    EXPECT_EQ(t.index(&v), 1u);
    EXPECT_EQ(std::get<Other>(v).n, 7);
}

}  // namespace
}  // namespace argosy
