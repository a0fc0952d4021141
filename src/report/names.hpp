#pragma once

#include <string>
#include <string_view>

#include "report/report.hpp"

/// Names and figures as people read them.
namespace argosy::report {

/// "by hand" when there is no strategy.
[[nodiscard]] std::string strategy_name(const Report& report, StrategyId id);
[[nodiscard]] const std::string& symbol_of(const Report& report, InstrumentId id);

/// "-1234567.891" -> "−1,234,567.891": the digits stay exact.
[[nodiscard]] std::string grouped(std::string_view decimal);
/// Two digits behind the point, grouped: "−1,234.50".
[[nodiscard]] std::string amount(double money);
[[nodiscard]] std::string percent(double fraction);
/// format(metric), grouped.
[[nodiscard]] std::string figure(const performance::Metric& metric);
/// "2024-08-29 01:00", UTC.
[[nodiscard]] std::string minute(Time time);
/// "3.5 d", "12 h".
[[nodiscard]] std::string days(Duration duration);

}  // namespace argosy::report
