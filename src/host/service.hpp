#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace argosy::host {

/// Where a service is in its life; it only goes forward. `failed` can follow every other but `stopped`.
enum class State : std::uint8_t { fresh, starting, running, stopping, stopped, failed };

enum class Condition : std::uint8_t {
    healthy,
    degraded,  ///< works, with something missing: an old value, a channel that is down
    down,      ///< of no use now
};

struct Health {
    Condition condition = Condition::healthy;
    std::string detail;  ///< why it is not healthy, for people; empty when it is
};

/// A component with its subscriptions and its routes. It neither knows nor asks which others share its process.
///
/// Thread safety: all calls come from the host's thread, and return soon: work that takes long goes to other threads.
class Service {
public:
    virtual ~Service() = default;
    /// Everything it needs is running. Errors: any; the process does not come up then.
    virtual Result<> start() = 0;
    /// Nothing new; what is under way is finished or left so that a restart continues it. Called once, also after a
    /// start that failed.
    virtual void stop() noexcept = 0;
    [[nodiscard]] virtual Health health() const { return {}; }
    /// The settings may have changed (SIGHUP, a new version). Errors: the old settings stay in force.
    virtual Result<> reload() { return {}; }
};

/// What the host knows of a service before it exists.
struct ServiceSpec {
    std::string name;                ///< as in layouts: "market-data"
    std::vector<std::string> needs;  ///< services that must run first when they are in the same process
    std::function<Result<std::unique_ptr<Service>>()> make;
};

[[nodiscard]] std::string_view to_string(State) noexcept;
[[nodiscard]] std::string_view to_string(Condition) noexcept;

}  // namespace argosy::host
