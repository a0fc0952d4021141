#include "report/names.hpp"

#include <fmt/format.h>

namespace argosy::report {

std::string strategy_name(const Report& r, StrategyId id) {
    if (id.is_none() || id.value() >= r.result.strategy_names.size()) return "by hand";
    return r.result.strategy_names[id.value()];
}

const std::string& symbol_of(const Report& r, InstrumentId id) { return (*r.instruments)[id].symbol; }

std::string grouped(std::string_view decimal) {
    const auto begin = decimal.find_first_of("0123456789");
    if (begin == decimal.npos) return std::string(decimal);
    const auto end = std::min(decimal.find_first_not_of("0123456789", begin), decimal.size());
    // A loss that rounds to nothing has no sign.
    const bool is_negative = decimal.starts_with('-') && decimal.find_first_of("123456789") != decimal.npos;
    std::string out(is_negative ? "\u2212" : "");
    for (auto i = begin; i < end; ++i) {
        out += decimal[i];
        if ((end - i - 1) % 3 == 0 && i + 1 != end) out += ',';
    }
    return out += decimal.substr(end);
}

std::string amount(double money) { return grouped(fmt::format("{:.2f}", money)); }

std::string percent(double fraction) { return grouped(fmt::format("{:.2f} %", 100 * fraction)); }

std::string figure(const performance::Metric& metric) { return metric.value ? grouped(format(metric)) : "–"; }

std::string minute(Time time) {
    std::string text = to_iso8601(time);
    text.resize(16);
    text[10] = ' ';
    return text;
}

std::string days(Duration d) {
    const double hours = std::chrono::duration<double, std::ratio<3600>>(d).count();
    return hours < 48 ? fmt::format("{:.0f} h", hours) : fmt::format("{:.1f} d", hours / 24);
}

}  // namespace argosy::report
