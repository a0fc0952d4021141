#include "indicators/pivots.hpp"
#include "indicators/price_shapes.hpp"
#include "indicators/reference_table.hpp"

namespace argosy::indicators {
namespace {
using namespace testing;

struct Level {
    std::string_view column;
    double PivotLevels::* field;
};
constexpr Level three[] = {{"PP", &PivotLevels::pivot}, {"S1", &PivotLevels::s1}, {"S2", &PivotLevels::s2},
                           {"S3", &PivotLevels::s3},    {"R1", &PivotLevels::r1}, {"R2", &PivotLevels::r2},
                           {"R3", &PivotLevels::r3}};
constexpr Level four[] = {{"S4", &PivotLevels::s4}, {"R4", &PivotLevels::r4}};
constexpr Level one[] = {{"PP", &PivotLevels::pivot}, {"S1", &PivotLevels::s1}, {"R1", &PivotLevels::r1}};

/// Runs a kind over the bars of a table, starting a session where `key` of the date changes.
template <class Key>
void expect_pivots(const ReferenceTable& t, PivotKind kind, std::span<const Level> levels, Key key,
                   const Compare& how = {.sparse = true}) {
    PivotPoints pivots(kind);
    std::vector<PivotLevels> actual;
    const auto bars = t.bars();
    std::string session;
    for (std::size_t i = 0; i < bars.size(); ++i) {
        if (const std::string now = key(t.text(i, t.column("date"))); now != session) {
            pivots.start_session();
            session = now;
        }
        actual.push_back(pivots.update(bars[i]));
    }
    for (const Level& level : levels) {
        std::vector<double> values;
        for (const PivotLevels& l : actual) values.push_back(l.*level.field);
        expect_column(t, level.column, values, how);
    }
}

std::string month(const std::string& date) { return date.substr(0, 7); }
std::string day(const std::string& date) { return date.substr(0, 10); }
std::string hour(const std::string& date) { return date.substr(0, 13); }

TEST(ReferencePrice, pivots_by_month) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/PivotPoint__Standard.csv");
    expect_pivots(ReferenceTable(file), PivotKind::standard, three, month);
    ARGOSY_SHARED_DATA(demark_file, "indicators/stock_indicators/PivotPoint__Demark.csv");
    expect_pivots(ReferenceTable(demark_file), PivotKind::demark, one, month);
}

TEST(ReferencePrice, pivots_by_day_and_hour) {
    ARGOSY_SHARED_DATA(woodie_file, "indicators/stock_indicators/PivotPoint__Woodie.csv");
    expect_pivots(ReferenceTable(woodie_file), PivotKind::woodie, three, day);
    ARGOSY_SHARED_DATA(fibonacci_file, "indicators/stock_indicators/PivotPoint__Fibonacci.csv");
    expect_pivots(ReferenceTable(fibonacci_file), PivotKind::fibonacci, three, hour);
}

TEST(ReferencePrice, pivots_by_week) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/PivotPoint__Camarilla.csv");
    const ReferenceTable t(file);
    int day_before = 9;  // the column `day` counts 1 for Sunday to 7
    std::size_t row = 0;
    const auto week = [&, number = 0](const std::string&) mutable {
        const int today = static_cast<int>(ReferenceTable::number(t.text(row++, t.column("day"))));
        if (today < day_before) ++number;
        day_before = today;
        return std::to_string(number);
    };
    expect_pivots(t, PivotKind::camarilla, three, week);
    row = 0;
    day_before = 9;
    expect_pivots(t, PivotKind::camarilla, four, week);
}

TEST(ReferencePrice, fractals) {
    for (const std::size_t wings : {2U, 4U}) {
        ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/Fractal__Fractal_" + std::to_string(wings) + ".csv");
        const ReferenceTable t(file);
        // The sheet writes a fractal at the bar of the extreme, we when it is confirmed.
        for (const bool bearish : {true, false}) {
            auto found = outputs(Fractals(wings), t.bars({"open", "high", "low", "close", ""}),
                                 bearish ? &FractalValue::bearish : &FractalValue::bullish);
            found.erase(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(wings));
            found.resize(t.size(), nan);
            expect_column(t, bearish ? "Bear" : "Bull", found);
        }
    }
}

TEST(ReferencePrice, heikin_ashi) {
    ARGOSY_SHARED_DATA(file, "indicators/lean/spy_heikin_ashi.txt");
    const ReferenceTable t(file);
    const auto bars = t.bars(lean_columns);
    const Compare printed{.printed_digits = true};
    expect_column(t, "HA_Open", outputs(HeikinAshi(), bars, &Ohlcv::open), printed);
    expect_column(t, "HA_High", outputs(HeikinAshi(), bars, &Ohlcv::high), printed);
    expect_column(t, "HA_Low", outputs(HeikinAshi(), bars, &Ohlcv::low), printed);
    expect_column(t, "HA_Close", outputs(HeikinAshi(), bars, &Ohlcv::close), printed);
}

}  // namespace
}  // namespace argosy::indicators
