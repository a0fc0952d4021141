#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "api/router.hpp"
#include "observe/metrics.hpp"

namespace argosy::services::monitor {

/// How the API answers: what a gate's answered() is told, as histograms by service and counts by status.
///
/// Thread safety: one thread. Requires: the metrics outlive it.
class ApiMeter {
public:
    explicit ApiMeter(observe::Metrics& metrics) : metrics_(metrics) {}

    void answered(const api::Route& route, int status, Duration took);

    [[nodiscard]] std::uint64_t requests() const noexcept { return requests_; }
    /// Answered with 5xx: ours to mend.
    [[nodiscard]] std::uint64_t errors() const noexcept { return errors_; }

private:
    struct Series {
        observe::Histogram seconds;
        std::map<int, observe::Counter> by_class;  ///< 2, 3, 4, 5
    };
    Series& series_of(const std::string& service);

    observe::Metrics& metrics_;
    std::map<std::string, Series> series_;
    std::uint64_t requests_ = 0, errors_ = 0;
};

}  // namespace argosy::services::monitor
