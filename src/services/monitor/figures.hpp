#pragma once

#include <map>
#include <string>

#include "observe/metrics.hpp"

namespace argosy::services::monitor {

/// Figures that are read elsewhere, put into the metrics: gauges by value, counters by what was added since last time.
class Figures {
public:
    explicit Figures(observe::Metrics& metrics) : metrics_(metrics) {}

    void set(const std::string& name, const std::string& help, double value, const observe::Labels& labels = {});
    /// total: since the process started; it never falls.
    void count(const std::string& name, const std::string& help, double total, const observe::Labels& labels = {});

private:
    struct Kept {
        observe::Counter counter;
        double total = 0;
    };
    observe::Metrics& metrics_;
    std::map<std::string, observe::Gauge> gauges_;
    std::map<std::string, Kept> counters_;
};

}  // namespace argosy::services::monitor
