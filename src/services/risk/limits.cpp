#include "services/risk/limits.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "base/describe.hpp"
#include "base/hash.hpp"
#include "config/write.hpp"
#include "engine/engine.hpp"
#include "risk/describe.hpp"
#include "risk/loosening.hpp"

namespace argosy::services::risk {
namespace {

using argosy::risk::Cap;

/// What a cap allows now; zero: everything.
double bound_of(const Cap& cap, Money base) {
    const Money part = scale(base, cap.of_base, Rounding::floor);
    if (cap.of_base.is_zero()) return cap.amount.to_double();
    return (cap.amount.is_zero() ? part : std::min(cap.amount, part)).to_double();
}

std::optional<Ratio> position_size_of(const runtime::Simulation& core) {
    const auto& method = core.engine().books().front()->settings().sizing.method;
    const auto* fixed = std::get_if<argosy::risk::FixedFraction>(&method);
    return fixed ? std::optional(fixed->fraction) : std::nullopt;
}

void add_loss(domain::SetLimits& out, std::string_view name, std::optional<double> loss) {
    if (!loss) return;
    const auto money = from_double<Money>(*loss, Rounding::half_even).value_or(Money{});
    out.values.push_back({fmt::format("{}.amount", name), to_string(money)});
    // The number replaces the whole bound: a smaller fraction beside it would keep it from holding.
    out.values.push_back({fmt::format("{}.fraction", name), "0"});
}

}  // namespace

void describe(Described<LimitsView>& d) {
    using T = LimitsView;
    d.name("risk_limits").doc("The five numbers of RiskLimits, and every limit with its exact value. 0 is no limit.");
    d.field("max_concurrent_trades", &T::max_concurrent_trades).field("max_daily_trades", &T::max_daily_trades);
    d.field("max_daily_loss", &T::max_daily_loss, {.doc = "In the account currency, as it is now."});
    d.field("max_total_loss", &T::max_total_loss, {.doc = "In the account currency, as it is now."});
    d.field("position_size_percentage", &T::position_size_percentage, {.unit = "%", .doc = "Of equity."});
    d.field("position_size", &T::position_size, {.doc = "The same as a fraction."}).field("limits", &T::limits);
}

void describe(Described<LimitsChange>& d) {
    using T = LimitsChange;
    d.name("risk_limits_change").doc("What is left out stays.");
    d.field("max_concurrent_trades", &T::max_concurrent_trades, {.max = 1'000'000});
    d.field("max_daily_trades", &T::max_daily_trades, {.max = 1'000'000});
    d.field("max_daily_loss", &T::max_daily_loss, {.min = 0.0, .max = 1e12, .doc = "In the account currency."});
    d.field("max_total_loss", &T::max_total_loss, {.min = 0.0, .max = 1e12, .doc = "In the account currency."});
    d.field("position_size_percentage", &T::position_size_percentage, {.max = 100.0, .above = 0.0, .unit = "%"});
    d.field("limits", &T::limits, {.doc = "By name: \"daily_loss.fraction\": \"0.02\"."});
}

LimitsView limits_of(const runtime::Simulation& core) {
    const auto& monitor = core.engine().monitor();
    LimitsView out;
    out.limits = core.engine().checks().limits();
    out.max_concurrent_trades = out.limits.concurrent_trades_max;
    out.max_daily_trades = out.limits.daily_trades_max;
    out.max_daily_loss = bound_of(out.limits.daily_loss, monitor.day_base());
    out.max_total_loss = bound_of(out.limits.total_loss, monitor.total_base());
    out.position_size = position_size_of(core);
    if (out.position_size) out.position_size_percentage = out.position_size->to_double() * 100;
    return out;
}

std::string etag_of(const LimitsView& view) {
    const std::string text = config::json_line(view.limits) + to_string(view.position_size.value_or(Ratio{}));
    return fmt::format("\"{:016x}\"", checksum64(std::as_bytes(std::span(text))));
}

Result<domain::SetLimits> to_command(const LimitsChange& change) {
    domain::SetLimits out;
    if (change.max_concurrent_trades)
        out.values.push_back({"concurrent_trades_max", std::to_string(*change.max_concurrent_trades)});
    if (change.max_daily_trades) out.values.push_back({"daily_trades_max", std::to_string(*change.max_daily_trades)});
    add_loss(out, "daily_loss", change.max_daily_loss);
    add_loss(out, "total_loss", change.max_total_loss);
    if (change.position_size_percentage) {
        const auto part = from_double<Ratio>(*change.position_size_percentage / 100, Rounding::half_even);
        out.values.push_back({"position_size", to_string(part.value_or(Ratio{}))});
    }
    for (const auto& [name, value] : change.limits) out.values.push_back({name, value});
    if (!out.values.empty()) return out;
    return fail(Errc::invalid_argument, "no limit is named", "GET shows those there are");
}

Result<LimitsView> after(const LimitsView& now, const domain::SetLimits& command) {
    LimitsView out = now;
    for (const auto& [name, value] : command.values) {
        if (name != "position_size") {
            ARGOSY_TRY(argosy::risk::set_limit(out.limits, name, value), "");
            continue;
        }
        ARGOSY_LET(const auto size, parse_decimal<Ratio>(value), "position_size");
        out.position_size = size;
    }
    ARGOSY_TRY(argosy::risk::validate(out.limits), "");
    return out;
}

bool loosens(const LimitsView& from, const LimitsView& to) {
    return argosy::risk::loosens(from.limits, to.limits) || to.position_size > from.position_size;
}

}  // namespace argosy::services::risk
