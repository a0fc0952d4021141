#include "services/monitor/routes.hpp"

namespace argosy::services::monitor {
namespace {

using api::Call;
using net::Method;

struct Rules {
    std::vector<AlertRule> rules;
};
void describe(Described<Rules>& d) { d.name("alert_rules").field("rules", &Rules::rules); }

struct RuleName {
    std::string name;
};
void describe(Described<RuleName>& d) { d.name("alert_rule_name").field("name", &RuleName::name); }

std::vector<std::string> one_rule() { return {"/api/v1/monitoring/rules/{name}", "/api/monitoring/rules/{name}"}; }

}  // namespace

void add_rule_routes(api::Router& router, Watch& w) {
    endpoint(router, route(Method::get, {"/api/v1/monitoring/rules", "/api/monitoring/rules"}, "alert rules"),
             [&w](const api::Nothing&, const Call&) -> Result<Rules> { return Rules{w.alerts().rules()}; });
    endpoint(router, route(Method::put, one_rule(), "adds or changes a rule", api::Role::admin),
             [&w](const AlertRule& in, const Call&) -> Result<AlertRule> {
                 ARGOSY_TRY(w.put_rule(in), "");
                 return in;
             });
    endpoint(router, route(Method::delete_, one_rule(), "the rule as the program has it, or none", api::Role::admin),
             [&w](const RuleName& in, const Call&) -> Result<Rules> {
                 ARGOSY_TRY(w.erase_rule(in.name), "");
                 return Rules{w.alerts().rules()};
             });
}

}  // namespace argosy::services::monitor
