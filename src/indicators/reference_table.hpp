#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>

#include "indicators/indicator.hpp"
#include "support/shared_data.hpp"

/// Reading the recorded reference tables, for the tests of this library only.
namespace argosy::indicators::testing {

/// A CSV file with a header; cells are text until asked for as numbers.
class ReferenceTable {
public:
    explicit ReferenceTable(const std::filesystem::path& file, char separator = ',') {
        std::ifstream in(file);
        for (std::string line; std::getline(in, line);) {
            if (line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
            while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
            if (!line.empty()) rows_.push_back(split(line, separator));
        }
        if (rows_.empty()) return;
        header_ = rows_.front();
        rows_.erase(rows_.begin());
    }

    [[nodiscard]] std::size_t size() const { return rows_.size(); }
    [[nodiscard]] std::size_t column(std::string_view name) const {
        for (std::size_t i = 0; i < header_.size(); ++i)
            if (header_[i] == name) return i;
        ADD_FAILURE() << "no column " << name;
        return 0;
    }
    [[nodiscard]] const std::string& text(std::size_t row, std::size_t column) const {
        static const std::string none;
        return column < rows_[row].size() ? rows_[row][column] : none;
    }
    [[nodiscard]] std::vector<double> numbers(std::string_view name) const {
        std::vector<double> out;
        for (std::size_t i = 0; i < size(); ++i) out.push_back(number(text(i, column(name))));
        return out;
    }
    [[nodiscard]] static double number(const std::string& cell) {
        double value = nan;
        const auto read = std::from_chars(cell.data(), cell.data() + cell.size(), value);
        return read.ec == std::errc{} ? value : nan;
    }
    /// The bars of the table; an absent column gives zeros.
    [[nodiscard]] std::vector<Ohlcv> bars(std::vector<std::string_view> names = {"open", "high", "low", "close",
                                                                                 "volume"}) const {
        std::vector<Ohlcv> out(size());
        const auto fill = [&](std::string_view name, double Ohlcv::* field) {
            if (name.empty()) return;
            for (std::size_t i = 0; i < size(); ++i) out[i].*field = number(text(i, column(name)));
        };
        fill(names[0], &Ohlcv::open);
        fill(names[1], &Ohlcv::high);
        fill(names[2], &Ohlcv::low);
        fill(names[3], &Ohlcv::close);
        fill(names[4], &Ohlcv::volume);
        return out;
    }

private:
    static std::vector<std::string> split(std::string_view line, char separator) {
        std::vector<std::string> cells;
        while (true) {
            const auto end = line.find(separator);
            cells.emplace_back(line.substr(0, end));
            if (end == std::string_view::npos) return cells;
            line.remove_prefix(end + 1);
        }
    }

    std::vector<std::string> header_;
    std::vector<std::vector<std::string>> rows_;
};

inline const std::vector<std::string_view> lean_columns = {"Open", "High", "Low", "Close", "Volume"};

/// How a computed series is compared with a column of a table.
struct Compare {
    double relative = 1e-9;       ///< of the larger of |expected| and `scale`
    double scale = 0;             ///< the size of the numbers that were subtracted to get here
    bool printed_digits = false;  ///< half a unit of the last printed digit is allowed as well
    double noise = 0;             ///< absolute: the rounding of a source that computed in single precision
    std::size_t from = 0;         ///< rows before are not compared (a shorter history than the source had)
    std::size_t until = static_cast<std::size_t>(-1);  ///< rows from here on are not compared (an unfinished session)
    bool sparse = false;  ///< the source shows only some of its values; otherwise absent cells are
                          ///< checked to be NaN
};

/// Half a unit in the last digit of a printed number.
inline double half_digit(const std::string& cell) {
    const auto exponent_at = cell.find_first_of("eE");
    const std::string mantissa = cell.substr(0, exponent_at);
    int exponent = 0;
    if (exponent_at != std::string::npos) exponent = std::stoi(cell.substr(exponent_at + 1));
    const auto point = mantissa.find('.');
    const int decimals = point == std::string::npos ? 0 : static_cast<int>(mantissa.size() - point - 1);
    return 0.5000001 * std::pow(10.0, exponent - decimals);
}

inline void expect_column(const ReferenceTable& table, std::string_view name, const std::vector<double>& actual,
                          const Compare& how = {}) {
    SCOPED_TRACE(std::string(name));
    ASSERT_EQ(table.size(), actual.size());
    const std::size_t column = table.column(name);
    std::size_t compared = 0;
    for (std::size_t i = how.from; i < std::min(how.until, table.size()); ++i) {
        const std::string& cell = table.text(i, column);
        const double expected = ReferenceTable::number(cell);
        if (std::isnan(expected)) {
            if (!how.sparse) ASSERT_TRUE(std::isnan(actual[i])) << "row " << i << ": a value before the source has one";
            continue;
        }
        ASSERT_FALSE(std::isnan(actual[i])) << "row " << i << ": no value where the source has " << cell;
        double allowed = how.relative * std::max(std::abs(expected), how.scale);
        if (how.printed_digits) allowed += half_digit(cell);
        allowed += how.noise;
        ASSERT_NEAR(expected, actual[i], allowed) << "row " << i;
        ++compared;
    }
    EXPECT_GT(compared, 0U) << "nothing to compare";
}

/// One output of an indicator over a series: outputs(Adx(14), bars, &AdxValue::plus_di).
template <Indicator I, class Source, class Field>
std::vector<double> outputs(I indicator, const Source& in, Field field) {
    std::vector<double> out;
    for (const auto& x : in) out.push_back(indicator.update(x).*field);
    return out;
}
template <Indicator I, class Source>
std::vector<double> outputs(I indicator, const Source& in) {
    std::vector<double> out;
    for (const auto& x : in) out.push_back(indicator.update(x));
    return out;
}

}  // namespace argosy::indicators::testing
