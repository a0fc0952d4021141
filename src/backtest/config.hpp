#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "backtest/optimize_settings.hpp"
#include "base/describe_fwd.hpp"
#include "domain/instrument.hpp"
#include "engine/settings.hpp"
#include "portfolio/portfolio.hpp"
#include "sim/settings.hpp"

/// A run as a user writes it (docs/backtest.md): what to trade, with which strategies, money, limits and venue.
namespace argosy::backtest {

/// What an instrument's market is replayed from.
enum class MarketData : std::uint8_t {
    automatic,          ///< bars, and trades or quotes as well when a strategy is silent without them
    bars,               ///< fills by a stated path inside each bar
    trades,             ///< every trade: fills are exact; bars that are not stored are built from the trades
    quotes,             ///< every quote: fills are exact
    trades_and_quotes,  ///< both
};
[[nodiscard]] std::string_view to_string(MarketData) noexcept;

/// An instrument and the venue's rules for it; what is left out follows from the kind of instrument.
struct InstrumentConfig {
    std::string symbol;  ///< "BTC/USDT:USDT"
    std::string venue;   ///< of the recorded data; empty: the only one that has it
    MarketData data = MarketData::automatic;
    std::optional<domain::TradingHours> hours;       ///< none: always, stocks us_equity; what lies outside is left out
    Price tick_size = Price::from_raw(100'000'000);  // 0.01
    Qty lot_size = Qty::from_raw(1);
    Qty qty_min;
    Qty qty_max;
    Money notional_min;
    Ratio multiplier = Ratio::from_int(1);
    std::optional<Ratio> maker, taker;  ///< fees; none: 0.0002 and 0.0005 for perpetuals, 0.001 for spot, 0 for stocks
    std::optional<Ratio> initial_margin,
        maintenance_margin;  ///< perpetuals; none: 1 / leverage of the account and half of it
    bool funding = true;     ///< perpetuals: charge the recorded funding when there is some
    Qty order_qty_max;
    Qty position_max;
    risk::Cap exposure_max;
};

/// Far above any account, and far enough below the range of money that 125 times of it can be added up.
inline constexpr Money balance_max = Money::from_int(1'000'000'000'000);

struct AccountConfig {
    domain::Currency currency{"USDT"};
    Money balance = Money::from_int(10'000);
    Ratio leverage = Ratio::from_int(1);
    sim::MarginMode margin = sim::MarginMode::cross;
    std::map<std::string, Price> rates;  ///< "EUR": one EUR in the account currency, for what does not settle in it
};

/// What the statistics assume.
struct StatisticsConfig {
    double risk_free_rate = 0;
    double minimum_return = 0;
    int resamples = 1000;
    std::uint64_t seed = 1;
};

struct RunConfig {
    std::string name = "run";
    std::optional<Time> from, to;
    AccountConfig account;
    std::vector<InstrumentConfig> instruments;
    std::vector<engine::BookSettings> books;
    risk::Limits limits;
    risk::RiskStateSettings risk_state;
    risk::ProtectionSettings protections;
    bool detect_regime = true;
    strategy::RegimeSettings regime;
    bool flatten_when_stopped = true;
    sim::Slippage slippage;
    sim::Latency latency;
    sim::FillRules fills;
    Ratio liquidation_fee;
    std::uint64_t seed = 1;
    StatisticsConfig statistics;
    std::optional<OptimizeSettings> optimize;  ///< for `argosy optimize`; a backtest ignores it
};

void describe(Described<InstrumentConfig>& d);
void describe(Described<AccountConfig>& d);
void describe(Described<StatisticsConfig>& d);
void describe(Described<RunConfig>& d);

/// The table of the run's instruments. Errors: parse and invalid_argument, naming the instrument.
[[nodiscard]] Result<domain::InstrumentTable> make_instruments(const RunConfig& config);
[[nodiscard]] engine::Settings engine_settings(const RunConfig& config);
[[nodiscard]] sim::Settings venue_settings(const RunConfig& config);
[[nodiscard]] portfolio::Portfolio::Settings account_settings(const RunConfig& config);

}  // namespace argosy::backtest
