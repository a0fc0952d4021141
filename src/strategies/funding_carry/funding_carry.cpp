#include "strategies/funding_carry/funding_carry.hpp"

#include <fmt/format.h>
#include <vector>

#include "base/assert.hpp"
#include "strategy/reason.hpp"
#include "strategy/stance.hpp"

namespace argosy::strategies::funding_carry {
namespace {

using domain::Direction;
using strategy::ParameterType;

constexpr strategy::ParameterSpec parameters[] = {
    {"window", ParameterType::integer, 9, 1, 1000, "settlements", "settlements that count as recent"},
    {"entry", ParameterType::number, 0.0003, 0, 0.05, "fraction", "mean rate per settlement from which it pays"},
    {"exit", ParameterType::number, 0.0001, 0, 0.05, "fraction", "mean rate below which it no longer pays"},
    {"agreeing", ParameterType::number, 0.8, 0.5, 1, "fraction", "share of the settlements with the sign of the mean"},
};

/// An opinion on funding is worth nothing once the settlements stop coming: it is renewed at each and expires after
/// this many are missed.
constexpr int settlements_valid = 3;

/// Rates are compared as exact decimals: the base rate of a venue is a round number and often the threshold itself.
struct Settings {
    Ratio entry, exit;
    double agreeing;
};

class FundingCarry final : public strategy::Strategy {
public:
    FundingCarry(InstrumentId perpetual, std::size_t window, const Settings& s)
        : perpetual_(perpetual), settings_(s), rates_(window) {}

    /// Settlements, not bars, are what it waits for.
    [[nodiscard]] std::size_t warm_up() const noexcept override { return 1; }
    void on_bar(const strategy::BarView&, strategy::Context&) override {}

    void on_funding(const domain::Funding& funding, strategy::Context& context) override {
        if (funding.instrument != perpetual_) return;
        const Duration interval = seen_ > 0 ? funding.time - last_ : Duration{};
        last_ = funding.time;
        add(funding.rate);
        if (seen_ < rates_.size()) return;
        const auto n = static_cast<std::int64_t>(rates_.size());
        const Ratio entry = settings_.entry * n, exit = settings_.exit * n;
        const double share = static_cast<double>(sum_.is_positive() ? positive_ : negative_) / static_cast<double>(n);
        const bool steady = share >= settings_.agreeing;
        direction_ = strategy::next_direction(direction_, {.buy = steady && sum_ <= -entry,
                                                           .sell = steady && sum_ >= entry,
                                                           .exit_long = sum_ > -exit,
                                                           .exit_short = sum_ < exit});
        context.emit(perpetual_, direction_,
                     {.confidence = direction_ == Direction::hold ? 1 : share,
                      .horizon = interval * n,
                      .valid_for = interval * settlements_valid,
                      .reason = context.reason("mean funding ",
                                               strategy::Fixed{sum_.to_double() / static_cast<double>(n) * 100, 4},
                                               " %, ", strategy::Fixed{share * 100, 0}, " % of ", n, " agree")});
    }

private:
    void add(Ratio rate) noexcept {
        Ratio& slot = rates_[next_];
        next_ = next_ + 1 == rates_.size() ? 0 : next_ + 1;
        if (seen_ == rates_.size())
            forget(slot);
        else
            ++seen_;
        slot = rate;
        sum_ += rate;
        positive_ += rate.is_positive() ? 1 : 0;
        negative_ += rate.is_negative() ? 1 : 0;
    }
    void forget(Ratio rate) noexcept {
        sum_ -= rate;
        positive_ -= rate.is_positive() ? 1 : 0;
        negative_ -= rate.is_negative() ? 1 : 0;
    }

    InstrumentId perpetual_;
    Settings settings_;
    std::vector<Ratio> rates_;  ///< the last settlements, a ring
    std::size_t next_ = 0, seen_ = 0;
    Ratio sum_;  ///< exact
    int positive_ = 0, negative_ = 0;
    Time last_{};
    Direction direction_ = Direction::hold;
};

Result<std::unique_ptr<strategy::Strategy>> make(const strategy::Parameters& p, const strategy::Setup& setup) {
    ARGOSY_ASSERT(setup.table && setup.instruments.size() == 1, "funding_carry works on one instrument of a table");
    const auto& instrument = (*setup.table)[setup.instruments.front()];
    if (!instrument.is_perpetual())
        return fail(Errc::invalid_argument, fmt::format("{} is no perpetual and pays no funding", instrument.symbol),
                    "choose a perpetual, such as BTC/USDT:USDT");
    const double entry = p.number("entry"), exit = p.number("exit");
    if (exit > entry)
        return fail(Errc::invalid_argument, fmt::format("exit = {} must not be above entry = {}", exit, entry));
    ARGOSY_LET(const Ratio entry_rate, from_double<Ratio>(entry, Rounding::half_even), "parameter entry");
    ARGOSY_LET(const Ratio exit_rate, from_double<Ratio>(exit, Rounding::half_even), "parameter exit");
    const Settings s{.entry = entry_rate, .exit = exit_rate, .agreeing = p.number("agreeing")};
    return std::make_unique<FundingCarry>(setup.instruments.front(), p.integer("window"), s);
}

}  // namespace

strategy::Descriptor descriptor() {
    return {.name = "funding_carry",
            .title = "Funding carry",
            .summary = "short a perpetual whose funding stays high, long one whose funding stays negative",
            .parameters = parameters,
            .needs_funding = true,
            .make = make};
}

}  // namespace argosy::strategies::funding_carry
