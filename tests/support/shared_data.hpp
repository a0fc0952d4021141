#pragma once

#include <filesystem>
#include <gtest/gtest.h>

namespace argosy::testing {

/// The folder of recorded market data beside the checkout (../shared/data); licences keep it out of the repository.
inline std::filesystem::path shared_root() { return std::filesystem::path(ARGOSY_SOURCE_DIR).parent_path() / "shared"; }

inline std::filesystem::path shared_file(const std::string& relative) { return shared_root() / "data" / relative; }

}  // namespace argosy::testing

/// Names a recorded file for a test: on a machine without ../shared the test is skipped and counted as skipped;
/// where ../shared exists but the file does not, the test fails.
#define ARGOSY_SHARED_DATA(variable, relative)                                       \
    if (!std::filesystem::exists(::argosy::testing::shared_root()))                  \
        GTEST_SKIP() << "no recorded market data beside the checkout (../shared)";   \
    const std::filesystem::path variable = ::argosy::testing::shared_file(relative); \
    ASSERT_TRUE(std::filesystem::exists(variable)) << "missing recorded data: " << variable
