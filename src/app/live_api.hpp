#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/router.hpp"
#include "net/loop.hpp"
#include "runtime/simulation.hpp"
#include "runtime/views.hpp"

namespace argosy::app {

/// Routes of docs/api.md that no service has yet, on the loop's thread.
class LiveApi final {
public:
    /// The simulation outlives it. `version` is shown on the page.
    LiveApi(runtime::Simulation& simulation, std::string version);

    /// Adds the routes of docs/api.md.
    void add_routes(api::Router& router);
    /// Stops trading at once; also called by signals.
    [[nodiscard]] Result<> emergency_stop(std::string_view reason, bool flatten);

private:
    void add_reads(api::Router& router);
    void add_actions(api::Router& router);
    [[nodiscard]] Result<net::Response> act(const domain::Command& command);
    [[nodiscard]] Result<net::Response> emergency(const api::Call& call);
    [[nodiscard]] Result<net::Response> reset(const api::Call& call);
    [[nodiscard]] Result<net::Response> confirm_reset(std::string_view confirm);

    [[nodiscard]] runtime::StatusInfo info() const;

    runtime::Simulation& simulation_;
    std::string version_;
    Time started_at_;
    std::string reset_code_;  // offered and not used yet
    Duration reset_offered_{};
};

}  // namespace argosy::app
