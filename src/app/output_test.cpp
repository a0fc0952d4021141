#include "app/output.hpp"

#include <gtest/gtest.h>

namespace argosy::app {
namespace {

TEST(Output, TablesAlignNumbersRightAndTextLeft) {
    EXPECT_EQ(format_table({"symbol", "rows"}, {{"BTC/USDT", "5"}, {"AAPL", "1,234"}}),
              "symbol     rows\n"
              "BTC/USDT      5\n"
              "AAPL      1,234");
}

TEST(Output, CountsAreGroupedByThousands) {
    EXPECT_EQ(format_count(0), "0");
    EXPECT_EQ(format_count(999), "999");
    EXPECT_EQ(format_count(1'234'567), "1,234,567");
}

TEST(Output, AWrongArgumentIsWrongUseAndEverythingElseAFailure) {
    EXPECT_EQ(print_error(Error(Errc::invalid_argument, "no such flag")), Exit::wrong_use);
    EXPECT_EQ(print_error(Error(Errc::corrupt, "damaged")), Exit::failed);
}

}  // namespace
}  // namespace argosy::app
