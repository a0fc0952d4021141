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
    explicit BarView(const domain::BarClosed& closed) noexcept
        : BarView(closed.instrument, closed.interval, closed.bar) {}
    BarView(InstrumentId instrument, Duration interval, const domain::Bar& bar) noexcept
        : bar_(&bar), interval_(interval), instrument_(instrument) {}
    [[nodiscard]] InstrumentId instrument() const noexcept { return instrument_; }
    [[nodiscard]] Duration interval() const noexcept { return interval_; }
    [[nodiscard]] const domain::Bar& bar() const noexcept { return *bar_; }
    [[nodiscard]] Time close_time() const noexcept { return bar_->open_time + interval_; }
    [[nodiscard]] double open() const noexcept { return bar().open.to_double(); }
    [[nodiscard]] double high() const noexcept { return bar().high.to_double(); }
    [[nodiscard]] double low() const noexcept { return bar().low.to_double(); }
    [[nodiscard]] double close() const noexcept { return bar().close.to_double(); }
    [[nodiscard]] double volume() const noexcept { return bar().volume.to_double(); }
    [[nodiscard]] indicators::Ohlcv ohlcv() const noexcept {
        return {.open = open(), .high = high(), .low = low(), .close = close(), .volume = volume()};
    }

private:
    const domain::Bar* bar_;
    Duration interval_;
    InstrumentId instrument_;
};

}  // namespace argosy::strategy
