#include "sim/settings.hpp"

#include <string>
#include <utility>

namespace argosy::sim {
namespace {

class Rules {
public:
    void add(bool holds, std::string_view text) {
        if (holds) return;
        if (!broken_.empty()) broken_ += "; ";
        broken_ += text;
    }
    [[nodiscard]] Result<> result() const {
        if (broken_.empty()) return {};
        return fail(Errc::invalid_argument, "simulated venue: " + broken_);
    }

private:
    std::string broken_;
};

void check(Rules& rules, const LatencyModel& model, std::string_view name) {
    const auto rule = [&](bool holds, std::string_view text) {
        rules.add(holds, "latency." + std::string(name) + "." + std::string(text));
    };
    rule(model.mean >= Duration::zero(), "mean must not be negative");
    rule(model.deviation >= Duration::zero(), "deviation must not be negative");
    rule(model.minimum >= Duration::zero(), "minimum must not be negative");
    rule(model.kind != LatencyKind::samples || !model.samples.empty(), "samples is empty");
    for (const Duration d : model.samples)
        if (d < Duration::zero()) return rule(false, "samples has a negative entry");
}

}  // namespace

Result<> validate(const Settings& s) {
    Rules rules;
    constexpr Ratio one = Ratio::from_int(1);
    rules.add(s.leverage >= one, "leverage must be at least 1");
    rules.add(!s.liquidation_fee.is_negative() && s.liquidation_fee < one, "liquidation_fee must be from 0 to below 1");
    rules.add(!s.traded_volume.is_negative(), "traded_volume must not be negative");
    rules.add(s.slippage.ticks >= 0, "slippage.ticks must not be negative");
    rules.add(!s.slippage.impact.is_negative() && s.slippage.impact < one, "slippage.impact must be from 0 to below 1");
    rules.add(!s.fills.participation.is_negative() && s.fills.participation <= one,
              "fills.participation must be from 0 to 1");
    rules.add(s.fills.queue_power >= 1 && s.fills.queue_power <= 8, "fills.queue_power must be from 1 to 8");
    for (const Balance& b : s.balances)
        rules.add(!b.currency.empty() && !b.amount.is_negative(),
                  "a balance needs a currency and must not be negative");
    check(rules, s.latency.feed, "feed");
    check(rules, s.latency.entry, "entry");
    check(rules, s.latency.response, "response");
    return rules.result();
}

std::string_view to_string(LatencyKind k) noexcept {
    switch (k) {
        case LatencyKind::constant: return "constant";
        case LatencyKind::normal: return "normal";
        case LatencyKind::samples: return "samples";
    }
    std::unreachable();
}

std::string_view to_string(SlippageKind k) noexcept {
    switch (k) {
        case SlippageKind::none: return "none";
        case SlippageKind::ticks: return "ticks";
        case SlippageKind::volume_share: return "volume_share";
        case SlippageKind::book_walk: return "book_walk";
    }
    std::unreachable();
}

std::string_view to_string(LimitFill f) noexcept { return f == LimitFill::through ? "through" : "touch"; }

std::string_view to_string(QueueModel q) noexcept {
    switch (q) {
        case QueueModel::none: return "none";
        case QueueModel::risk_averse: return "risk_averse";
        case QueueModel::probabilistic: return "probabilistic";
    }
    std::unreachable();
}

std::string_view to_string(MarginMode m) noexcept { return m == MarginMode::isolated ? "isolated" : "cross"; }

}  // namespace argosy::sim
