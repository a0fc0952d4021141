#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "engine/observer.hpp"

namespace argosy::backtest {

/// What a report shows of a run beside its figures, and the digest that says whether two runs are the same.
///
/// Invariants: the digest covers every ballot, order, fill and funding, in their order, to the last digit; memory is
///             bounded by `keep` and `keep_fills`.
class Recorder final : public engine::Observer {
public:
    static constexpr std::size_t keep = 10'000;  ///< ballots, refusals and alerts kept in full; all are counted
    static constexpr std::size_t keep_fills = 1'000'000;

    void on_signal(const domain::Signal& signal) override;
    void on_ballot(const domain::Ballot& ballot) override;
    void on_order(const domain::Order& order) override;
    void on_refused(const domain::OrderRequest& request, std::string_view why, Time at) override;
    void on_fill(const domain::Fill& fill, const portfolio::FillOutcome& outcome) override;
    void on_funding(const domain::FundingPaid& funding) override;
    void on_risk(const risk::RiskTransition& transition) override;
    void on_alert(const domain::Alert& alert) override;

    struct Refused {
        Time time{};
        InstrumentId instrument;
        domain::Side side = domain::Side::buy;
        std::string why;
    };
    [[nodiscard]] const std::vector<domain::Ballot>& ballots() const noexcept { return ballots_; }
    [[nodiscard]] const std::vector<domain::Fill>& fills() const noexcept { return fills_; }
    [[nodiscard]] const std::vector<Refused>& refused() const noexcept { return refused_; }
    /// Refusals by reason code: "MARGIN_AVAILABLE" -> 12.
    [[nodiscard]] const std::map<std::string, std::uint64_t>& refusals() const noexcept { return refusals_; }
    [[nodiscard]] const std::vector<domain::Alert>& alerts() const noexcept { return alerts_; }
    [[nodiscard]] const std::vector<risk::RiskTransition>& transitions() const noexcept { return transitions_; }
    /// Signals of each voter, by StrategyId.
    [[nodiscard]] const std::vector<std::uint64_t>& signals() const noexcept { return signals_; }

    /// How one voter stood to the decisions in which its opinion counted.
    struct Voting {
        std::uint64_t agreed = 0;     ///< it wanted what was decided
        std::uint64_t opposed = 0;    ///< it wanted something else
        std::uint64_t uncounted = 0;  ///< no opinion, expired, or not its regime
    };
    /// By StrategyId, over all ballots.
    [[nodiscard]] const std::vector<Voting>& voting() const noexcept { return voting_; }
    /// Decisions by the code of their reason, over all ballots: "agreed" -> 312, "QUORUM_MISSING" -> 20.
    [[nodiscard]] const std::map<std::string, std::uint64_t, std::less<>>& reasons() const noexcept { return reasons_; }
    struct RegimeChange {
        Time time{};
        InstrumentId instrument;
        domain::Regime regime = domain::Regime::unknown;
    };
    /// The regime as the decisions saw it, where it differs from the decision before on the same instrument.
    [[nodiscard]] const std::vector<RegimeChange>& regimes() const noexcept { return regimes_; }

    [[nodiscard]] std::uint64_t orders() const noexcept { return orders_; }
    [[nodiscard]] std::uint64_t ballot_count() const noexcept { return ballot_count_; }
    [[nodiscard]] std::string digest() const { return digest_.hex(); }

private:
    template <class... Values>
    void note(const Values&... values);
    void count(const domain::Ballot& ballot);

    std::vector<domain::Ballot> ballots_;
    std::vector<domain::Fill> fills_;
    std::vector<Refused> refused_;
    std::map<std::string, std::uint64_t> refusals_;
    std::vector<domain::Alert> alerts_;
    std::vector<risk::RiskTransition> transitions_;
    std::vector<std::uint64_t> signals_;
    std::vector<Voting> voting_;
    std::map<std::string, std::uint64_t, std::less<>> reasons_;
    std::vector<RegimeChange> regimes_;
    std::vector<domain::Regime> regime_now_;  // by InstrumentId
    std::uint64_t orders_ = 0, ballot_count_ = 0;
    Sha256 digest_;
};

}  // namespace argosy::backtest
