#pragma once

#include "domain/market_data.hpp"
#include "indicators/ohlcv.hpp"

namespace argosy::strategy {

/// A closed bar as a strategy sees it: exact decimals by bar(), doubles for indicators by the rest.
///
/// The doubles are converted when asked for: most strategies need the close alone, and a conversion costs
/// about as much as an indicator's step.
class BarView {
public:
    explicit BarView(const domain::BarClosed& closed) noexcept : closed_(&closed) {}
    [[nodiscard]] InstrumentId instrument() const noexcept { return closed_->instrument; }
    [[nodiscard]] Duration interval() const noexcept { return closed_->interval; }
    [[nodiscard]] const domain::Bar& bar() const noexcept { return closed_->bar; }
    [[nodiscard]] Time close_time() const noexcept { return closed_->close_time(); }
    [[nodiscard]] double open() const noexcept { return bar().open.to_double(); }
    [[nodiscard]] double high() const noexcept { return bar().high.to_double(); }
    [[nodiscard]] double low() const noexcept { return bar().low.to_double(); }
    [[nodiscard]] double close() const noexcept { return bar().close.to_double(); }
    [[nodiscard]] double volume() const noexcept { return bar().volume.to_double(); }
    [[nodiscard]] indicators::Ohlcv ohlcv() const noexcept {
        return {.open = open(), .high = high(), .low = low(), .close = close(), .volume = volume()};
    }

private:
    const domain::BarClosed* closed_;
};

}  // namespace argosy::strategy
