#include "strategies/ema_cross/ema_cross.hpp"

#include <cmath>
#include <fmt/format.h>

#include "base/archive.hpp"
#include "indicators/moving_average.hpp"
#include "strategy/reason.hpp"
#include "strategy/stance.hpp"

namespace argosy::strategies::ema_cross {
namespace {

using domain::Direction;
using strategy::ParameterType;

constexpr strategy::ParameterSpec parameters[] = {
    {"fast", ParameterType::integer, 12, 1, 1000, "bars", "period of the fast average"},
    {"slow", ParameterType::integer, 26, 2, 5000, "bars", "period of the slow average"},
};

class EmaCross final : public strategy::BarStrategy<EmaCross> {
public:
    EmaCross(std::size_t fast, std::size_t slow, Duration interval)
        : fast_(fast), slow_(slow), horizon_(interval * static_cast<std::int64_t>(slow)) {}

    [[nodiscard]] std::size_t warm_up() const noexcept override { return slow_.warm_up(); }

    void on_bar(const strategy::BarView& bar, strategy::Context& context) override {
        const double close = bar.close(), fast = fast_.update(close);
        judge(bar, context, fast, slow_.update(close));
    }
    void on_bars(const strategy::BarSeries& series, strategy::Context& context) override {
        Numbers fast, slow;
        indicators::extend(fast_, series.closes(), std::span(fast).first(series.size()));
        indicators::extend(slow_, series.closes(), std::span(slow).first(series.size()));
        for (std::size_t i = 0; i < series.size(); ++i) {
            if (keeps_side(fast[i], slow[i])) [[likely]]  // most bars: there is nothing to say, nor to look at
                continue;
            context.set_now(series[i].close_time());
            judge(series[i], context, fast[i], slow[i]);
        }
    }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.fast_, self.slow_, self.stance_); }

private:
    /// The averages stand as the opinion that was given last.
    [[nodiscard]] bool keeps_side(double fast, double slow) const noexcept {
        return (fast - slow) * static_cast<double>(stance_.direction()) > 0;
    }
    void judge(const strategy::BarView& bar, strategy::Context& context, double fast, double slow) {
        if (std::isnan(slow)) [[unlikely]]  // warming up
            return;
        const Direction now = fast > slow ? Direction::buy : fast < slow ? Direction::sell : stance_.direction();
        if (stance_.turns_to(now)) [[unlikely]]
            context.emit(bar.instrument(), now,
                         {.horizon = horizon_, .reason = context.reason("fast ", fast, ", slow ", slow)});
    }

    indicators::Ema fast_, slow_;
    Duration horizon_;
    strategy::Stance stance_;
};

Result<std::unique_ptr<strategy::Strategy>> make(const strategy::Parameters& p, const strategy::Setup& setup) {
    const std::size_t fast = p.integer("fast"), slow = p.integer("slow");
    if (fast >= slow) return fail(Errc::invalid_argument, fmt::format("fast = {} must be below slow = {}", fast, slow));
    return std::make_unique<EmaCross>(fast, slow, setup.interval);
}

}  // namespace

strategy::Descriptor descriptor() {
    return {.name = "ema_cross",
            .title = "EMA cross",
            .summary = "follows the trend: long while a fast average of the closes is above a slow one, else short",
            .parameters = parameters,
            .make = make};
}

}  // namespace argosy::strategies::ema_cross
