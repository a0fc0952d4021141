#include "indicators/bollinger.hpp"

namespace argosy::indicators {

void Variance::update_all(std::span<const double> in, std::span<double> out) noexcept {
    update_all(in, out, [](auto variance) { return variance; });
    if (!out.empty()) value_ = out.back();
}

void StdDev::update_all(std::span<const double> in, std::span<double> out) noexcept {
    variance_.update_all(in, out, [](auto variance) { return detail::root(variance); });
    if (!out.empty()) value_ = out.back();
}

void BollingerBands::update_all(std::span<const double> in, std::span<BandsValue> out) noexcept {
    std::size_t i = 0;
    for (; i < in.size() && !ready(); ++i) out[i] = update(in[i]);
    const double* const x = in.data() + i;
    BandsValue* const to = out.data() + i;
    const auto put = [=, this]<class T>(auto at, T mean, T squares) {
        const T reach = detail::spread<T>(deviations_) * detail::root(squares * detail::spread<T>(inverse_));
        at.each([to](std::size_t j, double m, double u, double l) { to[j] = {m, u, l}; }, mean, mean + reach,
                mean - reach);
    };
    moments_.update_all(x, in.size() - i, put,
                        [x, to](std::size_t j) { detail::will_read(x + j), detail::will_write(to + j); });
    if (!out.empty()) value_ = out.back();
}

}  // namespace argosy::indicators
