#include "app/trial_file.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "support/temporary_folder.hpp"

namespace argosy::app {
namespace {

using backtest::Trial;
using backtest::Verdict;

const TrialFileHead head{.config = "c0ffee", .data = {"BTC/USDT bars 1h 1234"}, .program = "0.1.0 (abc)"};

Trial trial(std::uint64_t number) {
    return {.number = number,
            .candidate = {0.1 * static_cast<double>(number), 26},
            .outcome = {.verdict = Verdict::counts, .objective = 1.0 / 3, .daily_sharpe = 0.07, .trades = 12}};
}

struct TrialFileTest : ::testing::Test {
    testing::TemporaryFolder folder;
    std::filesystem::path path = folder.path() / "trials.jsonl";

    void write_three() {
        const auto file = TrialFile::create(path, head);
        ASSERT_TRUE(file) << file.error().message();
        for (std::uint64_t i = 0; i < 3; ++i) ASSERT_TRUE((*file)->append(0, trial(i)));
        ASSERT_TRUE((*file)->flush());
    }
    [[nodiscard]] std::string bytes() const {
        std::ostringstream out;
        out << std::ifstream(path, std::ios::binary).rdbuf();
        return out.str();
    }
    void write(const std::string& text) const { std::ofstream(path, std::ios::binary) << text; }
};

TEST_F(TrialFileTest, gives_back_what_was_appended_to_the_last_bit) {
    write_three();
    const auto file = TrialFile::resume(path, head);
    ASSERT_TRUE(file) << file.error().message();
    for (std::uint64_t i = 0; i < 3; ++i) {
        const auto t = (*file)->next_recorded(0);
        ASSERT_TRUE(t && *t);
        EXPECT_EQ((*t)->candidate, trial(i).candidate);
        EXPECT_EQ((*t)->outcome.objective, 1.0 / 3);
    }
    EXPECT_FALSE((*file)->next_recorded(0)->has_value());
}

TEST_F(TrialFileTest, cuts_off_a_torn_line_and_goes_on) {
    write_three();
    const std::string whole = bytes();
    for (std::size_t torn = 1; torn < 60; torn += 7) {
        write(whole.substr(0, whole.size() - torn));
        const auto file = TrialFile::resume(path, head);
        ASSERT_TRUE(file);
        EXPECT_TRUE((*file)->next_recorded(0)->has_value());
        EXPECT_TRUE((*file)->next_recorded(0)->has_value());
        EXPECT_FALSE((*file)->next_recorded(0)->has_value());
        ASSERT_TRUE((*file)->append(0, trial(2)));
        ASSERT_TRUE((*file)->flush());
        EXPECT_EQ(bytes(), whole);
    }
}

TEST_F(TrialFileTest, finds_a_changed_digit) {
    write_three();
    std::string changed = bytes();
    changed.replace(changed.find("\"trades\":12"), 11, "\"trades\":13");
    write(changed);
    const auto file = TrialFile::resume(path, head);
    ASSERT_TRUE(file);
    const auto t = (*file)->next_recorded(0);
    ASSERT_FALSE(t);
    EXPECT_EQ(t.error().code(), Errc::corrupt);
    EXPECT_NE(t.error().message().find("trials.jsonl:2"), std::string_view::npos);
}

TEST_F(TrialFileTest, refuses_another_optimisation_with_the_reason) {
    write_three();
    const auto reason = [&](TrialFileHead other) {
        return std::string(TrialFile::resume(path, other).error().message());
    };
    auto other = head;
    other.config = "decaf";
    EXPECT_NE(reason(other).find("its configuration is c0ffee, this one is decaf"), std::string::npos);
    other = head;
    other.data = {"BTC/USDT bars 1h 9999"};
    EXPECT_NE(reason(other).find("the data have changed: now BTC/USDT bars 1h 9999"), std::string::npos);
    other = head;
    other.program = "0.2.0";
    EXPECT_NE(reason(other).find("it was made by argosy 0.1.0 (abc)"), std::string::npos);
}

TEST_F(TrialFileTest, does_not_overwrite_and_does_not_invent) {
    write_three();
    EXPECT_EQ(TrialFile::create(path, head).error().code(), Errc::invalid_argument);
    EXPECT_EQ(TrialFile::resume(folder.path() / "none", head).error().code(), Errc::not_found);
    write("not a trial file\n");
    EXPECT_EQ(TrialFile::resume(path, head).error().code(), Errc::corrupt);
}

}  // namespace
}  // namespace argosy::app
