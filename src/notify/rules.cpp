#include "notify/rules.hpp"

#include <algorithm>

#include "base/describe.hpp"

namespace argosy::notify {

bool QuietHours::holds_back(const Notice& notice, Time now) const noexcept {
    if (from == to || notice.level >= urgent) return false;
    const Duration at = now - floor_to(now, 24h);
    return from < to ? from <= at && at < to : at >= from || at < to;
}

bool Rule::takes(const Notice& notice) const noexcept {
    return notice.level >= level_min &&
           (categories.empty() || std::ranges::find(categories, notice.category) != categories.end());
}

void describe(Described<QuietHours>& d) {
    using Q = QuietHours;
    d.name("quiet_hours").doc("Hours in which only urgent news is sent. Equal ends: none.");
    d.field("from", &Q::from, {.min = 0s, .below = 24h, .doc = "Since 00:00 UTC."});
    d.field("to", &Q::to, {.min = 0s, .below = 24h, .doc = "Since 00:00 UTC; before `from`: past midnight."});
    d.field("urgent", &Q::urgent, {.doc = "News of this level is sent all the same."});
}

void describe(Described<Rule>& d) {
    using R = Rule;
    d.name("notification_rule").doc("Which news goes where.");
    d.field("name", &R::name, {.required = true, .doc = "Unique."});
    d.field("level_min", &R::level_min, {.doc = "Lowest level."});
    d.field("categories", &R::categories, {.doc = "risk, order, trade, data, system; empty: all."});
    d.field("channels", &R::channels, {.items_min = 1, .required = true, .doc = "Names of channels."});
    d.field("text", &R::text, {.doc = "Template: {level} {category} {message} {time} and the details of the news."});
    d.field("quiet", &R::quiet, {.doc = "Quiet hours."});
    d.field("repeat_after", &R::repeat_after, {.min = 0s, .doc = "The same news is sent again after this."});
    d.field("hourly_max", &R::hourly_max, {.min = 1, .max = 10'000, .unit = "messages", .doc = "At most, an hour."});
    d.check([](const Rule& rule) { return check_template(rule.text); });
}

}  // namespace argosy::notify
