#include "indicators/smoother.hpp"

namespace argosy::indicators {

void Smoother::update_all(std::span<const double> in, std::span<double> out) noexcept {
    const auto one = [x = in.data()](std::size_t i) { return x[i]; };
    const auto two = [x = in.data(), to = out.data()](std::size_t i) {
        if (i % 8 == 0) detail::will_read(x + i), detail::will_write(to + i);
        return detail::load(x + i);
    };
    update_all(in.size(), one, two, out.data());
}

}  // namespace argosy::indicators
