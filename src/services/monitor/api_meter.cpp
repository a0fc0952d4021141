#include "services/monitor/api_meter.hpp"

namespace argosy::services::monitor {

ApiMeter::Series& ApiMeter::series_of(const std::string& service) {
    const auto found = series_.find(service);
    if (found != series_.end()) return found->second;
    auto seconds =
        metrics_.histogram("argosy_api_request_seconds", "How long answers of the API took.", {{"service", service}});
    return series_.emplace(service, Series{.seconds = seconds, .by_class = {}}).first->second;
}

void ApiMeter::answered(const api::Route& route, int status, Duration took) {
    ++requests_;
    if (status >= 500) ++errors_;
    const std::string service = route.service.empty() ? "other" : route.service;
    Series& series = series_of(service);
    series.seconds.observe(std::chrono::duration<double>(took).count());
    const int kind = status / 100;
    auto counter = series.by_class.find(kind);
    if (counter == series.by_class.end())
        counter = series.by_class
                      .emplace(kind, metrics_.counter("argosy_api_requests_total", "Answers of the API.",
                                                      {{"service", service}, {"status", std::to_string(kind) + "xx"}}))
                      .first;
    counter->second.add();
}

}  // namespace argosy::services::monitor
