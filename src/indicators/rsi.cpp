#include "indicators/rsi.hpp"

namespace argosy::indicators {

void Rsi::update_all(std::span<const double> in, std::span<double> out) noexcept {
    std::size_t i = 0;
    for (; i < in.size() && (i == 0 || !ready()); ++i) out[i] = update(in[i]);
    while (i < in.size()) {
        const std::size_t run = sums_.run_length(in.size() - i);
        if (run > 0)
            update_run(&in[i], run, &out[i]);
        else
            out[i] = update(in[i]);
        i += run > 0 ? run : 1;
    }
    if (!out.empty()) value_ = out.back();
}

void Rsi::update_run(const double* in, std::size_t count, double* out) noexcept {
    using detail::both, detail::load, detail::Lanes;
    double ups[decltype(sums_)::settling];
    const auto change = [in](std::size_t i) { return load(in + i) - load(in + i - 1); };
    const auto rise = [&](std::size_t i) {
        if (i % 8 == 0) detail::will_read(in + i), detail::will_write(out + i);
        return detail::larger(change(i), both(0));
    };
    sums_.run<0>(count, rise, [&](std::size_t i, Lanes sums) { detail::store(ups + i, sums); });
    sums_.run<1>(
        count, [&](std::size_t i) { return detail::size_of(change(i)); },
        [&](std::size_t i, Lanes all) {
            detail::store(out + i, all > both(faded) ? both(100) * (load(ups + i) / all) : both(50));
        });
    sums_.advance(count);
    previous_ = in[count - 1];
}

}  // namespace argosy::indicators
