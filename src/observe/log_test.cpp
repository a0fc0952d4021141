#include "observe/log.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

namespace argosy::observe {
namespace {

struct LogTest : testing::Test {
    std::filesystem::path file =
        std::filesystem::temp_directory_path() / ("argosy_log_" + std::to_string(::getpid()) + ".log");
    ~LogTest() override { std::filesystem::remove(file); }
    std::unique_ptr<Log> open(LogOptions options = {}) {
        options.file = file;
        return Log::open(options).value();
    }
    std::string written() const {
        std::ifstream in(file);
        return {std::istreambuf_iterator<char>(in), {}};
    }
};

TEST_F(LogTest, WritesWhatIsAtLeastOfItsLevel) {
    auto log = open({.level = LogLevel::warning});
    log->write({.level = LogLevel::info, .component = "a", .message = "unseen"});
    log->write({.level = LogLevel::error, .component = "a", .message = "seen"});
    log.reset();
    EXPECT_EQ(written().find("unseen"), std::string::npos);
    EXPECT_NE(written().find("a: seen"), std::string::npos);
}

TEST_F(LogTest, ASecretIsMaskedInTheFileAndInTheTail) {
    auto log = open();
    log->mask("hunter2-key");
    log->mask("abc");  // too short to be a secret
    log->write({.component = "venue", .message = "signed with hunter2-key abc hunter2-key"});
    const auto tail = log->tail(10);
    log.reset();
    ASSERT_EQ(tail.size(), 1u);
    EXPECT_NE(tail[0].text.find("signed with *** abc ***"), std::string::npos);
    EXPECT_EQ(written().find("hunter2"), std::string::npos);
}

TEST_F(LogTest, TheTailHoldsTheNewestLinesOfALevel) {
    auto log = open({.tail_max = 3});
    for (int i = 0; i < 5; ++i)
        log->write({.level = i % 2 ? LogLevel::error : LogLevel::info, .component = "n", .message = std::to_string(i)});
    const auto all = log->tail(2), errors = log->tail(9, LogLevel::error);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[1].text.back(), '4');
    ASSERT_EQ(errors.size(), 1u);
    EXPECT_EQ(errors[0].text.back(), '3');
}

TEST_F(LogTest, AFileThatCannotBeWrittenIsAnError) {
    const auto log = Log::open({.file = "/proc/none/argosy.log"});
    ASSERT_FALSE(log);
    EXPECT_EQ(log.error().code(), Errc::unavailable);
}

}  // namespace
}  // namespace argosy::observe
