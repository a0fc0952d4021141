#include "services/monitor/figures.hpp"

namespace argosy::services::monitor {
namespace {

std::string key_of(const std::string& name, const observe::Labels& labels) {
    std::string key = name;
    for (const auto& [label, value] : labels) key.append("\n").append(label).append("=").append(value);
    return key;
}

}  // namespace

void Figures::set(const std::string& name, const std::string& help, double value, const observe::Labels& labels) {
    const std::string key = key_of(name, labels);
    auto found = gauges_.find(key);
    if (found == gauges_.end()) found = gauges_.emplace(key, metrics_.gauge(name, help, labels)).first;
    found->second.set(value);
}

void Figures::count(const std::string& name, const std::string& help, double total, const observe::Labels& labels) {
    const std::string key = key_of(name, labels);
    auto found = counters_.find(key);
    if (found == counters_.end())
        found = counters_.emplace(key, Kept{.counter = metrics_.counter(name, help, labels)}).first;
    if (total > found->second.total) found->second.counter.add(total - found->second.total);
    found->second.total = total;
}

}  // namespace argosy::services::monitor
