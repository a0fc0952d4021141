#pragma once

#include <variant>

#include "base/decimal.hpp"
#include "base/error.hpp"
#include "domain/instrument.hpp"
#include "risk/refusal.hpp"

namespace argosy::risk {

/// A position worth this fraction of equity.
struct FixedFraction {
    Ratio fraction = Ratio::from_raw(1'000'000'000);  // 10 %
};
/// A position that loses this fraction of equity when its stop is hit.
struct FixedRisk {
    Ratio risk = Ratio::from_raw(100'000'000);  // 1 %
};
/// A position whose yearly volatility is this fraction of equity.
struct VolatilityTarget {
    double volatility = 0.20;
};
/// Kelly's fraction of the past trades, W - (1 - W) / R with R = mean win / mean loss, times `part`, at most `cap`.
/// Source: J. L. Kelly, A New Interpretation of Information Rate (1956), for two outcomes.
struct CappedKelly {
    double part = 0.5;
    double cap = 0.25;
    std::uint32_t trades_min = 30;  ///< below this there is no edge to speak of, and no size
};
using SizingMethod = std::variant<FixedFraction, FixedRisk, VolatilityTarget, CappedKelly>;

/// Sums over closed trades; the same for every method, used by Kelly.
struct TradeStatistics {
    std::uint32_t wins = 0;
    std::uint32_t losses = 0;
    double win_sum = 0;   ///< of returns, positive
    double loss_sum = 0;  ///< of returns, as a positive number

    void add(double gain) noexcept;
};

struct SizingSettings {
    SizingMethod method = FixedFraction{};
    Ratio position_max;                                  ///< notional of one position, of equity; zero: no bound
    Ratio margin_part = Ratio::from_raw(9'500'000'000);  ///< of available margin that one order may use
};
/// Errors: invalid_argument: fractions outside (0, 1], a volatility or a cap that is not positive.
[[nodiscard]] Result<> validate(const SizingSettings& settings);

/// What a size is computed from. Money in the account currency.
struct SizeRequest {
    Money equity;
    Money margin_available;
    Price price;                                ///< expected entry
    Price stop_price;                           ///< zero: none; fixed risk needs it
    Ratio rate = Ratio::from_int(1);            ///< settlement currency -> account currency
    Ratio initial_margin = Ratio::from_int(1);  ///< of notional; 1 is fully paid
    Ratio state_factor = Ratio::from_int(1);    ///< RiskMonitor::size_factor()
    double strength = 1;                        ///< of the decision, in [0, 1]
    double volatility = 0;                      ///< yearly, of the instrument's returns; zero: not known
    TradeStatistics trades;
};

/// A quantity, or zero and why.
struct Sized {
    Qty qty;
    Refusal refusal;  ///< reason none when qty > 0
};

/// Turns a decision into a quantity, rounded down to the lot: rounding never adds risk.
class Sizer {
public:
    explicit Sizer(const SizingSettings& settings) : settings_(settings) {}
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.settings_.method); }
    /// Zero with a reason when equity is gone, an input of the method is missing, there is no edge, or the result is
    /// below the instrument's minimum.
    [[nodiscard]] Sized size(const domain::Instrument& instrument, const SizeRequest& request) const noexcept;

private:
    SizingSettings settings_;
};

/// The lots of a full position that a decision of this strength, in [0, 1], wants; rounded down.
[[nodiscard]] Qty share_of(Qty full, double strength, const domain::Instrument& instrument) noexcept;
/// The quantity, or zero with the instrument's minimum that it does not reach.
[[nodiscard]] Sized at_least_minimum(Qty qty, const domain::Instrument& instrument, Price price) noexcept;
/// What is added to an open position of which `more` is wanted: as much as the risk state allows, in lots.
[[nodiscard]] Sized addition(Qty more, Ratio state_factor, const domain::Instrument& instrument, Price price) noexcept;

}  // namespace argosy::risk
