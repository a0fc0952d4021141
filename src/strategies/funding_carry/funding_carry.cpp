#include "strategies/funding_carry/funding_carry.hpp"

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

struct Settings {
    double entry, exit, agreeing;
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
        const auto n = static_cast<double>(rates_.size());
        const double mean = sum_.to_double() / n;
        const double share = static_cast<double>(mean > 0 ? positive_ : negative_) / n;
        const bool steady = share >= settings_.agreeing;
        direction_ = strategy::next_direction(direction_, {.buy = steady && mean <= -settings_.entry,
                                                           .sell = steady && mean >= settings_.entry,
                                                           .exit_long = mean > -settings_.exit,
                                                           .exit_short = mean < settings_.exit});
        context.emit(perpetual_, direction_,
                     {.confidence = direction_ == Direction::hold ? 1 : share,
                      .horizon = interval * static_cast<std::int64_t>(rates_.size()),
                      .valid_for = interval * settlements_valid,
                      .reason = strategy::reason("mean funding {:.4f} %, {:.0f} % of {} agree", mean * 100, share * 100,
                                                 rates_.size())});
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
    const Settings s{p.number("entry"), p.number("exit"), p.number("agreeing")};
    if (s.exit > s.entry)
        return fail(Errc::invalid_argument, fmt::format("exit = {} must not be above entry = {}", s.exit, s.entry));
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
