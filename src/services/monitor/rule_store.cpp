#include "services/monitor/rule_store.hpp"

#include <algorithm>

#include "config/read.hpp"
#include "config/write.hpp"

namespace argosy::services::monitor {
namespace {

constexpr std::string_view collection = "alert_rules";

}  // namespace

Result<std::vector<AlertRule>> RuleStore::all(Time now) const {
    std::vector<AlertRule> out = defaults_;
    ARGOSY_LET(const auto page, store_.read([&](const store::Tables& t) {
        return t.documents().list({.collection = std::string(collection)}, {.limit = store::PageRequest::limit_max},
                                  now);
    }),
               "alert rules");
    for (const auto& document : page.rows) {
        auto rule = config::read_json<AlertRule>(document.body, "alert rule " + document.key);
        if (!rule) return fail(Errc::corrupt, rule.error().describe());
        const auto same = std::ranges::find(out, rule->name, &AlertRule::name);
        if (same == out.end())
            out.push_back(std::move(*rule));
        else
            *same = std::move(*rule);
    }
    return out;
}

Result<> RuleStore::put(const AlertRule& rule, Time now) {
    return store_.write([&](store::Tables& t) -> Result<> {
        ARGOSY_TRY(t.documents().put({.collection = std::string(collection),
                                      .key = rule.name,
                                      .body = config::json_line(rule),
                                      .updated = now},
                                     store::Expect::anything()),
                   "alert rule");
        return {};
    });
}

Result<> RuleStore::erase(const std::string& name, Time now) {
    return store_.write([&](store::Tables& t) -> Result<> {
        ARGOSY_LET(const bool there_was, t.documents().erase(collection, name, store::Expect::anything(), now), "");
        if (there_was) return {};
        return fail(Errc::not_found, "no alert rule " + name + " was changed or added",
                    "PUT enabled: false switches a rule of the program off");
    });
}

}  // namespace argosy::services::monitor
