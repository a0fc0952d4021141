#include "base/json_writer.hpp"
#include "report/report.hpp"

namespace argosy::report {
namespace {

void write_metric(JsonWriter& w, const performance::Metric& m) {
    w.begin_object();
    w.key("title").value(m.definition().title);
    if (m.value) w.key("value").value(*m.value);
    else w.key("value").null().key("reason").value(m.reason);
    if (m.interval) {
        w.key("interval_95").begin_array().value(m.interval->low).value(m.interval->high).end_array();
    }
    w.key("unit").value(performance::to_string(m.definition().unit));
    w.key("definition").value(m.definition().definition);
    w.end_object();
}

}  // namespace

}  // namespace argosy::report
