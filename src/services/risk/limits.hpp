#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/describe_fwd.hpp"
#include "domain/command.hpp"
#include "risk/limits.hpp"
#include "runtime/simulation.hpp"

/// Risk limits as the API shows and takes them: the five numbers of the requirement documents, and ours by name.
namespace argosy::services::risk {

struct LimitsView {
    std::uint64_t max_concurrent_trades = 0, max_daily_trades = 0;
    double max_daily_loss = 0, max_total_loss = 0;  ///< the bound now, in the account currency
    double position_size_percentage = 0;
    std::optional<Ratio> position_size;  ///< none: the books do not size by a fraction
    argosy::risk::Limits limits;
};
void describe(Described<LimitsView>& d);

/// What is to change; what is left out stays.
struct LimitsChange {
    std::optional<std::uint64_t> max_concurrent_trades, max_daily_trades;
    std::optional<double> max_daily_loss, max_total_loss, position_size_percentage;
    std::map<std::string, std::string> limits;  ///< "daily_loss.fraction": "0.02"
};
void describe(Described<LimitsChange>& d);

[[nodiscard]] LimitsView limits_of(const runtime::Simulation& core);
/// Names this state of the limits: the same state has the same tag, also after a restart.
[[nodiscard]] std::string etag_of(const LimitsView& view);
/// Errors: invalid_argument, when nothing or something impossible is asked for.
[[nodiscard]] Result<domain::SetLimits> to_command(const LimitsChange& change);
/// What the limits will be. Errors: those of risk::set_limit.
[[nodiscard]] Result<LimitsView> after(const LimitsView& now, const domain::SetLimits& command);
/// Some limit lets through what it did not.
[[nodiscard]] bool loosens(const LimitsView& from, const LimitsView& to);

}  // namespace argosy::services::risk
