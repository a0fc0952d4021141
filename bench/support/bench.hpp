#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <fmt/format.h>
#include <functional>
#include <string>
#include <time.h>
#include <vector>

/// What every program in bench/ shares: fair timing and one way to print.
///
/// A program checks equality first, then times the contestants interleaved (A B A B ...), and prints one JSON line for
/// each comparison, which bench/run gathers into docs/benchmarks.md. Only ratios mean anything on a shared machine.
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

/// Runs the contestants in turn, each on this thread, `repetitions` times after one warm-up each.
template <class Clock = std::chrono::steady_clock>
std::vector<Timing> race(const std::vector<Contestant>& contestants, std::uint64_t items, int repetitions = 9) {
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
        std::sort(ns[c].begin(), ns[c].end());
        out.push_back({contestants[c].name, ns[c].front(), ns[c][ns[c].size() / 2]});
    }
    return out;
}

/// One line of the table. goal < 0 means none; a peer of "" means that there is none here, and `peer_note` says why.
struct Row {
    std::string row;   ///< of the table in docs/benchmarks.md: "4", "11"
    std::string what;  ///< "EMA, ns a bar"
    double ours = 0;
    std::string unit = "ns";
    std::string peer;
    double peer_value = 0;
    double goal = -1;
    bool smaller_is_better = true;
    std::string note;
};

inline void print(const Row& r) {
    const bool met = r.goal < 0 || (r.smaller_is_better ? r.ours <= r.goal : r.ours >= r.goal);
    fmt::print(
        "{{\"row\":\"{}\",\"what\":\"{}\",\"ours\":{:.6g},\"unit\":\"{}\",\"peer\":\"{}\",\"peer_value\":{:.6g},"
        "\"goal\":{:.6g},\"met\":{},\"note\":\"{}\"}}\n",
        r.row, r.what, r.ours, r.unit, r.peer, r.peer_value, r.goal, met, r.note);
}

}  // namespace argosy::bench
