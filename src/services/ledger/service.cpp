#include "services/ledger/service.hpp"

#include "services/ledger/alerts.hpp"
#include "services/ledger/audit.hpp"
#include "services/ledger/balances.hpp"
#include "services/ledger/cache.hpp"
#include "services/ledger/performance.hpp"
#include "services/ledger/trades.hpp"

namespace argosy::services::ledger {
namespace {

class Service final : public host::Service {
public:
    explicit Service(const Parts& parts) : parts_(parts), keeper_(parts_), balances_(parts_, keeper_) {}

    Result<> start() override {
        ARGOSY_TRY(keeper_.start(), "trades");
        ARGOSY_TRY(balances_.start(), "balances");
        add_trade_routes(parts_, keeper_);
        add_alert_routes(parts_, keeper_);
        add_cache_routes(parts_);
        add_performance_routes(parts_, keeper_);
        add_audit_routes(parts_, keeper_);
        balances_.add_routes();
        return {};
    }
    void stop() noexcept override {
        balances_.stop();
        keeper_.stop();
    }
    [[nodiscard]] host::Health health() const override { return keeper_.health(); }

private:
    const Parts parts_;
    Keeper keeper_;
    Balances balances_;
};

}  // namespace

host::ServiceSpec spec(Parts parts) {
    return {.name = "ledger", .needs = {}, .make = [parts]() -> Result<std::unique_ptr<host::Service>> {
                return std::make_unique<Service>(parts);
            }};
}

}  // namespace argosy::services::ledger
