// Holds every metric against test_data/metrics.txt, worked out by an independent program (test_data/make_metrics.py).
#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <sstream>

#include "performance/summary.hpp"

namespace argosy::performance {
namespace {

using domain::RoundTrip;

template <class D = Money>
D decimal(std::istream& in) {
    std::string text;
    in >> text;
    const auto value = parse_decimal<D>(text);
    EXPECT_TRUE(value) << text;
    return value.value_or(D{});
}
Time time(std::istream& in) {
    std::int64_t ns = 0;
    in >> ns;
    return time_from_ns(ns);
}
double number(std::istream& in) {
    std::string text;
    in >> text;
    return std::strtod(text.c_str(), nullptr);
}

/// Sums in another order differ in the last bits.
void expect_near(double ours, double theirs, const std::string& what) {
    EXPECT_NEAR(ours, theirs, 1e-10 * std::max(1.0, std::abs(theirs))) << what;
}

class GoldenRun {
public:
    explicit GoldenRun(std::istringstream& line) {
        std::string mode, variance;
        line >> name_ >> mode >> a_.periods_per_year >> a_.risk_free_rate >> a_.minimum_return >> a_.seed >>
            a_.resamples >> a_.trials >> variance;
        if (variance != "-") a_.trial_sharpe_variance = std::strtod(variance.c_str(), nullptr);
        if (mode == "sessions") settings_.sampling = Sampling::session_close;
    }
    void event(const std::string& word, std::istringstream& line) {
        const Time at = word == "trade" ? Time{} : time(line);
        if (word == "mark" && !recorder_)
            recorder_.emplace(settings_, at, decimal(line));
        else if (word == "mark")
            recorder_->on_mark(at, decimal(line));
        else if (word == "flow")
            recorder_->on_flow(at, decimal(line));
        else if (word == "trade")
            trade(line);
        else if (word == "exposure") {
            const Money gross = decimal(line);
            recorder_->on_exposure(at, gross, decimal(line));
        } else
            FAIL() << word;
    }
    void end() {
        recorder_->finish(recorder_->last().time);
        const auto once = recorder_->snapshot();
        recorder_->finish(recorder_->last().time);
        EXPECT_EQ(recorder_->snapshot(), once) << "finishing twice changes nothing";
        auto result = summarise(*recorder_, trades_, a_);
        ASSERT_TRUE(result) << result.error().describe();
        s_ = std::move(*result);
    }
    void expect(const std::string& word, std::istringstream& line) {
        if (word == "sample")
            expect_sample(line);
        else if (word == "metric")
            expect_metric(line);
        else if (word == "worst")
            expect_worst(line);
        else if (word == "interval")
            expect_interval(line);
        else if (word == "month")
            expect_month(line);
        else if (word == "group")
            expect_group(line);
        else
            FAIL() << word;
    }
    void finish(std::set<std::string, std::less<>>& all) const {
        all.insert(seen_.begin(), seen_.end());
        EXPECT_EQ(samples_, recorder_->daily().size()) << name_;
        EXPECT_EQ(months_, s_.months.size()) << name_;
        for (std::size_t k = 0; k < metric_count; ++k) {
            const Metric& m = s_.metrics[k];
            EXPECT_EQ(m.id, static_cast<MetricId>(k));
            EXPECT_EQ(m.value.has_value(), seen_.contains(m.definition().name)) << name_ << " " << m.definition().name;
            EXPECT_EQ(m.value.has_value(), m.reason.empty()) << name_ << " " << m.definition().name;
            EXPECT_TRUE(m.interval.has_value() == intervals_.contains(m.definition().name)) << m.definition().name;
            EXPECT_EQ(metric(m.id, *recorder_, trades_, a_).value, m.value);
        }
    }

private:
    void trade(std::istringstream& line) {
        RoundTrip t;
        std::uint16_t strategy = 0;
        std::uint32_t instrument = 0;
        line >> strategy >> instrument;
        t.strategy = StrategyId(strategy);
        t.instrument = InstrumentId(instrument);
        t.entry_time = time(line);
        t.exit_time = time(line);
        t.currency = a_.reporting;
        for (Money RoundTrip::* field :
             {&RoundTrip::gross, &RoundTrip::fees, &RoundTrip::funding, &RoundTrip::slippage, &RoundTrip::decided,
              &RoundTrip::mae, &RoundTrip::mfe, &RoundTrip::initial_risk, &RoundTrip::turnover})
            t.*field = decimal(line);
        line >> t.bars_held;
        trades_.push_back(t);
    }
    void expect_sample(std::istringstream& line) {
        ASSERT_LT(samples_, recorder_->daily().size()) << name_;
        const DailySample& d = recorder_->daily()[samples_++];
        EXPECT_EQ(d.time, time(line)) << name_;
        EXPECT_EQ(to_string(d.equity), to_string(decimal(line))) << name_;
        EXPECT_EQ(to_string(d.flow), to_string(decimal(line))) << name_;
    }
    void expect_metric(std::istringstream& line) {
        std::string name;
        line >> name;
        const auto id = find_metric(name);
        ASSERT_TRUE(id) << name;
        seen_.insert(name);
        const Metric& m = s_[*id];
        ASSERT_TRUE(m.value) << name_ << " " << name << ": " << m.reason;
        expect_near(*m.value, number(line), name_ + " " + name);
    }
    void expect_worst(std::istringstream& line) {
        ASSERT_TRUE(s_.max_drawdown);
        const Drawdown& d = *s_.max_drawdown;
        EXPECT_EQ(to_string(d.peak), to_string(decimal(line))) << name_;
        EXPECT_EQ(to_string(d.trough), to_string(decimal(line))) << name_;
        EXPECT_EQ(d.peak_at, time(line)) << name_;
        EXPECT_EQ(d.trough_at, time(line)) << name_;
        std::string recovered;
        line >> recovered;
        EXPECT_EQ(d.recovered_at ? std::to_string(to_ns(*d.recovered_at)) : "-", recovered) << name_;
    }
    void expect_interval(std::istringstream& line) {
        std::string name;
        line >> name;
        intervals_.insert(name);
        const Metric& m = s_[*find_metric(name)];
        ASSERT_TRUE(m.interval) << name_ << " " << name;
        expect_near(m.interval->low, number(line), name_ + " low of " + name);
        expect_near(m.interval->high, number(line), name_ + " high of " + name);
    }
    void expect_month(std::istringstream& line) {
        ASSERT_LT(months_, s_.months.size()) << name_;
        const MonthReturn& m = s_.months[months_++];
        int year = 0, month = 0;
        line >> year >> month;
        EXPECT_EQ(m.year, year);
        EXPECT_EQ(m.month, month);
        expect_near(m.value, number(line), name_ + " month");
    }
    void expect_group(std::istringstream& line) {
        std::string key, name;
        std::uint32_t number_of = 0;
        line >> key >> number_of >> name;
        const auto& groups = key == "strategy" ? s_.by_strategy : s_.by_instrument;
        const auto group = std::ranges::find_if(groups, [&](const Group& g) {
            return key == "strategy" ? g.strategy.value() == number_of : g.instrument.value() == number_of;
        });
        ASSERT_NE(group, groups.end());
        const auto m = std::ranges::find(group->metrics, *find_metric(name), &Metric::id);
        ASSERT_NE(m, group->metrics.end()) << name;
        ASSERT_TRUE(m->value) << name_ << " " << name;
        expect_near(*m->value, number(line), name_ + " " + key + " " + name);
    }

    std::string name_;
    Assumptions a_;
    EquityRecorder::Settings settings_;
    std::optional<EquityRecorder> recorder_;
    std::vector<RoundTrip> trades_;
    Summary s_;
    std::size_t samples_ = 0, months_ = 0;
    std::set<std::string, std::less<>> seen_, intervals_;
};

TEST(Metrics, agree_with_an_independent_program) {
    std::ifstream file(std::string(ARGOSY_SOURCE_DIR) + "/src/performance/test_data/metrics.txt");
    ASSERT_TRUE(file);
    std::optional<GoldenRun> run;
    std::size_t runs = 0;
    std::set<std::string, std::less<>> seen;
    bool is_over = false;
    for (std::string text; std::getline(file, text) && !HasFatalFailure();) {
        if (text.starts_with('#')) continue;
        std::istringstream line(text);
        std::string word;
        line >> word;
        if (word == "run") {
            if (run) run->finish(seen);
            run.emplace(line);
            is_over = false;
            ++runs;
        } else if (word == "end") {
            is_over = true;
            run->end();
        } else if (is_over) {
            run->expect(word, line);
        } else {
            run->event(word, line);
        }
    }
    ASSERT_TRUE(run);
    run->finish(seen);
    EXPECT_EQ(runs, 7U);
    EXPECT_EQ(seen.size(), metric_count) << "every metric is defined in some run";
}

}  // namespace
}  // namespace argosy::performance
