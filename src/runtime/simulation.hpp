#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "backtest/wire.hpp"
#include "codec/bytes.hpp"
#include "domain/command.hpp"
#include "engine/bar_history.hpp"
#include "engine/observer.hpp"
#include "runtime/config.hpp"
#include "runtime/held_facts.hpp"
#include "runtime/history.hpp"
#include "runtime/market_source.hpp"
#include "runtime/tape.hpp"

namespace argosy::backtest {
class Session;
}
namespace argosy::data {
class Catalogue;
}
namespace argosy::engine {
class Engine;
}
namespace argosy::sim {
class Venue;
}
namespace argosy::strategy {
class Catalogue;
}

/// The running simulation: a market, an engine and a simulated venue, journaled so that it survives kill -9.
namespace argosy::runtime {

/// Thread safety: one owner thread.
/// Invariants: a command reaches the venue only after it is in the journal; opened again on the same journal, the
///             simulation is in the state that it had after the last record, to the last bit; what play_turn plays is
///             told only when it is on the disk.
/// Known limits: a restart from a snapshot does not read the journal before it (argosy journal verify does);
///               the journal belongs to one configuration and one program; another one is refused at the first
///               difference (a new session keeps the old journal beside it).
class Simulation final : private engine::Observer,
                         private engine::BarHistory,
                         private backtest::Wire,
                         private BarListener {
public:
    struct Options {
        std::filesystem::path journal;  ///< folder; empty: nothing is journaled
        journal::Durability durability = journal::Durability::group;
        const data::Catalogue* catalogue = nullptr;  ///< for replays
        /// Records between two snapshots of the state, which are written while it is live; a restart repeats at most
        /// so many. Zero: none are written or read.
        std::uint64_t snapshot_every = 200'000;
    };
    /// Starts, or continues where the journal ends. Errors: those of the configuration, of the journal, and corrupt
    /// when the journal does not repeat.
    [[nodiscard]] static Result<std::unique_ptr<Simulation>> open(SimulationConfig config,
                                                                  const strategy::Catalogue& strategies,
                                                                  Options options);
    ~Simulation() override;

    /// Plays the next instant of the market. False: it is over, or the journal failed.
    bool step();
    /// Plays the instants up to `until`, as step() would each, for as long as `may_go_on` says so, which is asked every
    /// few hundred: a market that is played faster than people can follow. Everything is journaled in the same order
    /// with the same bytes, but synced once, at the end; nothing of it is told before, and never when that fails.
    /// False: as step().
    bool play_turn(Time until, const std::function<bool()>& may_go_on);
    /// Plays the configured history when this is the first start.
    void play_history();
    /// What a person asks; journaled first. Errors: those of engine::Engine::on_command; unavailable when the journal
    /// failed: then only what domain::is_protective is done all the same.
    [[nodiscard]] Result<> command(const domain::Command& command);

    /// What became of a domain::PlaceOrderOnce when it was first asked for: the same after a restart.
    struct Placement {
        std::uint64_t digest = 0;
        domain::Order order;         ///< as it was then; its id is none when the order was refused
        Errc code = Errc::rejected;  ///< of the refusal
        std::string refusal;         ///< empty: it was placed
    };
    static constexpr std::size_t placements_kept =
        4'096;  ///< of each person; their name is what is before the first '/'
    /// Null: nothing was asked for under this key, or long ago.
    [[nodiscard]] const Placement* placement(std::string_view key) const;
    /// Everything so far is on the disk. False after a failure.
    bool commit() { return !tape_ || tape_->commit(); }

    /// Tells this one too, until it is told to forget it. Requires: the listener outlives that.
    void listen(Listener& listener) { listeners_.push_back(&listener); }
    void forget(Listener& listener) noexcept { std::erase(listeners_, &listener); }
    [[nodiscard]] const SimulationConfig& config() const noexcept { return config_; }
    [[nodiscard]] engine::Engine& engine() noexcept { return *engine_; }
    [[nodiscard]] const engine::Engine& engine() const noexcept { return *engine_; }
    [[nodiscard]] const sim::Venue& venue() const noexcept { return *venue_; }
    [[nodiscard]] const History& history() const noexcept { return history_; }
    [[nodiscard]] const MarketSource& source() const noexcept { return *source_; }
    [[nodiscard]] const domain::InstrumentTable& instruments() const noexcept { return *instruments_; }
    [[nodiscard]] Time now() const noexcept { return now_; }
    [[nodiscard]] std::uint64_t steps() const noexcept { return steps_; }
    [[nodiscard]] bool is_trading() const noexcept;
    /// It went on from a snapshot and repeated only the records behind it.
    [[nodiscard]] bool is_from_snapshot() const noexcept { return from_snapshot_ == Resumed::yes; }
    /// A checksum over everything that a snapshot keeps; none when there is no snapshot of it now.
    [[nodiscard]] std::optional<std::uint64_t> state_digest();
    /// Records repeated at the start: zero for a new session.
    [[nodiscard]] std::uint64_t resumed_records() const noexcept { return resumed_; }
    /// Records of the journal so far, the newest perhaps not on the disk yet; zero when nothing is journaled.
    [[nodiscard]] std::uint64_t records() const noexcept { return tape_ ? tape_->sequence() : 0; }
    [[nodiscard]] std::optional<std::string> failure() const { return tape_ ? tape_->failure() : std::nullopt; }
    [[nodiscard]] const std::string& recovery_note() const noexcept { return recovery_note_; }

private:
    enum class Resumed : std::uint8_t { no, yes, half };  ///< half: this object is of no use any more

    Simulation(SimulationConfig config, Options options, std::unique_ptr<domain::InstrumentTable> instruments);
    static Result<std::unique_ptr<Simulation>> make(const SimulationConfig& config,
                                                    const strategy::Catalogue& strategies, const Options& options);
    Result<> set_up(const strategy::Catalogue& strategies);
    Result<> open_journal();
    Result<> resume();
    void write_head();
    bool begin_instant(Time at);
    void end_instant();
    void note_equity(Money equity);
    void note_calm(const domain::BarClosed& bar, Time next_open, const portfolio::EquityLine& equity);
    bool play_instants(Time until);
    bool end_turn(bool goes_on);
    /// To all listeners, at once or at the end of the turn.
    void tell(auto&& call);

    // Snapshots.
    void parts(this auto& self, auto& archive);
    [[nodiscard]] bool save(ArchiveWriter& archive);
    [[nodiscard]] bool load(ArchiveReader& archive);
    /// Writes one when it is time.
    void keep_snapshot();
    /// Takes over the one that is there, if it belongs to this program, configuration and journal.
    [[nodiscard]] Resumed resume_snapshot();

    bool put(std::uint16_t type, Time time, std::string_view bytes);
    template <class T>
    bool put_value(std::uint16_t type, Time time, const T& value);
    Result<> apply(const domain::Command& command);
    Result<> apply_once(const domain::PlaceOrderOnce& command);
    void remember(const domain::PlaceOrderOnce& command, const Result<>& done);
    void forget_oldest_of(std::string_view who);
    [[nodiscard]] std::vector<domain::Bar> recent(InstrumentId instrument, Duration interval) const override;

    bool before_send(std::span<const domain::VenueCommand> commands, Time at) override;
    void on_report(const domain::VenueEvent& event, Time at) override;
    void on_calm(InstrumentId instrument, Duration interval, std::span<const domain::Bar> bars,
                 const portfolio::EquityLine& equity) override;
    void on_order(const domain::Order& order) override;
    void on_order_changed(const domain::Order& order) override;
    void on_fill(const domain::Fill& fill, const portfolio::FillOutcome& outcome) override;
    void on_ballot(const domain::Ballot& ballot) override;
    void on_alert(const domain::Alert& alert) override;
    void on_trade_closed(const domain::RoundTrip& trade) override;
    void on_bar_played(const domain::BarClosed& bar) override;

    SimulationConfig config_;
    Options options_;
    std::unique_ptr<domain::InstrumentTable> instruments_;
    std::unique_ptr<engine::Engine> engine_;
    std::unique_ptr<sim::Venue> venue_;
    std::unique_ptr<backtest::Session> session_;
    std::unique_ptr<MarketSource> source_;
    std::optional<Tape> tape_;
    codec::ByteBuffer buffer_;
    History history_;
    std::vector<Listener*> listeners_;
    Time now_{};
    std::uint64_t steps_ = 0;
    std::uint64_t resumed_ = 0;
    std::uint64_t snapshot_due_ = options_.snapshot_every;  // the next one, at this record
    Resumed from_snapshot_ = Resumed::no;
    Money peak_;
    std::unordered_map<std::string, Placement> placements_;
    std::deque<std::string> placed_keys_;  // the oldest first
    bool is_live_ = false;                 // what is sent now must be on the disk first
    std::string recovery_note_;
    HeldFacts held_;        // of this turn
    bool is_turn_ = false;  // everything in it will be on the disk before anybody hears of it
};

}  // namespace argosy::runtime
