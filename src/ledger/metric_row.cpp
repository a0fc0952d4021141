#include "ledger/metric_row.hpp"

#include "base/describe.hpp"

namespace argosy::ledger {

void describe(Described<MetricRow>& d) {
    using M = MetricRow;
    d.name("metric").field("name", &M::name).field("title", &M::title).field("value", &M::value);
    d.field("reason", &M::reason, {.doc = "Why there is no value."}).field("unit", &M::unit);
    d.field("definition", &M::definition);
    d.field("low", &M::low, {.doc = "Of the 95 % interval, where there is one."}).field("high", &M::high);
}

MetricRow row_of(const performance::Metric& m) {
    const auto& d = m.definition();
    MetricRow out{.name = std::string(d.name),
                  .title = std::string(d.title),
                  .value = m.value,
                  .reason = std::string(m.reason),
                  .unit = std::string(performance::to_string(d.unit)),
                  .definition = std::string(d.definition),
                  .low = {},
                  .high = {}};
    if (m.interval) out.low = m.interval->low, out.high = m.interval->high;
    return out;
}

std::vector<MetricRow> rows_of(std::span<const performance::Metric> metrics) {
    std::vector<MetricRow> out;
    for (const auto& m : metrics) out.push_back(row_of(m));
    return out;
}

}  // namespace argosy::ledger
