#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fmt/format.h>
#include <functional>
#include <string>
#include <time.h>
#include <vector>

/// What every program in bench/ shares: fair timing and one way to print.
///
/// A program checks equality first, then times the contestants interleaved (A B A B ...), and prints one JSON line for
/// each comparison, which bench/run gathers into the table. Only ratios mean anything on a shared machine.
/// `bench/run --quick` sets BENCH_QUICK: few repetitions, and programs may take fewer items.
namespace argosy::bench {

/// Keeps the compiler from dropping a computation whose result nobody reads.
template <class T>
inline void keep(const T& value) {
    asm volatile("" : : "r,m"(value) : "memory");
}

struct Contestant {
    std::string name;
    std::function<void()> run;  ///< does `items` units of work
};

struct Timing {
    std::string name;
    double min_ns = 0;     ///< per item
    double median_ns = 0;  ///< per item
    double ratio = 1;      ///< how many times longer than the first contestant: the median of the rounds' ratios
};

/// Processor time of this thread: for pure computations, so that what else the machine does is left out.
struct ThreadClock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<ThreadClock>;
    static constexpr bool is_steady = true;
    static time_point now() noexcept {
        timespec t{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
        return time_point(std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec));
    }
};

/// CPU time of this thread: other work on a shared machine does not count.
inline double thread_cpu_ns() {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}

inline double median(std::vector<double> sample) {
    const auto middle = sample.begin() + static_cast<std::ptrdiff_t>(sample.size() / 2);
    std::nth_element(sample.begin(), middle, sample.end());
    return *middle;
}

inline bool is_quick() { return std::getenv("BENCH_QUICK") != nullptr; }

/// Runs the contestants in turn, each on this thread, `repetitions` times after one warm-up each.
template <class Clock = std::chrono::steady_clock>
std::vector<Timing> race(const std::vector<Contestant>& contestants, std::uint64_t items, int repetitions = 9) {
    if (is_quick()) repetitions = std::min(repetitions, 3);
    std::vector<std::vector<double>> ns(contestants.size());
    for (int r = -1; r < repetitions; ++r)
        for (std::size_t c = 0; c < contestants.size(); ++c) {
            const auto start = Clock::now();
            contestants[c].run();
            const auto took = std::chrono::duration<double, std::nano>(Clock::now() - start);
            if (r >= 0) ns[c].push_back(took.count() / static_cast<double>(items));
        }
    std::vector<Timing> out;
    for (std::size_t c = 0; c < contestants.size(); ++c) {
        std::vector<double> ratios;
        for (std::size_t r = 0; r < ns[c].size(); ++r) ratios.push_back(ns[c][r] / ns[0][r]);
        out.push_back(
            {contestants[c].name, *std::min_element(ns[c].begin(), ns[c].end()), median(ns[c]), median(ratios)});
    }
    return out;
}

/// One line of the table; bench/run works out ratio, share of the limit and whether the goal is reached.
struct Row {
    std::string row;   ///< of the table in docs/benchmarks.md: "4", "11"
    std::string what;  ///< "EMA(20)"
    double ours = 0;
    std::string unit = "ns";
    std::string peer = {};   ///< "": there is none here, and the note says why
    double peer_value = 0;   ///< 0: none
    double pairwise = 0;     ///< the median of the rounds' ratios to it; 0: only the two medians are compared
    double limit = 0;        ///< what nothing can beat: a floor program, the bare memory; 0: not known
    double first_goal = -1;  ///< to be reached first, where a row has two goals; < 0: none
    double goal = -1;        ///< < 0: none
    double goal_ratio = -1;  ///< how many times better than the peer; < 0: none
    bool smaller_is_better = true;
    std::string note = {};
};

/// A number for JSON; null where `is_there` is false.
inline std::string json_number(double value, bool is_there) { return is_there ? fmt::format("{:.6g}", value) : "null"; }

inline void print(const Row& r) {
    fmt::print(
        R"({{"row":"{}","what":"{}","ours":{:.6g},"unit":"{}","peer":"{}","peer_value":{},"pairwise":{},"limit":{},)"
        R"("first_goal":{},"goal":{},"goal_ratio":{},"smaller_is_better":{},"note":"{}"}})"
        "\n",
        r.row, r.what, r.ours, r.unit, r.peer, json_number(r.peer_value, r.peer_value > 0),
        json_number(r.pairwise, r.pairwise > 0), json_number(r.limit, r.limit > 0),
        json_number(r.first_goal, r.first_goal >= 0), json_number(r.goal, r.goal >= 0),
        json_number(r.goal_ratio, r.goal_ratio >= 0), r.smaller_is_better, r.note);
    std::fflush(stdout);
}

}  // namespace argosy::bench
