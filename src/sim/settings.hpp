#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/decimal.hpp"
#include "base/error.hpp"
#include "base/time.hpp"
#include "domain/currency.hpp"

/// What a user may choose about the simulated venue; docs/fills.md explains each choice.
namespace argosy::sim {

/// How long a message is under way.
enum class LatencyKind : std::uint8_t {
    constant,  ///< always `mean`
    normal,    ///< normally distributed, drawn from the seed, never below `minimum`
    samples,   ///< the measured ones, in their order, again from the first after the last
};
struct LatencyModel {
    LatencyKind kind = LatencyKind::constant;
    Duration mean{};
    Duration deviation{};
    Duration minimum{};
    std::vector<Duration> samples;
};
struct Latency {
    LatencyModel feed;      ///< market data from the venue to us
    LatencyModel entry;     ///< commands from us to the venue
    LatencyModel response;  ///< reports from the venue to us
};

/// What a taker pays beyond the price that was there.
enum class SlippageKind : std::uint8_t {
    none,
    ticks,         ///< a fixed number of ticks against us
    volume_share,  ///< price × impact × (quantity / volume of the bar or trade)²
    book_walk,     ///< the levels of the L2 book; `ticks` where there is no book
};
struct Slippage {
    SlippageKind kind = SlippageKind::none;
    std::int64_t ticks = 0;
    Ratio impact = Ratio::from_raw(1'000'000'000);  ///< 0.1
};

/// When a resting limit order fills.
enum class LimitFill : std::uint8_t {
    through,  ///< the price trades beyond the limit
    touch,    ///< the price reaches the limit
};
/// How a resting limit order moves up in the queue of its price level (trades and L2 data).
enum class QueueModel : std::uint8_t {
    none,           ///< there is no queue: only `limit_fill` decides
    risk_averse,    ///< only trades at the level move the order forward
    probabilistic,  ///< cancels ahead of it do too, by back^n / (back^n + front^n)
};
struct FillRules {
    LimitFill limit_fill = LimitFill::through;
    QueueModel queue = QueueModel::risk_averse;
    std::int64_t queue_power = 3;       ///< n of the probabilistic queue, 1 to 8
    Ratio participation;                ///< our largest share of a bar's or trade's volume; zero: no limit
    bool displayed_size_limits = true;  ///< a taker gets at most the quoted size from one quote
};

enum class MarginMode : std::uint8_t { isolated, cross };

struct Balance {
    domain::Currency currency;
    Money amount;
};

struct Settings {
    bool charge_fees = true;
    bool check_funds = true;  ///< refuse what the balance or margin does not cover
    MarginMode margin_mode = MarginMode::cross;
    Ratio leverage = Ratio::from_int(1);  ///< of perpetuals; at least 1
    Ratio liquidation_fee;                ///< fraction of notional, on top of the taker fee
    Money traded_volume;                  ///< of the 30 days before the start, per quote currency: the fee tier
    Slippage slippage;
    Latency latency;
    FillRules fills;
    std::uint64_t seed = 1;
    std::vector<Balance> balances;  ///< at the start
};

/// Errors: invalid_argument with every broken rule.
[[nodiscard]] Result<> validate(const Settings& settings);

[[nodiscard]] std::string_view to_string(LatencyKind) noexcept;
[[nodiscard]] std::string_view to_string(SlippageKind) noexcept;
[[nodiscard]] std::string_view to_string(LimitFill) noexcept;
[[nodiscard]] std::string_view to_string(QueueModel) noexcept;
[[nodiscard]] std::string_view to_string(MarginMode) noexcept;

}  // namespace argosy::sim
