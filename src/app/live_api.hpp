#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/router.hpp"
#include "net/fanout.hpp"
#include "runtime/simulation.hpp"
#include "runtime/views.hpp"

namespace argosy::app {

/// The API and live stream of a running simulation (docs/api.md), on the loop's thread.
///
/// Rates: a change of equity, positions or bars is sent at most ten times a second, so that a fast replay does not
///        drown the page.
class LiveApi final : private runtime::Listener {
public:
    /// The parts outlive it. `version` is shown on the page.
    LiveApi(net::Loop& loop, runtime::Simulation& simulation, std::string version);
    ~LiveApi() override;

    /// Adds the routes of docs/api.md.
    void add_routes(api::Router& router);
    /// Stops trading at once; also called by signals.
    [[nodiscard]] Result<> emergency_stop(std::string_view reason, bool flatten);

private:
    void add_reads(api::Router& router);
    void add_actions(api::Router& router);
    void add_stream(api::Router& router);
    [[nodiscard]] Result<net::Response> act(const domain::Command& command);
    [[nodiscard]] Result<net::Response> emergency(const api::Call& call);
    [[nodiscard]] Result<net::Response> reset(const api::Call& call);
    [[nodiscard]] Result<net::Response> confirm_reset(std::string_view confirm);
    [[nodiscard]] Result<net::Response> signals(const api::Call& call) const;
    [[nodiscard]] Result<net::Response> bars(const api::Call& call) const;

    void publish(std::string_view type, std::string_view data);
    void publish_changes();
    [[nodiscard]] runtime::StatusInfo info() const;
    [[nodiscard]] std::string message(std::string_view type, std::string_view data) const;

    void on_order(const domain::Order& order) override;
    void on_fill(const domain::Fill& fill) override;
    void on_ballot(const domain::Ballot& ballot) override;
    void on_alert(const domain::Alert& alert) override;
    void on_trade(const domain::RoundTrip& trade) override;
    void on_bar(const domain::BarClosed& bar) override;
    void on_step() override { changed_ = true; }

    runtime::Simulation& simulation_;
    std::string version_;
    Time started_at_;
    std::uint64_t seq_ = 0;
    bool changed_ = false;
    bool can_send_ = false;   // events of the history that is played at start are in the snapshot
    std::string reset_code_;  // offered and not used yet
    Duration reset_offered_{};
    std::vector<domain::BarClosed> new_bars_;  // the newest of each instrument since the last publication
    net::Fanout fanout_;
    net::Timer changes_, heartbeat_;
};

}  // namespace argosy::app
