#include "indicators/macd.hpp"

#include <algorithm>

namespace argosy::indicators {
namespace {

/// Both indicators are an average of a combination of two averages; `line` says which combination.
template <class Oscillator, class Line>
void in_stages(Oscillator& one_by_one, Ema& fast, Ema& slow, Ema& signal, std::span<const double> in,
               std::span<MacdValue> out, Line line) noexcept {
    std::size_t i = 0;
    for (; i < in.size() && !one_by_one.ready(); ++i) out[i] = one_by_one.update(in[i]);
    double a[detail::chunk], b[detail::chunk];
    while (i < in.size()) {
        const std::size_t count = std::min(detail::chunk, in.size() - i);
        fast.update_all(in.subspan(i, count), {a, count});
        slow.update_all(in.subspan(i, count), {b, count});
        const auto get = [&]<class T>(std::size_t j) {
            if (j % 8 == 0) detail::will_write(&out[i + j]);
            const T x = line(detail::load_as<T>(a + j), detail::load_as<T>(b + j));
            detail::store(a + j, x);
            return x;
        };
        signal.update_all(count, get, [&, to = &out[i]]<class T>(std::size_t j, T s) {
            const T x = detail::load_as<T>(a + j);
            detail::for_each_lane([to, j](auto k, double l, double sig, double h) { to[j + k] = {l, sig, h}; }, x, s,
                                  x - s);
        });
        i += count;
    }
}

}  // namespace

void Macd::update_all(std::span<const double> in, std::span<MacdValue> out) noexcept {
    in_stages(*this, fast_, slow_, signal_, in, out, [](auto fast, auto slow) { return fast - slow; });
    if (!out.empty()) value_ = out.back();
}

void Ppo::update_all(std::span<const double> in, std::span<MacdValue> out) noexcept {
    in_stages(*this, fast_, slow_, signal_, in, out,
              []<class T>(T fast, T slow) { return detail::spread<T>(100) * ((fast - slow) / slow); });
    if (!out.empty()) value_ = out.back();
}

}  // namespace argosy::indicators
