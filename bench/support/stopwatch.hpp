#pragma once

#include <chrono>
#include <cstdint>

namespace argosy::bench {

/// Says stop after this long: where both cores are taken, a round trip between threads costs a time slice, not its
/// price.
class Patience {
public:
    explicit Patience(std::chrono::milliseconds length) : end_(std::chrono::steady_clock::now() + length) {}
    [[nodiscard]] bool is_over() const { return std::chrono::steady_clock::now() >= end_; }

private:
    std::chrono::steady_clock::time_point end_;
};

/// A moment, cheap enough to take between the stages of a microsecond: the processor's counter where there is one.
class Stamp {
public:
    Stamp() : ticks_(now()) {}
    /// Nanoseconds from `before` to this.
    friend double operator-(const Stamp& after, const Stamp& before) {
        return static_cast<double>(after.ticks_ - before.ticks_) * ns_per_tick();
    }

private:
    static std::int64_t clock() {
        return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
    }
    static std::int64_t now() {
#if defined(__x86_64__)
        return static_cast<std::int64_t>(__builtin_ia32_rdtsc());
#else
        return clock();
#endif
    }
    /// Measured once, over 20 ms.
    static double ns_per_tick() {
        static const double ratio = [] {
            const auto ticks = now(), ns = clock();
            while (clock() - ns < 20'000'000) {
            }
            return static_cast<double>(clock() - ns) / static_cast<double>(now() - ticks);
        }();
        return ratio;
    }
    std::int64_t ticks_;
};

}  // namespace argosy::bench
