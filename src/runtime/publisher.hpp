#pragma once

#include <string_view>
#include <unordered_map>

#include "bus/bus.hpp"
#include "messages/subjects.hpp"
#include "runtime/simulation.hpp"

namespace argosy::runtime {

/// Tells the bus what happens in a simulation.
///
/// Ids of messages are made of what the message is about, so a restart that repeats a fact repeats its id. A fill is
/// caused by its order, an order by the ballot that decided it, as far back as the newest few thousand.
///
/// Thread safety: the simulation's thread.
/// Known limits:  what changes with every price (positions, portfolio, risk, equity) is told by publish_changes() only.
class Publisher final : private Listener {
public:
    /// All outlive it. Tells from now on.
    Publisher(Simulation& simulation, bus::Bus& bus, const messages::Subjects& subjects);
    ~Publisher() override;
    Publisher(const Publisher&) = delete;
    Publisher& operator=(const Publisher&) = delete;

    /// What is known from before, again: closed trades, alerts, open orders. For subscribers that were not there.
    void repeat();
    /// Positions, balances, portfolio, risk and a point of the equity curve, when an instant was played since last
    /// time. Called at a rate that suits people: ten times a second.
    void publish_changes();

private:
    void on_order(const domain::Order& order) override;
    void on_fill(const domain::Fill& fill) override;
    void on_ballot(const domain::Ballot& ballot) override;
    void on_alert(const domain::Alert& alert) override;
    void on_trade(const domain::RoundTrip& trade) override;
    void on_bar(const domain::BarClosed& bar) override;
    void on_step() override { changed_ = true; }

    void publish_positions();
    /// The envelope of a fact: kind and number name it within this journal.
    [[nodiscard]] bus::Envelope envelope(std::string_view source, std::string_view kind, std::uint64_t number,
                                         Time time, Uuid cause = {}) const;
    /// Of what may come twice within an instant and means something else each time.
    [[nodiscard]] bus::Envelope passing(std::string_view source, std::string_view kind);
    void remember(std::unordered_map<std::uint64_t, Uuid>& ids, std::uint64_t number, Uuid id);
    [[nodiscard]] static Uuid known(const std::unordered_map<std::uint64_t, Uuid>& ids, std::uint64_t number);

    Simulation& simulation_;
    bus::Topic<messages::MarketData>& market_data_;
    bus::Topic<messages::Signals>& signals_;
    bus::Topic<messages::Executions>& executions_;
    bus::Topic<messages::Positions>& positions_;
    bus::Topic<std::variant<messages::RiskState>>& risk_state_;
    bus::Topic<messages::Performance>& performance_;
    bus::Topic<messages::Alerts>& alerts_;
    std::unordered_map<std::uint64_t, Uuid> ballot_ids_, order_ids_;  // of the newest
    std::vector<bool> was_open_;                                      // by InstrumentId, when positions were last told
    std::uint64_t passed_ = 0;
    bool changed_ = true;
};

}  // namespace argosy::runtime
