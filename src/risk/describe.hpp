#pragma once

#include "base/describe_fwd.hpp"
#include "risk/limits.hpp"
#include "risk/protections.hpp"
#include "risk/risk_state.hpp"
#include "risk/sizing.hpp"

/// How the settings of this library are written in a file; docs/config.md is printed from it.
namespace argosy::risk {

void describe(Described<Cap>& d);
void describe(Described<Limits>& d);
/// One limit by its name in a file ("daily_loss.amount"), from text. Errors: not_found naming the nearest;
/// invalid_argument for what is out of range; those of parsing it.
[[nodiscard]] Result<> set_limit(Limits& limits, std::string_view name, std::string_view text);

void describe(Described<RiskThresholds>& d);
void describe(Described<RiskStateSettings>& d);
void describe(Described<ProtectionSettings>& d);
void describe(Described<ProtectionSettings::StoplossGuard>& d);
void describe(Described<ProtectionSettings::DrawdownGuard>& d);
void describe(Described<ProtectionSettings::LowProfit>& d);
void describe(Described<FixedFraction>& d);
void describe(Described<FixedRisk>& d);
void describe(Described<VolatilityTarget>& d);
void describe(Described<CappedKelly>& d);
void describe(Described<SizingSettings>& d);

}  // namespace argosy::risk
