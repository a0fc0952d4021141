#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "report/names.hpp"
#include "report/sections.hpp"

namespace argosy::report {
namespace {

/// One step from profit before costs to net profit.
struct Step {
    std::string_view title;
    double from = 0, to = 0;
    std::string_view tone;

    [[nodiscard]] double low() const noexcept { return std::min(from, to); }
    [[nodiscard]] double high() const noexcept { return std::max(from, to); }
};

std::array<Step, 5> steps_of(const performance::Costs& costs, double net) {
    const double before = net + costs.total(), after_fees = before - costs.fees,
                 after_funding = after_fees - costs.funding;
    const auto tone = [](double change) { return change < 0 ? "loss" : "gain"; };
    return {{{"Before costs", 0, before, "whole"},
             {"Fees", before, after_fees, tone(-costs.fees)},
             {"Funding", after_fees, after_funding, tone(-costs.funding)},
             {"Slippage", after_funding, net, tone(-costs.slippage)},
             {"Net", 0, net, "whole"}}};
}

void write_step(HtmlWriter& w, const Step& step, double low, double high) {
    const double width = 100 / (high - low);
    w.raw("<div>").element("dt", step.title).raw("<dd class=num>").text(amount(step.to - step.from));
    w.raw("</dd><dd class=level aria-hidden=true><svg viewBox=\"0 0 100 10\" preserveAspectRatio=none>");
    w.raw(fmt::format(
        "<rect class={} x={:.2f} width={:.2f} height=10 /><rect class=zero x={:.2f} width=0.15 height=10 />", step.tone,
        (step.low() - low) * width, std::max((step.high() - step.low()) * width, 0.15), -low * width));
    w.raw("</svg></dd></div>");
}

}  // namespace

void write_costs(HtmlWriter& w, const performance::Costs& costs, double net) {
    const auto steps = steps_of(costs, net);
    double low = 0, high = 0;
    for (const auto& step : steps) {
        low = std::min(low, step.low());
        high = std::max(high, step.high());
    }
    if (low == high) return;
    w.raw("<dl class=costs aria-label=\"From profit before costs to net profit\">");
    for (const auto& step : steps) write_step(w, step, low, high);
    w.raw("</dl>");
}

}  // namespace argosy::report
