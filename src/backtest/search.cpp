#include "backtest/search.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace argosy::backtest {
namespace {

class Loop {
public:
    explicit Loop(const SearchParts& parts) : p_(parts) {
        for (std::size_t x = 0; p_.heat_maps && x < p_.space.size(); ++x)
            for (std::size_t y = x + 1; y < p_.space.size(); ++y) result_.heat_maps.emplace_back(p_.space, x, y);
    }

    Result<SearchResult> run() {
        while (draw()) {
            ARGOSY_TRY(take_recorded(), "resume");
            ARGOSY_TRY(evaluate_rest(), "evaluate");
            for (const Trial& t : batch_) note(t);
            if (!p_.progress) continue;
            ARGOSY_LET(const bool go_on,
                       p_.progress({.done = result_.tried, .best = result_.best.empty() ? nullptr : &result_.best[0]}),
                       "");
            if (!go_on) {
                result_.is_complete = false;
                break;
            }
        }
        return std::move(result_);
    }

private:
    bool draw() {
        batch_.clear();
        while (batch_.size() < p_.batch && result_.tried + batch_.size() < p_.candidates_max) {
            auto candidate = p_.sampler.next();
            if (!candidate) break;
            batch_.push_back(
                {.number = result_.tried + batch_.size(), .candidate = std::move(*candidate), .outcome = {}});
        }
        return !batch_.empty();
    }

    Result<> take_recorded() {
        recorded_ = 0;
        for (Trial& t : batch_) {
            if (!p_.log) break;
            ARGOSY_LET(const auto old, p_.log->next_recorded(p_.phase), "trial log");
            if (!old) break;
            if (old->number != t.number || old->candidate != t.candidate)
                return fail(Errc::corrupt, fmt::format("trial {} of the log is another candidate", t.number),
                            "begin again without --resume");
            t.outcome = old->outcome;
            ++recorded_;
        }
        result_.resumed += recorded_;
        return {};
    }

    Result<> evaluate_rest() {
        std::vector<Candidate> candidates;
        for (std::size_t i = recorded_; i < batch_.size(); ++i) candidates.push_back(batch_[i].candidate);
        if (candidates.empty()) return {};
        std::vector<Outcome> outcomes(candidates.size());
        ARGOSY_TRY(p_.evaluate(candidates, outcomes), "");
        for (std::size_t i = recorded_; i < batch_.size(); ++i) {
            batch_[i].outcome = outcomes[i - recorded_];
            if (p_.log) ARGOSY_TRY(p_.log->append(p_.phase, batch_[i]), "trial log");
        }
        return p_.log ? p_.log->flush() : Result<>{};
    }

    void note(const Trial& t) {
        const double score = score_of(t.outcome, p_.larger_is_better);
        p_.sampler.tell(t.candidate, score);
        ++result_.tried;
        switch (t.outcome.verdict) {
            case Verdict::counts: keep(t, score); break;
            case Verdict::impossible: ++result_.impossible; break;
            case Verdict::few_trades: ++result_.few_trades; break;
            case Verdict::undefined: ++result_.undefined; break;
        }
        if (std::isnan(t.outcome.daily_sharpe)) return;
        // Welford's update, in the order of the trials.
        const double from_mean = t.outcome.daily_sharpe - result_.sharpe_mean;
        result_.sharpe_mean += from_mean / static_cast<double>(++result_.with_sharpe);
        result_.sharpe_deviations += from_mean * (t.outcome.daily_sharpe - result_.sharpe_mean);
    }

    void keep(const Trial& t, double score) {
        for (auto& map : result_.heat_maps) map.add(t.candidate, t.outcome.objective, score);
        auto& best = result_.best;
        // Draws with repetition give some candidates again; the list of the best has each once.
        if (std::ranges::find(best, t.candidate, &Trial::candidate) != best.end()) return;
        const auto score_in = [&](const Trial& x) { return score_of(x.outcome, p_.larger_is_better); };
        const auto at = std::ranges::upper_bound(best, score, std::greater{}, score_in);
        if (best.size() == p_.keep && at == best.end()) return;
        best.insert(at, t);
        if (best.size() > p_.keep) best.pop_back();
    }

    const SearchParts& p_;
    SearchResult result_;
    std::vector<Trial> batch_;
    std::size_t recorded_ = 0;
};

}  // namespace

Result<SearchResult> search(const SearchParts& parts) { return Loop(parts).run(); }

std::string_view to_string(Verdict verdict) noexcept {
    switch (verdict) {
        case Verdict::counts: return "counts";
        case Verdict::impossible: return "impossible";
        case Verdict::few_trades: return "few_trades";
        case Verdict::undefined: return "undefined";
    }
    std::unreachable();
}

bool is_larger_better(performance::MetricId id) noexcept {
    using enum performance::MetricId;
    constexpr performance::MetricId smaller[] = {volatility,
                                                 max_drawdown,
                                                 max_drawdown_money,
                                                 drawdown_days,
                                                 closed_trade_drawdown,
                                                 longest_underwater,
                                                 ulcer_index,
                                                 value_at_risk_95,
                                                 conditional_value_at_risk_95,
                                                 consecutive_losses,
                                                 slippage_bps,
                                                 exposure_time,
                                                 exposure_gross,
                                                 exposure_net,
                                                 exposure_gross_max,
                                                 turnover,
                                                 longest_flat,
                                                 fees,
                                                 funding,
                                                 slippage,
                                                 costs_of_gross};
    return std::ranges::find(smaller, id) == std::end(smaller);
}

}  // namespace argosy::backtest
