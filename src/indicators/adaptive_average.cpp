#include "indicators/adaptive_average.hpp"

#include <algorithm>

namespace argosy::indicators {

void Dema::update_all(std::span<const double> in, std::span<double> out) noexcept {
    std::size_t i = 0;
    for (; i < in.size() && !ready(); ++i) out[i] = update(in[i]);
    double a[detail::chunk];
    while (i < in.size()) {
        const std::size_t count = std::min(detail::chunk, in.size() - i);
        once_.update_all(in.subspan(i, count), {a, count});
        const auto once = [&]<class T>(std::size_t j) {
            if (j % 8 == 0) detail::will_write(&out[i + j]);
            return detail::load_as<T>(a + j);
        };
        twice_.update_all(count, once, [&, to = &out[i]]<class T>(std::size_t j, T b) {
            const T x = detail::load_as<T>(a + j);
            detail::store(to + j, x + x - b);
        });
        i += count;
    }
    if (!out.empty()) value_ = out.back();
}

void Tema::update_all(std::span<const double> in, std::span<double> out) noexcept {
    std::size_t i = 0;
    for (; i < in.size() && !ready(); ++i) out[i] = update(in[i]);
    double a[detail::chunk], b[detail::chunk];
    while (i < in.size()) {
        const std::size_t count = std::min(detail::chunk, in.size() - i);
        once_.update_all(in.subspan(i, count), {a, count});
        twice_.update_all({a, count}, {b, count});
        const auto twice = [&]<class T>(std::size_t j) {
            if (j % 8 == 0) detail::will_write(&out[i + j]);
            return detail::load_as<T>(b + j);
        };
        thrice_.update_all(count, twice, [&, to = &out[i]]<class T>(std::size_t j, T c) {
            detail::store(to + j, detail::spread<T>(3) * (detail::load_as<T>(a + j) - detail::load_as<T>(b + j)) + c);
        });
        i += count;
    }
    if (!out.empty()) value_ = out.back();
}

void Kama::update_all(std::span<const double> in, std::span<double> out) noexcept {
    std::size_t i = 0;
    double nets[detail::chunk], moves[detail::chunk];
    for (; i < in.size() && (i == 0 || !ready() || count_ % 4 != 0); ++i) out[i] = update(in[i]);
    while (in.size() - i >= 4) {
        const std::size_t count = std::min(detail::chunk, (in.size() - i) / 4 * 4);
        const double* const x = &in[i];
        for (std::size_t j = 0; j < count; ++j) moves[j] = std::fabs(x[j] - *(x + j - 1));
        moves_.update_all(
            count, [&](auto at) { return at.load(moves); }, [&](auto at, auto sum) { at.store(moves, sum); });
        past_.update_all({x, count}, {nets, count}, [](double now, double past) { return std::fabs(now - past); });
        follow_all(x, nets, moves, count, &out[i]);
        i += count;
    }
    for (; i < in.size(); ++i) out[i] = update(in[i]);
    if (!out.empty()) value_ = out.back();
}

void Kama::follow_all(const double* x, const double* nets, const double* moves, std::size_t count,
                      double* out) noexcept {
    using detail::load, detail::store, detail::Lanes;
    Lanes last = detail::both(last_), ones = detail::both(one_), keeps = detail::both(keep_);
    Lanes twos = load(twos_.data()), keep_twos = load(keep_twos_.data());
    Lanes distances[2] = {load(&distances_[0]), load(&distances_[2])};
    for (std::size_t i = 0; i < count; i += 4) {
        if (i % 8 == 0) detail::will_read(x + i), detail::will_write(out + i);
#pragma clang loop unroll(full)
        for (std::size_t k = 0; k < 2; ++k) {
            const std::size_t j = i + 2 * k;
            const Lanes now = load(x + j), keep_one = keep(load(nets + j), load(moves + j));
            const Lanes one = keep_one * (Lanes{last[1], now[0]} - now);
            const Lanes two = one + keep_one * Lanes{ones[1], one[0]};
            const Lanes keep_two = keep_one * Lanes{keeps[1], keep_one[0]};
            const Lanes four = two + keep_two * twos, keep_four = keep_two * keep_twos;
            distances[k] = four + keep_four * distances[k];
            last = now, ones = one, keeps = keep_one, twos = two, keep_twos = keep_two;
            store(out + j, now + distances[k]);
        }
    }
    last_ = last[1], one_ = ones[1], keep_ = keeps[1];
    store(twos_.data(), twos), store(keep_twos_.data(), keep_twos);
    store(&distances_[0], distances[0]), store(&distances_[2], distances[1]);
    count_ += count;
}

}  // namespace argosy::indicators
