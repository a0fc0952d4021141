#include "strategy/reason.hpp"

#include <algorithm>
#include <array>

namespace argosy::strategy {
namespace {

constexpr int significant = 6;
constexpr std::array<double, 19> powers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8, 1e9,
                                           1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18};
/// Numbers from here on are not worth their digits.
constexpr double too_large = 1e12;

/// Digits behind the point that leave `significant` digits in all.
int decimals_for(double magnitude) noexcept {
    if (magnitude >= 1) {
        int before = 1;
        while (before < significant && magnitude >= powers[static_cast<std::size_t>(before)]) ++before;
        return significant - before;
    }
    int zeros = 0;
    while (zeros < 11 && magnitude * powers[static_cast<std::size_t>(zeros + 1)] < 1) ++zeros;
    return significant + zeros;
}

}  // namespace

void ReasonText::add(std::string_view text) noexcept {
    const std::size_t taken = std::min(text.size(), sizeof buffer_ - size_);
    std::copy_n(text.data(), taken, buffer_ + size_);
    size_ += taken;
}

void ReasonText::add(double value) noexcept {
    const double magnitude = std::fabs(value);
    if (!(magnitude < too_large)) return add(std::isnan(value) ? "nan" : value > 0 ? "huge" : "-huge");
    const int decimals = decimals_for(magnitude);
    const auto scaled = static_cast<std::uint64_t>(magnitude * powers[static_cast<std::size_t>(decimals)] + 0.5);
    if (value < 0 && scaled > 0) add("-");
    add_scaled(scaled, decimals, true);
}

void ReasonText::add(Fixed number) noexcept {
    const double magnitude = std::fabs(number.value);
    if (!(magnitude < too_large)) return add(number.value);
    const int decimals = std::clamp(number.decimals, 0, significant);
    const auto scaled = static_cast<std::uint64_t>(magnitude * powers[static_cast<std::size_t>(decimals)] + 0.5);
    if (number.value < 0 && scaled > 0)
        add("-");
    else if (number.with_plus)
        add("+");
    add_scaled(scaled, decimals, false);
}

void ReasonText::add_whole(std::int64_t whole) noexcept {
    if (whole < 0) add("-");
    add_scaled(whole < 0 ? ~static_cast<std::uint64_t>(whole) + 1 : static_cast<std::uint64_t>(whole), 0, false);
}

void ReasonText::add_scaled(std::uint64_t scaled, int decimals, bool trim) noexcept {
    for (; trim && decimals > 0 && scaled % 10 == 0; --decimals) scaled /= 10;
    char digits[24];
    char* const end = digits + sizeof digits;
    char* p = end;
    for (int written = 0; scaled > 0 || written <= decimals; ++written) {
        if (written == decimals && decimals > 0) *--p = '.';
        *--p = static_cast<char>('0' + scaled % 10);
        scaled /= 10;
    }
    add({p, end});
}

}  // namespace argosy::strategy
