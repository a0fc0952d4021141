#include "services/analytics/service.hpp"

#include "services/analytics/figures.hpp"
#include "services/analytics/reports.hpp"

namespace argosy::services::analytics {
namespace {

class Service final : public host::Service {
public:
    explicit Service(Parts parts) : parts_(std::move(parts)), changes_(parts_.writer, parts_.loop) {}

    Result<> start() override {
        add_figure_routes(parts_);
        add_report_routes(parts_, changes_);
        return {};
    }
    void stop() noexcept override {}

private:
    const Parts parts_;
    audit::Changes changes_;
};

}  // namespace

host::ServiceSpec spec(Parts parts) {
    return {.name = "analytics", .needs = {}, .make = [parts]() -> Result<std::unique_ptr<host::Service>> {
                return std::make_unique<Service>(parts);
            }};
}

}  // namespace argosy::services::analytics
