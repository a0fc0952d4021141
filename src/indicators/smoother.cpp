#include "indicators/smoother.hpp"

namespace argosy::indicators {

double Smoother::update_all(std::span<const double> in, std::span<double> out) noexcept {
    const auto get = [from = in.data(), to = out.data()]<class T>(std::size_t i) {
        if (i % 8 == 0) detail::will_read(from + i), detail::will_write(to + i);
        return detail::load_as<T>(from + i);
    };
    return update_all(in.size(), get, [to = out.data()](std::size_t i, auto x) { detail::store(to + i, x); });
}

}  // namespace argosy::indicators
