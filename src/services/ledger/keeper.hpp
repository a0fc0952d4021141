#pragma once

#include <memory>
#include <string>

#include "audit/changes.hpp"
#include "codec/json.hpp"
#include "ledger/journal_mark.hpp"
#include "services/ledger/service.hpp"

namespace argosy::services::ledger {

/// Keeps the store in step with the core, and writes what people change.
///
/// Thread safety: the loop's thread.
class Keeper {
public:
    explicit Keeper(const Parts& parts);
    Keeper(const Keeper&) = delete;
    Keeper& operator=(const Keeper&) = delete;

    /// Ends open trades that the core does not know any more (a new session), then listens. Errors: those of the store.
    Result<> start();
    /// Listens no more; what was submitted is on the disk.
    void stop() noexcept;

    using Task = std::move_only_function<void()>;
    /// Calls the task once everything folded so far is written: soon, on the loop's thread; at once when nothing waits.
    void when_written(Task task);
    /// What people change.
    [[nodiscard]] audit::Changes& changes() noexcept { return changes_; }
    /// A write that nobody waits for; when it fails, all is folded again.
    void submit(store::Work work);

    [[nodiscard]] host::Health health() const;

private:
    struct State;
    [[nodiscard]] store::Trade kept(const domain::RoundTrip& trip, store::TradeStatus status) const;
    void on_trade(const domain::RoundTrip& trip);
    void on_alert(const messages::Alerts& alert);
    void on_step();
    void note_open_trades();
    void note_journal();
    void catch_up();
    void put(store::Trade trade);
    [[nodiscard]] Result<> end_forgotten(store::Tables& tables) const;

    const Parts& parts_;
    codec::Names names_;
    audit::Changes changes_;
    std::shared_ptr<State> state_;                  // shared with works that are under way
    std::map<std::string, Qty, std::less<>> open_;  // trades that are kept as open, and their size
    Duration next_try_{}, next_mark_{};             // by the steady clock
    argosy::ledger::JournalMark appended_;          // a while ago
    std::vector<bus::Subscription> subscriptions_;
};

}  // namespace argosy::services::ledger
