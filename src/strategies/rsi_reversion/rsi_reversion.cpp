#include "strategies/rsi_reversion/rsi_reversion.hpp"

#include <fmt/format.h>

#include "base/archive.hpp"
#include "indicators/rsi.hpp"
#include "strategy/reason.hpp"
#include "strategy/stance.hpp"

namespace argosy::strategies::rsi_reversion {
namespace {

using strategy::ParameterType;

constexpr strategy::ParameterSpec parameters[] = {
    {"period", ParameterType::integer, 14, 2, 500, "bars", "period of the RSI"},
    {"oversold", ParameterType::number, 30, 0, 100, "", "buy below this RSI"},
    {"overbought", ParameterType::number, 70, 0, 100, "", "sell above this RSI"},
    {"exit", ParameterType::number, 50, 0, 100, "", "leave when the RSI is back at this level"},
};

struct Levels {
    double oversold, overbought, exit;
};

class RsiReversion final : public strategy::BarStrategy<RsiReversion> {
public:
    RsiReversion(std::size_t period, Levels levels, Duration interval)
        : rsi_(period), levels_(levels), horizon_(interval * static_cast<std::int64_t>(period)) {}

    [[nodiscard]] std::size_t warm_up() const noexcept override { return rsi_.warm_up(); }

    void on_bar(const strategy::BarView& bar, strategy::Context& context) override {
        const double rsi = rsi_.update(bar.close());
        if (!rsi_.ready()) [[unlikely]]
            return;
        const auto now =
            strategy::next_direction(stance_.direction(), {.buy = rsi<levels_.oversold, .sell = rsi> levels_.overbought,
                                                           .exit_long = rsi >= levels_.exit,
                                                           .exit_short = rsi <= levels_.exit});
        if (stance_.turns_to(now)) [[unlikely]]
            context.emit(bar.instrument(), now,
                         {.horizon = horizon_, .reason = context.reason("rsi ", strategy::Fixed{rsi, 2})});
    }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.rsi_, self.stance_); }

private:
    indicators::Rsi rsi_;
    Levels levels_;
    Duration horizon_;
    strategy::Stance stance_;
};

Result<std::unique_ptr<strategy::Strategy>> make(const strategy::Parameters& p, const strategy::Setup& setup) {
    const Levels levels{p.number("oversold"), p.number("overbought"), p.number("exit")};
    if (levels.oversold >= levels.exit || levels.exit >= levels.overbought)
        return fail(Errc::invalid_argument, fmt::format("expected oversold < exit < overbought, got {} < {} < {}",
                                                        levels.oversold, levels.exit, levels.overbought));
    return std::make_unique<RsiReversion>(p.integer("period"), levels, setup.interval);
}

}  // namespace

strategy::Descriptor descriptor() {
    return {
        .name = "rsi_reversion",
        .title = "RSI mean reversion",
        .summary = "buys an oversold market, sells an overbought one, and leaves when the RSI is back in the middle",
        .parameters = parameters,
        .make = make};
}

}  // namespace argosy::strategies::rsi_reversion
