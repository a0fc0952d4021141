#include "app/memory.hpp"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace argosy::app {
namespace {

/// Resident kB of mapped files: code and constants.
long resident_file_kb() {
    std::ifstream in("/proc/self/status");
    for (std::string word; in >> word;)
        if (word == "RssFile:") {
            long kb = 0;
            in >> kb;
            return kb;
        }
    return -1;
}

TEST(StartMemory, code_that_is_not_running_goes_and_comes_back_when_it_is_called) {
    const std::string text(1000, 'x');  // state of our own, on the heap and in the data of the libraries, stays
    ::setenv("MEMORY_TEST_OF_THIS", "kept", 1);
    const long before = resident_file_kb();
    give_back_start_memory();
    const long after = resident_file_kb();
    EXPECT_GT(before, 0);
    EXPECT_LT(after, before / 2) << "kB of " << before;
    EXPECT_EQ(text, std::string(1000, 'x'));
    EXPECT_STREQ(std::getenv("MEMORY_TEST_OF_THIS"), "kept");
    EXPECT_THROW(static_cast<void>(std::vector<int>().at(1)), std::out_of_range) << "unwinding reads its tables again";
}

}  // namespace
}  // namespace argosy::app
