#pragma once

#include <map>

#include "services/ledger/keeper.hpp"

namespace argosy::services::ledger {

/// What lies at each exchange: the newest that the bus told, kept in the store every few seconds.
class Balances {
public:
    Balances(const Parts& parts, Keeper& keeper);
    /// Reads what was kept, then listens. Errors: those of the store.
    Result<> start();
    void stop() noexcept;
    void add_routes();

private:
    using Key = std::pair<std::string, std::string>;  // venue, currency

    void on_balance(const messages::Balance& balance);
    void take(const store::Balance& row);
    void keep();
    [[nodiscard]] std::vector<store::Balance> rows_of(std::string_view venue) const;

    const Parts& parts_;
    Keeper& keeper_;
    std::map<Key, store::Balance> rows_;
    std::map<Key, Time> kept_;  // time of what the store has
    net::Timer timer_;
    bus::Subscription subscription_;
};

}  // namespace argosy::services::ledger
