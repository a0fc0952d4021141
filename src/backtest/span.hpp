#pragma once

#include "base/time.hpp"

namespace argosy::backtest {

/// A stretch of time, `to` excluded.
struct Span {
    Time from{}, to{};
    [[nodiscard]] Duration length() const noexcept { return to - from; }
    friend bool operator==(const Span&, const Span&) = default;
};

}  // namespace argosy::backtest
