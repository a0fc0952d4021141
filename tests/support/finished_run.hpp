#pragma once

#include <cmath>
#include <gtest/gtest.h>
#include <memory>
#include <thread>

#include "report/report.hpp"

namespace argosy::testing {

/// Long for ten bars, short for ten, and so on, beginning later by `shift` bars.
class Alternating final : public strategy::Strategy {
public:
    explicit Alternating(int shift) : bar_(-shift) {}
    [[nodiscard]] std::size_t warm_up() const noexcept override { return 1; }
    void on_bar(const strategy::BarView& bar, strategy::Context& context) override {
        if (bar_ >= 0 && bar_ % 10 == 0)
            context.emit(bar.instrument(), bar_ % 20 == 0 ? domain::Direction::buy : domain::Direction::sell);
        ++bar_;
    }

private:
    int bar_;
};

/// A backtest of 50 days of hourly bars with two voters, and its report. The names are what a hostile user would
/// choose.
struct FinishedRun {
    static constexpr const char* hostile = "</script><script>alert(1)</script><!--";

    std::unique_ptr<domain::InstrumentTable> table;
    report::Report report;

    static std::vector<domain::Bar> bars() {
        std::vector<domain::Bar> out;
        for (int i = 0; i < 1200; ++i) {
            const auto at = [](int t) {
                return Price::from_raw(1'000'000'000'000 +
                                       std::llround(1e11 * std::sin(t / 17.0)) / 1'000'000'000 * 1'000'000'000);
            };
            const Price open = at(i), close = at(i + 1), gap = Price::from_raw(2'000'000'000);
            out.push_back({.open_time = *parse_iso8601("2026-01-01") + 1h * i,
                           .open = open,
                           .high = std::max(open, close) + gap,
                           .low = std::min(open, close) - gap,
                           .close = close,
                           .volume = Qty::from_int(100)});
        }
        return out;
    }

    static backtest::RunConfig config() {
        backtest::RunConfig c{.name = hostile};
        c.instruments = {{.symbol = "BTC/USDT:USDT", .tick_size = "0.1"_px, .lot_size = "0.001"_qty, .funding = false}};
        c.books = {{.strategies = {{.name = "first", .label = "a, \"b\"", .timeframe = 1h},
                                   {.name = "second", .label = "<b>&'x'", .timeframe = 1h}}}};
        c.books[0].sizing.method = risk::FixedFraction{"0.5"_ratio};
        c.statistics.resamples = 50;
        return c;
    }

    static strategy::Catalogue catalogue() {
        strategy::Catalogue out;
        for (const auto& [name, shift] : {std::pair("first", 0), {"second", 5}})
            EXPECT_TRUE(
                out.add({.name = name,
                         .title = name,
                         .summary = "for a test",
                         .make = [shift](const auto&, const auto&) -> Result<std::unique_ptr<strategy::Strategy>> {
                             return std::make_unique<Alternating>(shift);
                         }}));
        return out;
    }

    /// Each task on a thread of its own, all at once.
    static void run_side_by_side(std::size_t count, const std::function<void(std::size_t)>& task) {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < count; ++i) threads.emplace_back(task, i);
    }

    explicit FinishedRun(const backtest::Executor& executor = backtest::run_in_turn) {
        report.config = config();
        table = std::make_unique<domain::InstrumentTable>(backtest::make_instruments(report.config).value());
        auto loaded = std::make_shared<backtest::LoadedMarket>();
        loaded->bars.made.push_back(bars());
        loaded->market.bars = {{.instrument = InstrumentId(0), .interval = 1h, .bars = loaded->bars.made[0]}};
        report.instruments = table.get();
        report.result =
            backtest::run(report.config, *table, catalogue(), loaded->market, {.executor = executor}).value();
        report.market = std::move(loaded);
        report.sources = {
            {.series = "BTC/USDT:USDT test bars 1h", .checksum = "checksum-of-the-bars", .made = {}, .rows = 1200}};
        report.notes = {"a note with <markup>"};
        report.version = "9.9.9 (abc)";
        report.config_hash = "hash-of-the-config";
        report.config_text = "name: </pre><script>alert(2)</script>\n";
    }
};

}  // namespace argosy::testing
