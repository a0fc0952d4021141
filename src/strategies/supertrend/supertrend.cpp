#include "strategies/supertrend/supertrend.hpp"

#include "base/archive.hpp"
#include "indicators/supertrend.hpp"
#include "strategy/reason.hpp"
#include "strategy/stance.hpp"

namespace argosy::strategies::supertrend {
namespace {

using domain::Direction;
using strategy::ParameterType;

constexpr strategy::ParameterSpec parameters[] = {
    {"period", ParameterType::integer, 10, 1, 500, "bars", "period of the average true range"},
    {"multiplier", ParameterType::number, 3, 0.1, 20, "ATR", "distance of the bands from the middle of the bar"},
};

class Supertrend final : public strategy::BarStrategy<Supertrend> {
public:
    Supertrend(std::size_t period, double multiplier, Duration interval)
        : supertrend_(period, multiplier), horizon_(interval * static_cast<std::int64_t>(period)) {}

    [[nodiscard]] std::size_t warm_up() const noexcept override { return supertrend_.warm_up(); }

    void on_bar(const strategy::BarView& bar, strategy::Context& context) override {
        const double close = bar.close();
        const auto v = supertrend_.update({.open = 0, .high = bar.high(), .low = bar.low(), .close = close});
        if (!supertrend_.ready()) [[unlikely]]
            return;
        const Direction now = v.direction > 0 ? Direction::buy : Direction::sell;
        if (stance_.turns_to(now)) [[unlikely]]
            context.emit(
                bar.instrument(), now,
                {.horizon = horizon_,
                 .stop_price = strategy::protective_stop(now, close, v.line, context.instrument(bar.instrument())),
                 .reason = context.reason("close ", close, ", line ", v.line)});
    }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.supertrend_, self.stance_); }

private:
    indicators::Supertrend supertrend_;
    Duration horizon_;
    strategy::Stance stance_;
};

Result<std::unique_ptr<strategy::Strategy>> make(const strategy::Parameters& p, const strategy::Setup& setup) {
    return std::make_unique<Supertrend>(p.integer("period"), p.number("multiplier"), setup.interval);
}

}  // namespace

strategy::Descriptor descriptor() {
    return {.name = "supertrend",
            .title = "Supertrend",
            .summary = "follows the trend between bands of average true range; the band is the stop",
            .parameters = parameters,
            .make = make};
}

}  // namespace argosy::strategies::supertrend
