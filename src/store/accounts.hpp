#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/decimal.hpp"
#include "store/page.hpp"

namespace argosy::store {

/// The newest balance of one currency at one venue.
struct Balance {
    std::string venue, currency;
    Money total, available, total_pnl, daily_pnl;
    Time time{};

    friend bool operator==(const Balance&, const Balance&) = default;
};

/// Owner: positions. One row for each venue and currency.
class Balances {
public:
    virtual ~Balances() = default;
    /// Keeps the newest: a balance older than the stored one changes nothing, so that late messages do no harm.
    [[nodiscard]] virtual Result<> put(const Balance& balance) = 0;
    /// Sorted by venue and currency; an empty venue means all.
    [[nodiscard]] virtual Result<std::vector<Balance>> list(std::string_view venue = {}) const = 0;
};

/// The value of an account at an instant, in one currency that the owner chose.
struct EquityPoint {
    std::string account;
    Time time{};
    Money equity;      ///< balance and unrealised P&L
    Money balance;     ///< realised
    Money unrealised;  ///< of what is open
    Money exposure;    ///< sum of the absolute values of the positions

    friend bool operator==(const EquityPoint&, const EquityPoint&) = default;
};

struct EquityFilter {
    std::string account;
    TimeRange time;
    /// At most one point for each of these intervals, the last one in it; zero: every point.
    Duration every{};
    Direction direction = Direction::oldest_first;
};

/// Owner: positions. One point for each account and instant.
class EquityCurve {
public:
    virtual ~EquityCurve() = default;
    /// A second point of the same instant replaces the first.
    [[nodiscard]] virtual Result<> put(const EquityPoint& point) = 0;
    [[nodiscard]] virtual Result<std::optional<EquityPoint>> last(std::string_view account) const = 0;
    /// Errors: invalid_argument (limit, cursor, a negative interval).
    [[nodiscard]] virtual Result<Page<EquityPoint>> list(const EquityFilter& filter, const PageRequest& page) const = 0;
    /// Removes the points of all accounts before `time`; the number of them.
    [[nodiscard]] virtual Result<std::uint64_t> trim(Time time) = 0;
};

}  // namespace argosy::store
