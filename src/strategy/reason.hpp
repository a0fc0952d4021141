#pragma once

#include <cmath>
#include <concepts>
#include <string_view>

#include "base/inline_string.hpp"
#include "domain/instrument.hpp"
#include "domain/signal.hpp"

namespace argosy::strategy {

/// A number in a reason with a fixed number of decimals, and a plus sign when asked for.
struct Fixed {
    double value;
    int decimals;
    bool with_plus = false;
};

/// Text and numbers in the 63 bytes that a signal has for its reason; the rest is cut.
///
/// Written by hand because signals are not rare in a sweep: a number costs some 10 ns, a tenth of what general
/// formatting takes. Numbers are rounded to nearest in doubles, which is meant for reading, not for calculating.
class ReasonText {
public:
    void add(std::string_view text) noexcept;
    /// Six significant digits without trailing zeros, all digits before the point: 11.25, 0.00123457, 1234567.
    void add(double value) noexcept;
    void add(Fixed number) noexcept;
    void add(std::integral auto whole) noexcept { add_whole(static_cast<std::int64_t>(whole)); }
    [[nodiscard]] InlineString<64> text() const noexcept { return std::string_view(buffer_, size_); }

private:
    void add_whole(std::int64_t whole) noexcept;
    /// value × 10^decimals as digits with a point; zeros at the end are left out when `trim`.
    void add_scaled(std::uint64_t scaled, int decimals, bool trim) noexcept;
    char buffer_[63];
    std::size_t size_ = 0;
};

/// reason("fast ", 12.5, ", slow ", 11.0) is "fast 12.5, slow 11". Allocates nothing.
template <class... Pieces>
[[nodiscard]] InlineString<64> reason(const Pieces&... pieces) noexcept {
    ReasonText text;
    (text.add(pieces), ...);
    return text.text();
}

/// A stop computed in doubles as a price on the instrument's tick; none when the number is no usable price.
[[nodiscard]] inline Price stop_at(double level, const domain::Instrument& instrument) noexcept {
    if (!(level > 0 && level < 9e8)) return {};  // 9e8: rounding to the tick cannot leave the range of Price
    const auto price = from_double<Price>(level, Rounding::half_even);
    return price ? round_to_step(*price, instrument.tick_size, Rounding::half_even) : Price{};
}

/// The level as a stop of a position opened at the close in this direction. A level on the winning side (the band of a
/// bar that was wider than the bands) would close the position at once: its distance is taken on the losing side.
[[nodiscard]] inline Price protective_stop(domain::Direction direction, double close, double level,
                                           const domain::Instrument& instrument) noexcept {
    const double side = static_cast<double>(direction), distance = std::fabs(close - level);
    if (!(distance > 0) || side == 0) return {};
    return stop_at((close - level) * side > 0 ? level : close - side * distance, instrument);
}

}  // namespace argosy::strategy
