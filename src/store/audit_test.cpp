#include "store/audit.hpp"

#include <gmock/gmock.h>

namespace argosy::store {
namespace {

using namespace ::testing;
using ::testing::HasSubstr;

/// A log in memory that can be tampered with.
class FakeLog final : public AuditLog {
public:
    explicit FakeLog(int n = 0) {
        for (int i = 0; i < n; ++i)
            EXPECT_TRUE(append({.time = time_from_ns(i), .actor = "user:a", .action = "act" + std::to_string(i)}));
    }
    Result<AuditHead> append(const AuditEntry& given) override {
        AuditEntry e = given;
        e.sequence = head_.sequence + 1;
        e.hash = audit_hash(head_.hash, e);
        entries.push_back(e);
        return head_ = {e.sequence, e.hash};
    }
    Result<AuditHead> head() const override { return head_; }
    Result<Page<AuditEntry>> list(const AuditFilter&, const PageRequest&) const override {
        return fail(Errc::internal, "verify reads no pages");
    }
    Result<> scan(const std::function<bool(const AuditEntry&)>& visit) const override {
        for (const auto& e : entries)
            if (!visit(e)) break;
        return {};
    }

    /// Computes the chain again from entry i, as somebody would who can write the database.
    void forge_from(std::size_t i) {
        for (; i < entries.size(); ++i) {
            entries[i].sequence = i + 1;
            entries[i].hash = audit_hash(i == 0 ? Digest{} : entries[i - 1].hash, entries[i]);
        }
        head_ = {entries.back().sequence, entries.back().hash};
    }

    std::vector<AuditEntry> entries;

private:
    AuditHead head_;
};

void expect_broken(const FakeLog& log, std::uint64_t at, std::string_view problem,
                   const std::optional<AuditHead>& anchor = {}) {
    const auto check = verify(log, anchor);
    ASSERT_TRUE(check);
    EXPECT_EQ(check->broken_at, at);
    EXPECT_THAT(check->problem, HasSubstr(problem));
    EXPECT_EQ(check->entries, check->head.sequence);
}

// Computed with Python's hashlib and struct, as docs/store.md shows.
TEST(AuditHash, is_that_of_another_implementation) {
    const AuditEntry first{.sequence = 1,
                           .time = time_from_ns(1'700'000'000'000'000'000),
                           .actor = "user:alice",
                           .action = "config.apply",
                           .target = "config/7",
                           .trace = "4bf92f3577b34da6a3ce929d0e0e4736",
                           .details = R"({"from":6})"};
    const auto a = audit_hash({}, first);
    EXPECT_EQ(to_hex(a), "13cf32865ad87310b46203e2cd8229d4425c7146665f84f9b1dfcec42e5eefa7");
    const AuditEntry second{.sequence = 2,
                            .time = time_from_ns(1'700'000'000'000'000'001),
                            .actor = "service:risk",
                            .action = "risk.emergency_stop"};
    EXPECT_EQ(to_hex(audit_hash(a, second)), "6789e5ea403dfee19692deec53a372afb4e478463588a4c5dce1e039d8aa9090");
}

TEST(AuditHead, comes_back_from_its_text) {
    const FakeLog log(3);
    const auto head = *log.head();
    EXPECT_EQ(*parse_audit_head(to_string(head)), head);
    for (const std::string& bad : {std::string(), std::string("3"), std::string("3:ab"), "x" + to_string(head),
                                   to_string(head) + "0", to_string(head).substr(0, 65) + "g"})
        EXPECT_EQ(parse_audit_head(bad).error().code(), Errc::parse) << bad;
}

TEST(AuditChain, holds_when_nobody_touched_it) {
    const FakeLog log(10);
    const auto check = verify(log);
    EXPECT_EQ(check->entries, 10U);
    EXPECT_EQ(check->broken_at, 0U);
    EXPECT_EQ(check->head, *log.head());
    EXPECT_EQ(verify(FakeLog())->entries, 0U);
}

TEST(AuditChain, names_the_first_entry_that_was_edited_whichever_field) {
    const std::vector<std::function<void(AuditEntry&)>> edits = {
        [](AuditEntry& e) { e.time += 1ns; },
        [](AuditEntry& e) { e.actor = "user:b"; },
        [](AuditEntry& e) { e.action += "x"; },
        [](AuditEntry& e) { e.target = "t"; },
        [](AuditEntry& e) { e.trace = "t"; },
        [](AuditEntry& e) { e.details = "{ }"; },
        [](AuditEntry& e) { e.hash[31] ^= std::byte{1}; },
        [](AuditEntry& e) { e.actor += e.action[0], e.action.erase(0, 1); },  // the same bytes in a row
    };
    for (const auto& edit : edits)
        for (const std::size_t i : {0U, 4U, 9U}) {
            FakeLog log(10);
            edit(log.entries[i]);
            expect_broken(log, i + 1, "was edited");
        }
}

TEST(AuditChain, finds_what_was_removed_inserted_swapped_or_cut) {
    FakeLog removed(10);
    removed.entries.erase(removed.entries.begin() + 4);
    expect_broken(removed, 5, "missing");

    FakeLog inserted(10);
    inserted.entries.insert(inserted.entries.begin() + 4, inserted.entries[3]);
    expect_broken(inserted, 4, "twice");

    FakeLog swapped(10);
    std::swap(swapped.entries[2], swapped.entries[3]);
    std::swap(swapped.entries[2].sequence, swapped.entries[3].sequence);
    expect_broken(swapped, 3, "edited");

    FakeLog cut(10);
    cut.entries.pop_back();
    expect_broken(cut, 10, "cut off");
}

TEST(AuditChain, computed_anew_is_only_told_by_a_head_that_was_noted) {
    FakeLog log(10);
    const AuditHead noted{6, log.entries[5].hash};
    EXPECT_EQ(verify(log, noted)->broken_at, 0U);
    log.entries[2].actor = "user:nobody";
    log.forge_from(2);
    EXPECT_EQ(verify(log)->broken_at, 0U) << "a known limit";
    expect_broken(log, 6, "noted", noted);
}

TEST(AuditChain, cut_and_covered_up_is_told_by_a_head_that_was_noted) {
    FakeLog log(10);
    const auto noted = *log.head();
    log.entries.resize(8);
    log.forge_from(0);
    expect_broken(log, 9, "the end was cut off", noted);
}

}  // namespace
}  // namespace argosy::store
