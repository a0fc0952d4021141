#include "runtime/simulation.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "backtest/session.hpp"
#include "codec/bytes.hpp"
#include "engine/engine.hpp"
#include "sim/venue.hpp"

namespace argosy::runtime {
namespace {

// Own record types of the journal, beside those of journal/record.hpp. Stored: they never change their meaning.
constexpr std::uint16_t head_record = journal::first_own_type;      // the configuration's hash
constexpr std::uint16_t step_record = journal::first_own_type + 1;  // an instant of the market is played

/// The person in the key of a wish.
std::string_view whose(std::string_view key) noexcept { return key.substr(0, key.find('/')); }

constexpr std::size_t instants_at_once = 256;  // as many as strategies are given ahead
/// Facts of a turn: well below what is kept of each kind, so that who hears of a trade still finds its ballot.
constexpr std::size_t held_max = History::rows_kept / 2;

constexpr auto type_of_record(journal::RecordType t) { return static_cast<std::uint16_t>(t); }

}  // namespace

Simulation::Simulation(SimulationConfig config, Options options, std::unique_ptr<domain::InstrumentTable> instruments)
    : config_(std::move(config)),
      options_(std::move(options)),
      instruments_(std::move(instruments)),
      venue_(std::make_unique<sim::Venue>(*instruments_, backtest::venue_settings(config_.run))),
      peak_(config_.run.account.balance) {}

Simulation::~Simulation() = default;

Result<std::unique_ptr<Simulation>> Simulation::open(SimulationConfig config, const strategy::Catalogue& strategies,
                                                     Options options) {
    ARGOSY_LET(auto s, make(config, strategies, options), "");
    if (s->from_snapshot_ != Resumed::half) return s;
    s.reset();  // it holds the journal
    options.snapshot_every = 0;
    return make(config, strategies, options);
}

Result<std::unique_ptr<Simulation>> Simulation::make(const SimulationConfig& config,
                                                     const strategy::Catalogue& strategies, const Options& options) {
    ARGOSY_LET(auto table, backtest::make_instruments(config.run), "simulation");
    ARGOSY_TRY(sim::validate(backtest::venue_settings(config.run)), "simulation");
    std::unique_ptr<Simulation> s(
        new Simulation(config, options, std::make_unique<domain::InstrumentTable>(std::move(table))));
    ARGOSY_TRY(s->set_up(strategies), "simulation");
    return s;
}

Result<> Simulation::set_up(const strategy::Catalogue& strategies) {
    ARGOSY_LET(engine_,
               engine::Engine::make({.instruments = *instruments_,
                                     .catalogue = strategies,
                                     .settings = backtest::engine_settings(config_.run),
                                     .account = backtest::account_settings(config_.run),
                                     .observer = this,
                                     .bars = this}),
               "engine");
    session_ = std::make_unique<backtest::Session>(*engine_, *venue_, nullptr, static_cast<backtest::Wire*>(this));
    ARGOSY_LET(source_, make_source(config_, *instruments_, options_.catalogue, strategies, *this), "market");
    now_ = source_->start();
    ARGOSY_TRY(engine::check_start(backtest::engine_settings(config_.run), strategies, now_), "engine");
    for (const auto& [currency, rate] : config_.run.account.rates) {
        ARGOSY_LET(const auto from, domain::parse_currency(currency), "account.rates");
        engine_->set_rate(from, rate, now_);
    }
    return options_.journal.empty() ? Result<>() : open_journal();
}

Result<> Simulation::open_journal() {
    ARGOSY_LET(auto tape,
               Tape::open({.folder = options_.journal, .durability = options_.durability, .segment_bytes = 4 << 20}),
               "journal");
    recovery_note_ = tape.recovery_note();
    tape_.emplace(std::move(tape));
    if (options_.snapshot_every > 0) from_snapshot_ = resume_snapshot();
    return from_snapshot_ == Resumed::half ? Result<>() : resume();
}

/// Plays the run again up to the end of the journal; commands come from it, everything else must come out the same.
Result<> Simulation::resume() {
    const bool is_new = !tape_->is_repeating() && from_snapshot_ == Resumed::no;
    if (from_snapshot_ == Resumed::no) write_head();
    while (tape_->is_repeating() && !tape_->failure()) {
        const auto& next = tape_->upcoming();
        if (next.type == type_of_record(journal::RecordType::command)) {
            auto decoded = codec::from_bytes<domain::Command>(next.payload);
            if (!decoded) return fail(Errc::corrupt, "a command in the journal cannot be read");
            now_ = next.time;
            (void)apply(*decoded);  // it was refused then as it is now
        } else if (!step()) {
            break;
        }
    }
    if (const auto why = tape_->failure())
        return fail(Errc::corrupt, *why, "start a new session with --new; this journal is kept beside it");
    if (tape_->is_repeating())
        return fail(Errc::corrupt,
                    fmt::format("the market ends at {}, before record {} of the journal: its data are fewer than they "
                                "were",
                                to_iso8601(now_), tape_->sequence() + 1),
                    "import the data again, or start a new session with --new; this journal is kept beside it");
    resumed_ = is_new ? 0 : tape_->sequence();
    return {};
}

void Simulation::write_head() {
    put(head_record, source_->start(), decisive_hash(config_));
    for (const auto& instrument : *instruments_)
        put_value(type_of_record(journal::RecordType::instrument), source_->start(), instrument);
}

bool Simulation::put(std::uint16_t type, Time time, std::string_view bytes) {
    return !tape_ || tape_->put(type, time, std::as_bytes(std::span(bytes)));
}

template <class T>
bool Simulation::put_value(std::uint16_t type, Time time, const T& value) {
    if (!tape_) return true;
    buffer_.clear();
    codec::append_bytes(buffer_, value);
    return tape_->put(type, time, buffer_.view());
}

bool Simulation::is_trading() const noexcept { return !engine_->checks().entries_blocked(); }

bool Simulation::step() {
    const Time at = source_->next_time();
    if (at == time_max || !begin_instant(at) || !source_->play_next(*session_)) return false;
    end_instant();
    return !failure();
}

bool Simulation::begin_instant(Time at) {
    if (!put(step_record, at, {})) return false;
    now_ = at;
    ++steps_;
    return true;
}

void Simulation::end_instant() {
    note_equity(engine_->equity());
    // The record keeps twice as many before it is cut, so that cutting costs next to nothing.
    if (engine_->trades().closed().size() >= 2 * History::trades_kept) engine_->forget_trades(History::trades_kept);
    tell([](Listener& l) { l.on_step(); });
    if (is_live_) keep_snapshot();
}

void Simulation::note_equity(Money equity) {
    peak_ = std::max(peak_, equity);
    history_.add({.time = now_, .equity = equity, .drawdown = 1 - equity.to_double() / peak_.to_double()});
}

bool Simulation::play_turn(Time until, const std::function<bool()>& may_go_on) {
    is_turn_ = true;
    bool goes_on = true;
    while (goes_on && source_->next_time() <= until && held_.beside_bars() < held_max && may_go_on())
        goes_on = play_instants(std::min(until, source_->ahead(instants_at_once)));
    return end_turn(goes_on);
}

/// To the very end: strategies may have been given the bars up to there (Session::on_calm).
bool Simulation::play_instants(Time until) {
    while (source_->next_time() <= until) {
        if (source_->play_calm(*session_, until) > 0)
            end_instant();
        else if (!step())
            return false;
        if (failure()) return false;
    }
    return source_->next_time() != time_max;
}

bool Simulation::end_turn(bool goes_on) {
    is_turn_ = false;
    if (commit())
        held_.tell(listeners_);
    else
        held_.forget();
    return goes_on && !failure();
}

/// The bars before the last are told here as step() tells each; the last is told when its consequences were played.
void Simulation::on_calm(InstrumentId instrument, Duration interval, std::span<const domain::Bar> bars,
                         const portfolio::EquityLine& equity) {
    const domain::Bar* before = nullptr;
    for (const auto& bar : bars) {
        if (before) note_calm({.instrument = instrument, .interval = interval, .bar = *before}, bar.open_time, equity);
        (void)begin_instant(bar.open_time + interval);
        before = &bar;
    }
}

/// A bar of a calm stretch has passed, and the next one opens, which is an instant of its own behind a gap.
void Simulation::note_calm(const domain::BarClosed& bar, Time next_open, const portfolio::EquityLine& equity) {
    on_bar_played(bar);
    note_equity(equity.at(bar.bar.close));
    tell([](Listener& l) { l.on_step(); });
    if (next_open == bar.close_time() || !begin_instant(next_open)) return;
    note_equity(equity.at(bar.bar.close));
    tell([](Listener& l) { l.on_step(); });
}

void Simulation::tell(auto&& call) {
    if (is_turn_) return call(held_);
    for (Listener* const l : listeners_) call(*l);
}

void Simulation::play_history() {
    while (steps_ < config_.history && step()) {
    }
    commit();
    is_live_ = true;
    keep_snapshot();
}

Result<> Simulation::command(const domain::Command& command) {
    const auto done = apply(command);
    const bool is_kept = commit();
    tell([](Listener& l) { l.on_step(); });
    if (!done) return fail(done.error().code(), std::string(done.error().message()), done.error().hint());
    if (is_kept) return {};
    return fail(Errc::unavailable,
                "it holds now, but not over a restart, for the journal cannot take it: " + failure().value_or("closed"),
                "mend the disk, start again and repeat it");
}

Result<> Simulation::apply(const domain::Command& command) {
    const auto* once = std::get_if<domain::PlaceOrderOnce>(&command);
    if (once && placement(once->key.view())) return apply_once(*once);
    const bool is_kept = put_value(type_of_record(journal::RecordType::command), now_, command);
    // A stop holds even when it cannot be remembered, and what is canceled can do no harm.
    if (!is_kept && !domain::is_protective(command))
        return fail(Errc::unavailable, "the journal cannot take the command: " + failure().value_or("closed"));
    auto done = session_->on_command(command, now_);
    if (once) remember(*once, done);
    return done;
}

const Simulation::Placement* Simulation::placement(std::string_view key) const {
    const auto found = placements_.find(std::string(key));
    return found == placements_.end() ? nullptr : &found->second;
}

/// Asked for again: the first answer holds, and nothing is done.
Result<> Simulation::apply_once(const domain::PlaceOrderOnce& command) {
    const Placement& first = *placement(command.key.view());
    if (first.digest != command.digest)
        return fail(Errc::invalid_argument, "the key was used for another order", "use a new key for each order");
    if (first.refusal.empty()) return {};
    return fail(first.code, first.refusal);
}

void Simulation::remember(const domain::PlaceOrderOnce& command, const Result<>& done) {
    Placement placed{.digest = command.digest, .order = {}, .code = Errc::rejected, .refusal = {}};
    if (done) {
        const auto id = engine_->last_placed();
        const auto order = std::ranges::find(history_.orders(), id, &domain::Order::id);
        if (order != history_.orders().end()) placed.order = *order;
    } else {
        placed.code = done.error().code();
        placed.refusal = done.error().message();
    }
    placed_keys_.emplace_back(command.key.view());
    placements_.insert_or_assign(placed_keys_.back(), std::move(placed));
    forget_oldest_of(whose(command.key.view()));
}

void Simulation::forget_oldest_of(std::string_view who) {
    const auto theirs = [who](std::string_view key) { return whose(key) == who; };
    if (std::ranges::count_if(placed_keys_, theirs) <= static_cast<std::ptrdiff_t>(placements_kept)) return;
    const auto oldest = std::ranges::find_if(placed_keys_, theirs);
    placements_.erase(*oldest);
    placed_keys_.erase(oldest);
}

std::vector<domain::Bar> Simulation::recent(InstrumentId instrument, Duration interval) const {
    const auto* series = history_.bars(instrument, interval);
    return series ? std::vector<domain::Bar>(series->bars.begin(), series->bars.end()) : std::vector<domain::Bar>{};
}

bool Simulation::before_send(std::span<const domain::VenueCommand> commands, Time at) {
    for (const auto& command : commands)
        if (!put_value(type_of_record(journal::RecordType::venue_command), at, command)) return false;
    return !is_live_ || is_turn_ || commit();
}

void Simulation::on_report(const domain::VenueEvent& event, Time at) {
    put_value(type_of_record(journal::RecordType::venue_event), at, event);
}

void Simulation::on_order(const domain::Order& order) { on_order_changed(order); }

void Simulation::on_order_changed(const domain::Order& order) {
    history_.put(order);
    tell([&](Listener& l) { l.on_order(order); });
}

void Simulation::on_fill(const domain::Fill& fill, const portfolio::FillOutcome&) {
    history_.add(fill);
    tell([&](Listener& l) { l.on_fill(fill); });
}

void Simulation::on_ballot(const domain::Ballot& ballot) {
    put_value(type_of_record(journal::RecordType::ballot), ballot.time, ballot);
    history_.add(ballot);
    tell([&](Listener& l) { l.on_ballot(ballot); });
}

void Simulation::on_alert(const domain::Alert& alert) {
    history_.add(alert);
    tell([&](Listener& l) { l.on_alert(alert); });
}

void Simulation::on_trade_closed(const domain::RoundTrip& trade) {
    history_.count(trade);
    tell([&](Listener& l) { l.on_trade(trade); });
}

void Simulation::on_bar_played(const domain::BarClosed& bar) {
    history_.on_bar_played(bar);
    tell([&](Listener& l) { l.on_bar(bar); });
}

}  // namespace argosy::runtime
