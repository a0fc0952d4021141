#include "services/ledger/keeper.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>

#include "engine/engine.hpp"
#include "ledger/trades.hpp"
#include "runtime/views.hpp"
#include "services/ledger/alerts.hpp"

namespace argosy::services::ledger {

using store::TradeStatus;

namespace {

constexpr Duration retry_after = 1s;
/// Much longer than the journal takes to bring to the disk what was appended.
constexpr Duration mark_every = 1s;

Result<> put_trade(store::Tables& t, const store::Trade& trade) {
    ARGOSY_LET(const auto known, t.trades().find(trade.id), "trade");
    return known == trade ? Result<>{} : t.trades().put(trade);
}

Result<> put_alert(store::Tables& t, const store::Alert& alert) {
    ARGOSY_LET(const auto known, t.alerts().find(alert.id), "alert");
    return known ? Result<>{} : t.alerts().put(alert);  // told again, it would lose that it was resolved
}

}  // namespace

struct Keeper::State {
    std::atomic<std::uint64_t> waiting = 0;  ///< works under way
    std::atomic<bool> is_behind = false;     ///< something was not written
    mutable std::mutex mutex;
    std::string why;       ///< it was not; guarded by mutex
    bool is_over = false;  ///< loop's thread: nobody wants to hear any more

    void fell_behind(std::string_view reason) {
        const std::scoped_lock lock(mutex);
        why = reason;
        is_behind = true;
    }
};

Keeper::Keeper(const Parts& parts)
    : parts_(parts),
      names_(runtime::names_of(parts.core)),
      changes_(parts.writer, parts.loop),
      state_(std::make_shared<State>()) {}

Result<> Keeper::start() {
    ARGOSY_TRY(parts_.store.write([this](store::Tables& t) { return end_forgotten(t); }), "ledger");
    auto& bus = parts_.bus;
    subscriptions_.push_back(bus.topic(parts_.subjects.performance).subscribe([this](const auto& m) {
        if (const auto* trip = std::get_if<domain::RoundTrip>(&m.data)) on_trade(*trip);
    }));
    subscriptions_.push_back(bus.topic(parts_.subjects.alerts).subscribe([this](const auto& m) { on_alert(m.data); }));
    subscriptions_.push_back(bus.topic(parts_.subjects.positions).subscribe([this](const auto& m) {
        if (std::holds_alternative<messages::Portfolio>(m.data)) on_step();
    }));
    return {};
}

void Keeper::stop() noexcept {
    subscriptions_.clear();
    if (parts_.core.commit()) appended_ = {parts_.core.records(), parts_.core.now()};
    next_mark_ = {};
    note_journal();
    (void)parts_.writer.flush();  // an error was counted by the work that had it
    state_->is_over = true;
}

Result<> Keeper::end_forgotten(store::Tables& tables) const {
    std::vector<std::string> known;
    for (const auto& t : parts_.core.engine().trades().closed()) known.push_back(runtime::trade_id_of(t));
    for (const auto& t : parts_.core.engine().trades().open(parts_.core.engine().portfolio(), parts_.core.now()))
        known.push_back(runtime::trade_id_of(t));
    store::PageRequest page{.limit = store::PageRequest::limit_max, .cursor = {}};
    do {
        ARGOSY_LET(auto open, tables.trades().list({.status = TradeStatus::open}, page), "open trades");
        page.cursor = open.next;
        for (auto& trade : open.rows) {
            const bool goes_on = std::ranges::find(known, trade.id) != known.end();
            if (goes_on || !argosy::ledger::is_of_engine(trade)) continue;
            trade.status = TradeStatus::canceled;
            trade.pnl.reset();
            ARGOSY_TRY(tables.trades().put(trade), trade.id);
        }
    } while (!page.cursor.empty());
    return {};
}

store::Trade Keeper::kept(const domain::RoundTrip& trip, TradeStatus status) const {
    auto trade = argosy::ledger::trade_of(trip, runtime::trade_id_of(trip), status, names_);
    if (parts_.config_version) trade.config_version = parts_.config_version(trip.entry_time);
    return trade;
}

void Keeper::on_trade(const domain::RoundTrip& trip) {
    auto trade = kept(trip, TradeStatus::closed);
    open_.erase(trade.id);
    put(std::move(trade));
}

void Keeper::on_alert(const messages::Alerts& message) {
    if (const auto* resolved = std::get_if<messages::AlertResolved>(&message))
        return submit([id = resolved->alert_id, at = resolved->timestamp](store::Tables& t) -> Result<> {
            ARGOSY_TRY(t.alerts().resolve(id, at), "alert");
            return {};
        });
    submit(
        [alert = stored_alert(std::get<messages::Alert>(message))](store::Tables& t) { return put_alert(t, alert); });
}

void Keeper::on_step() {
    const bool may_try = state_->waiting == 0 && net::steady_time() >= next_try_ && !parts_.store.is_failed();
    if (may_try && state_->is_behind.exchange(false)) catch_up();
    note_open_trades();
    note_journal();
}

/// What had been appended when this looked last is on the disk by now, unless the journal has failed.
void Keeper::note_journal() {
    if (net::steady_time() < next_mark_) return;
    next_mark_ = net::steady_time() + mark_every;
    if (appended_.records > 0 && !parts_.core.failure())
        submit([mark = appended_](store::Tables& t) { return argosy::ledger::keep_mark(t, mark); });
    appended_ = {parts_.core.records(), parts_.core.now()};
}

/// A trade is written when it begins and when its size changes; what it is worth now is the core's to say.
void Keeper::note_open_trades() {
    const auto& engine = parts_.core.engine();
    for (const auto& trip : engine.trades().open(engine.portfolio(), parts_.core.now())) {
        const auto id = runtime::trade_id_of(trip);
        const auto known = open_.find(id);
        if (known != open_.end() && known->second == trip.qty_max) continue;
        open_[id] = trip.qty_max;
        put(kept(trip, TradeStatus::open));
    }
}

/// All at once, in one work: it fits into any queue.
void Keeper::catch_up() {
    next_try_ = net::steady_time() + retry_after;
    open_.clear();
    std::vector<store::Trade> trades;
    for (const auto& trip : parts_.core.engine().trades().closed()) trades.push_back(kept(trip, TradeStatus::closed));
    std::vector<store::Alert> alerts;
    for (const auto& alert : parts_.core.history().alerts())
        alerts.push_back(stored_alert(runtime::alert_of(parts_.core, alert)));
    submit([trades = std::move(trades), alerts = std::move(alerts)](store::Tables& t) -> Result<> {
        for (const auto& trade : trades) ARGOSY_TRY(put_trade(t, trade), trade.id);
        for (const auto& alert : alerts) ARGOSY_TRY(put_alert(t, alert), alert.id);
        return {};
    });
}

void Keeper::put(store::Trade trade) {
    submit([trade = std::move(trade)](store::Tables& t) { return put_trade(t, trade); });
}

void Keeper::submit(store::Work work) {
    ++state_->waiting;
    const auto taken = parts_.writer.submit(std::move(work), [state = state_](const Result<>& result) {
        if (!result) state->fell_behind(result.error().message());
        --state->waiting;
    });
    if (taken) return;
    --state_->waiting;
    state_->fell_behind(taken.error().message());
}

void Keeper::when_written(Task task) {
    if (state_->waiting == 0) return task();
    auto shared = std::make_shared<Task>(std::move(task));
    auto later = [state = state_, shared, &loop = parts_.loop](const Result<>&) {
        loop.post([state, shared] {
            if (!state->is_over) (*shared)();
        });
    };
    const auto nothing = [](store::Tables&) -> Result<> { return {}; };
    if (!parts_.writer.submit(nothing, std::move(later))) (*shared)();
}

host::Health Keeper::health() const {
    if (parts_.store.is_failed())
        return {host::Condition::down, "the store does not take any more: mend the disk and start again"};
    if (state_->is_behind) {
        const std::scoped_lock lock(state_->mutex);
        return {host::Condition::degraded, "the store is behind: something was not written yet: " + state_->why};
    }
    return {};
}

}  // namespace argosy::services::ledger
