#pragma once

#include <string>
#include <vector>

#include "services/monitor/alert_rules.hpp"
#include "store/store.hpp"

namespace argosy::services::monitor {

/// Alert rules: those of the program, with what people changed and added kept in the store.
class RuleStore {
public:
    RuleStore(store::Store& store, std::vector<AlertRule> defaults) : store_(store), defaults_(std::move(defaults)) {}

    void set_defaults(std::vector<AlertRule> defaults) { defaults_ = std::move(defaults); }
    /// Errors: those of the store; corrupt for a rule that cannot be read.
    [[nodiscard]] Result<std::vector<AlertRule>> all(Time now) const;
    [[nodiscard]] Result<> put(const AlertRule& rule, Time now);
    /// Forgets what was kept. Errors: not_found.
    [[nodiscard]] Result<> erase(const std::string& name, Time now);

private:
    store::Store& store_;
    std::vector<AlertRule> defaults_;
};

}  // namespace argosy::services::monitor
