#include "strategy/consensus.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <iterator>

#include "base/assert.hpp"
#include "strategy/reason.hpp"

namespace argosy::strategy {
namespace {

using domain::Direction;

constexpr std::size_t slot(Direction d) noexcept { return static_cast<std::size_t>(static_cast<int>(d) + 1); }

/// The heaviest direction, or nothing on a draw.
const Direction* heaviest(const double (&weight)[3]) noexcept {
    static constexpr Direction directions[] = {Direction::sell, Direction::hold, Direction::buy};
    const auto best = std::max_element(std::begin(weight), std::end(weight));
    if (*best == 0 || std::count(std::begin(weight), std::end(weight), *best) > 1) return nullptr;
    return &directions[best - std::begin(weight)];
}

bool same_opinion(const domain::Signal& a, const domain::Signal& b) noexcept {
    return a.strategy == b.strategy && a.direction == b.direction && a.strength == b.strength &&
           a.confidence == b.confidence && a.stop_price == b.stop_price;
}

/// A share as {:.2f} writes it. Near the middle between two hundredths the last bits decide, which only exact
/// formatting knows.
void add_share(ReasonText& text, double share) {
    const double hundredths = share * 100;
    if (std::abs(hundredths - std::floor(hundredths) - 0.5) > 1e-6) return text.add(Fixed{share, 2});
    text.add(fmt::format("{:.2f}", share));
}

/// Puts the reason into words, when anybody reads it: add(text) writes them.
template <class Add>
void because(domain::Ballot& ballot, bool is_silent, Add&& add) {
    if (is_silent) return;
    ReasonText text;
    add(text);
    ballot.reason = text.text();
}

/// "AGREEMENT_MISSING: 0.33 < 0.50"
void because_below(domain::Ballot& ballot, bool is_silent, std::string_view code, double share, double needed) {
    because(ballot, is_silent, [&](ReasonText& text) {
        text.add(code);
        add_share(text, share);
        text.add(" < ");
        add_share(text, needed);
    });
}

}  // namespace

Consensus::Consensus(ConsensusSettings settings, std::vector<Voter> voters, std::size_t instruments)
    : settings_(settings),
      voters_(std::move(voters)),
      is_gated_(std::ranges::any_of(voters_, [](const Voter& v) { return !v.only_in.empty(); })),
      standing_(voters_.size() * instruments),
      states_(instruments) {
    ARGOSY_ASSERT(!voters_.empty(), "a consensus needs a voter");
    ARGOSY_ASSERT(settings_.agreement > 0 && settings_.agreement <= 1, "agreement lies in (0, 1]");
    ARGOSY_ASSERT(settings_.keep_agreement > 0 && settings_.keep_agreement <= 1, "keep_agreement lies in (0, 1]");
    for (const auto& v : voters_) ARGOSY_ASSERT(v.weight > 0, "a voter's weight is positive");
}

void Consensus::record(std::size_t voter, const domain::Signal& signal) noexcept {
    auto& standing = standing_[signal.instrument.value() * voters_.size() + voter];
    auto& state = states_[signal.instrument.value()];
    const bool fresh = standing.expires_at > signal.time;  // repeating an expired opinion is news
    state.changed = state.changed || !fresh || !same_opinion(standing, signal);
    state.next_expiry = std::min(state.next_expiry, signal.expires_at);
    standing = signal;
}

void Consensus::withdraw(std::size_t voter) noexcept {
    for (std::size_t i = 0; i < states_.size(); ++i) {
        standing_[i * voters_.size() + voter] = {};
        states_[i].changed = true;
    }
}

Consensus::Tally Consensus::count(const Situation& s, domain::Ballot& ballot) {
    Tally tally;
    auto& state = states_[s.instrument.value()];
    state.changed = false;
    state.next_expiry = time_max;
    ballot.votes.resize(voters_.size());
    for (std::size_t v = 0; v < voters_.size(); ++v) {
        const auto& signal = standing(v, s.instrument);
        const auto& voter = voters_[v];
        const bool given = !signal.strategy.is_none(), alive = signal.expires_at > s.now;
        const bool allowed = voter.only_in.empty() || std::ranges::find(voter.only_in, s.regime) != voter.only_in.end();
        domain::Vote& vote = ballot.votes[v];
        vote.strategy = voter.strategy;
        vote.direction = signal.direction;
        vote.weight = voter.weight * signal.confidence;
        vote.strength = signal.strength;
        vote.counted = given && alive && allowed;
        vote.veto = voter.veto;
        if (!is_silent_)
            vote.reason = !given ? "no opinion yet" : !alive ? "expired" : !allowed ? "not its regime" : signal.reason;
        if (alive) state.next_expiry = std::min(state.next_expiry, signal.expires_at);
        if (!vote.counted) continue;
        ++tally.counted;
        tally.total += vote.weight;
        tally.weight[slot(vote.direction)] += vote.weight;
        tally.strength[slot(vote.direction)] += vote.weight * vote.strength;
    }
    return tally;
}

const Voter* Consensus::vetoer(Direction candidate, const domain::Ballot& ballot) const noexcept {
    for (std::size_t v = 0; v < voters_.size(); ++v)
        if (ballot.votes[v].veto && ballot.votes[v].counted && ballot.votes[v].direction != candidate)
            return &voters_[v];
    return nullptr;
}

void Consensus::decide(const Situation& situation, domain::Ballot& ballot) {
    ballot.instrument = situation.instrument;
    ballot.time = situation.now;
    ballot.regime = situation.regime;
    ballot.price = situation.price;
    conclude(count(situation, ballot), situation, ballot);
}

void Consensus::conclude(const Tally& tally, const Situation& s, domain::Ballot& ballot) const {
    ballot.outcome = s.current;
    ballot.agreement = ballot.strength = 0;
    if (tally.counted < settings_.quorum)
        return because(ballot, is_silent_, [&](ReasonText& text) {
            text.add("QUORUM_MISSING: ");
            text.add(tally.counted);
            text.add(" of ");
            text.add(settings_.quorum);
            text.add(" voters");
        });
    const Direction* candidate = heaviest(tally.weight);
    const double share = candidate ? tally.weight[slot(*candidate)] / tally.total : 0;
    ballot.agreement = share;
    if (!candidate || share < settings_.agreement) {
        const double kept = tally.total > 0 ? tally.weight[slot(s.current)] / tally.total : 0;
        if (s.current == Direction::hold || kept >= settings_.keep_agreement)
            return because_below(ballot, is_silent_, "AGREEMENT_MISSING: ", share, settings_.agreement);
        ballot.outcome = Direction::hold;
        return because_below(ballot, is_silent_, "SUPPORT_LOST: ", kept, settings_.keep_agreement);
    }
    if (const Voter* by = *candidate == Direction::hold ? nullptr : vetoer(*candidate, ballot)) {
        // A veto stops what it objects to; it does not force us to stay on the other side.
        if (s.current != *candidate && s.current != Direction::hold) ballot.outcome = Direction::hold;
        return because(ballot, is_silent_, [&](ReasonText& text) {
            text.add("VETO: ");
            text.add(std::string_view(by->name));
        });
    }
    ballot.outcome = *candidate;
    ballot.strength = tally.strength[slot(*candidate)] / tally.weight[slot(*candidate)];
    ballot.reason = "agreed";
}

}  // namespace argosy::strategy
