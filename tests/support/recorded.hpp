#pragma once

#include <charconv>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

#include "domain/market_data.hpp"

/// Small readers of the recorded files that tests of strategies use; data/ has the real importers.
namespace argosy::testing {

inline std::vector<std::string> csv_fields(const std::string& line) {
    std::vector<std::string> out;
    std::istringstream in(line);
    for (std::string field; std::getline(in, field, ',');) out.push_back(field);
    return out;
}

/// Bars of "timestamp,open,high,low,close,volume..." with opening times in milliseconds.
inline std::vector<domain::Bar> recorded_bars(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    EXPECT_TRUE(line.starts_with("timestamp,open,high,low,close,volume")) << path;
    std::vector<domain::Bar> bars;
    while (std::getline(file, line)) {
        const auto f = csv_fields(line);
        const auto price = [&](std::size_t i) { return parse_decimal<Price>(f.at(i)).value(); };
        bars.push_back({.open_time = time_from_ns(std::stoll(f.at(0)) * 1'000'000),
                        .open = price(1),
                        .high = price(2),
                        .low = price(3),
                        .close = price(4),
                        .volume = parse_decimal<Qty>(f.at(5), Rounding::half_even).value()});
    }
    return bars;
}

struct RecordedFunding {
    Time time;
    Ratio rate;
};

/// Settlements of "time_utc,funding_rate" with times like "20200325 16:00:00".
inline std::vector<RecordedFunding> recorded_funding(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    EXPECT_EQ(line, "time_utc,funding_rate") << path;
    std::vector<RecordedFunding> out;
    while (std::getline(file, line)) {
        const auto f = csv_fields(line);
        const std::string& t = f.at(0);
        const auto iso = t.substr(0, 4) + '-' + t.substr(4, 2) + '-' + t.substr(6, 2) + 'T' + t.substr(9) + 'Z';
        out.push_back({parse_iso8601(iso).value(), parse_decimal<Ratio>(f.at(1), Rounding::half_even).value()});
    }
    return out;
}

}  // namespace argosy::testing
