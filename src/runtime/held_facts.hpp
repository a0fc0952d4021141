#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "runtime/listener.hpp"

namespace argosy::runtime {

/// What happened and must not be told before it is on the disk, in its order.
///
/// Thread safety: one owner thread.
class HeldFacts final : public Listener {
public:
    void on_order(const domain::Order& order) override { hold(orders_, order, Kind::order); }
    void on_fill(const domain::Fill& fill) override { hold(fills_, fill, Kind::fill); }
    void on_ballot(const domain::Ballot& ballot) override { hold(ballots_, ballot, Kind::ballot); }
    void on_alert(const domain::Alert& alert) override { hold(alerts_, alert, Kind::alert); }
    void on_trade(const domain::RoundTrip& trade) override { hold(trades_, trade, Kind::trade); }
    void on_bar(const domain::BarClosed& bar) override { hold(bars_, bar, Kind::bar); }
    void on_step() override { has_stepped_ = true; }

    /// Of all kinds but bars.
    [[nodiscard]] std::size_t beside_bars() const noexcept { return order_.size() - bars_.size(); }
    /// Tells everything to all of them, of the instants the last one alone, and forgets it.
    void tell(std::span<Listener* const> listeners);
    void forget() noexcept;

private:
    enum class Kind : std::uint8_t { order, fill, ballot, alert, trade, bar };

    template <class T>
    void hold(std::vector<T>& facts, const T& fact, Kind kind) {
        facts.push_back(fact);
        order_.push_back(kind);
    }
    void tell(Listener& listener) const;

    std::vector<Kind> order_;
    std::vector<domain::Order> orders_;
    std::vector<domain::Fill> fills_;
    std::vector<domain::Ballot> ballots_;
    std::vector<domain::Alert> alerts_;
    std::vector<domain::RoundTrip> trades_;
    std::vector<domain::BarClosed> bars_;
    bool has_stepped_ = false;
};

}  // namespace argosy::runtime
