#include "strategies/macd/macd.hpp"

#include <fmt/format.h>

#include "base/archive.hpp"
#include "indicators/macd.hpp"
#include "strategy/reason.hpp"
#include "strategy/stance.hpp"

namespace argosy::strategies::macd {
namespace {

using domain::Direction;
using strategy::ParameterType;

constexpr strategy::ParameterSpec parameters[] = {
    {"fast", ParameterType::integer, 12, 1, 1000, "bars", "period of the fast average"},
    {"slow", ParameterType::integer, 26, 2, 5000, "bars", "period of the slow average"},
    {"signal", ParameterType::integer, 9, 1, 1000, "bars", "period of the signal line"},
    {"zero_line", ParameterType::boolean, 0, 0, 1, "", "trade only while the MACD is on the same side of zero"},
};

class Macd final : public strategy::BarStrategy<Macd> {
public:
    Macd(indicators::MacdPeriods periods, bool zero_line, Duration interval)
        : macd_(periods), zero_line_(zero_line), horizon_(interval * static_cast<std::int64_t>(periods.slow)) {}

    [[nodiscard]] std::size_t warm_up() const noexcept override { return macd_.warm_up(); }

    void on_bar(const strategy::BarView& bar, strategy::Context& context) override {
        const indicators::MacdValue v = macd_.update(bar.close());
        if (!macd_.ready()) [[unlikely]]
            return;
        const Direction now = direction_of(v);
        if (stance_.turns_to(now)) [[unlikely]]
            context.emit(bar.instrument(), now,
                         {.horizon = horizon_, .reason = context.reason("macd ", v.macd, ", signal ", v.signal)});
    }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.macd_, self.stance_); }

private:
    [[nodiscard]] Direction direction_of(const indicators::MacdValue& v) const noexcept {
        if (v.histogram > 0 && (!zero_line_ || v.macd > 0)) return Direction::buy;
        if (v.histogram < 0 && (!zero_line_ || v.macd < 0)) return Direction::sell;
        return zero_line_ ? Direction::hold : stance_.direction();
    }

    indicators::Macd macd_;
    bool zero_line_;
    Duration horizon_;
    strategy::Stance stance_;
};

Result<std::unique_ptr<strategy::Strategy>> make(const strategy::Parameters& p, const strategy::Setup& setup) {
    const indicators::MacdPeriods periods{p.integer("fast"), p.integer("slow"), p.integer("signal")};
    if (periods.fast >= periods.slow)
        return fail(Errc::invalid_argument,
                    fmt::format("fast = {} must be below slow = {}", periods.fast, periods.slow));
    return std::make_unique<Macd>(periods, p.flag("zero_line"), setup.interval);
}

}  // namespace

strategy::Descriptor descriptor() {
    return {.name = "macd",
            .title = "MACD",
            .summary = "follows momentum: long while the MACD is above its signal line, short while it is below",
            .parameters = parameters,
            .make = make};
}

}  // namespace argosy::strategies::macd
