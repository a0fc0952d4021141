#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "domain/signal.hpp"

/// Consensus: several strategies' standing opinions on an instrument become one direction, with a ballot that
/// says who voted what and why the outcome is what it is.
///
/// The rules, in this order, applied to the voters whose opinion counts (given, not expired, regime allowed):
///  1. Fewer than `quorum` voters: the direction stays as it is (QUORUM_MISSING).
///  2. The direction with the most weight (configured weight × confidence) is the candidate; a draw has none.
///  3. The candidate's share of all counted weight must reach `agreement`. A candidate that does not reach it
///     leaves the position alone while the position's own direction still has `keep_agreement`
///     (AGREEMENT_MISSING); otherwise the outcome is hold: close the position (SUPPORT_LOST).
///  4. A veto voter that stands on anything but the candidate blocks it (VETO); going to hold cannot be vetoed.
namespace argosy::strategy {

struct Voter {
    StrategyId strategy;
    std::string name;
    double weight = 1;
    bool veto = false;
    std::vector<domain::Regime> only_in;  ///< regimes in which its vote counts; empty: all
};

struct ConsensusSettings {
    std::size_t quorum = 1;
    double agreement = 0.5;
    double keep_agreement = 0.34;
};

class Consensus {
public:
    /// Requires: at least one voter; weights > 0; agreement and keep_agreement in (0, 1].
    Consensus(ConsensusSettings settings, std::vector<Voter> voters, std::size_t instruments);

    /// Takes a voter's new opinion. `voter` is its index in the list given at construction.
    void record(std::size_t voter, const domain::Signal& signal) noexcept;
    /// Forgets a voter's opinions: it was switched off.
    void withdraw(std::size_t voter) noexcept;
    /// Some voter is heard in some regimes only: on_regime() must be told.
    [[nodiscard]] bool is_gated() const noexcept { return is_gated_; }
    /// The regime at a bar's close. A change is something to decide, as it may silence a voter or give it its voice.
    void on_regime(InstrumentId id, domain::Regime regime) noexcept {
        auto& s = states_[id.value()];
        s.changed = s.changed || regime != s.regime;
        s.regime = regime;
    }
    /// There is something to decide: an opinion or the regime changed, or an opinion expires by now.
    [[nodiscard]] bool due(InstrumentId id, Time now) const noexcept {
        const auto& s = states_[id.value()];
        return s.changed || s.next_expiry <= now;
    }

    /// Without a new opinion there is nothing to decide before. Requires: not gated.
    [[nodiscard]] Time quiet_until(InstrumentId id) const noexcept {
        const auto& s = states_[id.value()];
        return s.changed ? Time::min() : s.next_expiry;
    }

    struct Situation {
        InstrumentId instrument;
        Time now{};
        domain::Direction current = domain::Direction::hold;  ///< of the position held
        domain::Regime regime = domain::Regime::unknown;
        Price price;
    };
    /// Nobody reads ballots from here on: their votes and reasons may be left out.
    void be_silent() noexcept { is_silent_ = true; }
    /// Counts the votes; the ballot is complete but for its id. Its buffers are reused.
    void decide(const Situation& situation, domain::Ballot& ballot);

    [[nodiscard]] const std::vector<Voter>& voters() const noexcept { return voters_; }
    /// The voter's standing opinion; strategy is none when it never gave one.
    [[nodiscard]] const domain::Signal& standing(std::size_t voter, InstrumentId id) const noexcept {
        return standing_[id.value() * voters_.size() + voter];
    }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.standing_, self.states_); }

private:
    struct State {
        bool changed = false;
        Time next_expiry = time_max;
        domain::Regime regime = domain::Regime::unknown;  ///< told last
    };
    struct Tally {
        double weight[3] = {0, 0, 0};
        double strength[3] = {0, 0, 0};
        double total = 0;
        std::size_t counted = 0;
    };
    [[nodiscard]] Tally count(const Situation& situation, domain::Ballot& ballot);
    void conclude(const Tally& tally, const Situation& situation, domain::Ballot& ballot) const;
    [[nodiscard]] const Voter* vetoer(domain::Direction candidate, const domain::Ballot& ballot) const noexcept;

    ConsensusSettings settings_;
    std::vector<Voter> voters_;
    bool is_gated_;
    bool is_silent_ = false;
    std::vector<domain::Signal> standing_;  // instrument-major
    std::vector<State> states_;
};

}  // namespace argosy::strategy
