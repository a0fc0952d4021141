#include "data/series.hpp"

#include <gtest/gtest.h>

namespace argosy::data {
namespace {

TEST(SeriesKey, PrintsWhatNamesASeries) {
    EXPECT_EQ(to_string(SeriesKey{"BTC/USDT", "binance", SeriesKind::bars, 1h}), "BTC/USDT binance bars 1h");
    EXPECT_EQ(to_string(SeriesKey{"BTC/USDT", "", SeriesKind::trades, {}}), "BTC/USDT trades");
}

TEST(SeriesKind, NamesReadBack) {
    for (int i = 0; i <= static_cast<int>(SeriesKind::funding); ++i) {
        const auto kind = static_cast<SeriesKind>(i);
        EXPECT_EQ(parse_series_kind(to_string(kind)).value(), kind);
    }
    EXPECT_EQ(parse_series_kind("candles").error().code(), Errc::parse);
}

}  // namespace
}  // namespace argosy::data
