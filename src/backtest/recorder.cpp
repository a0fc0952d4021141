#include "backtest/recorder.hpp"

#include <fmt/format.h>
#include <type_traits>

namespace argosy::backtest {
namespace {

/// Bytes of a value in an order that does not depend on the machine's padding.
template <class T>
void append(std::string& out, const T& value) {
    if constexpr (requires { value.raw(); })
        append(out, value.raw());
    else if constexpr (requires { value.value(); })
        append(out, value.value());
    else if constexpr (std::is_same_v<T, Time>)
        append(out, to_ns(value));
    else
        out.append(reinterpret_cast<const char*>(&value), sizeof value);  // integers, enumerations and doubles
}

}  // namespace

template <class... Values>
void Recorder::note(const Values&... values) {
    std::string bytes;
    (append(bytes, values), ...);
    digest_.update(bytes);
}

void Recorder::on_signal(const domain::Signal& signal) {
    const std::size_t id = signal.strategy.value();
    if (id >= signals_.size()) signals_.resize(id + 1);
    ++signals_[id];
}

void Recorder::count(const domain::Ballot& b) {
    const std::string_view reason = b.reason.view();
    const auto code = reason.substr(0, reason.find_first_of(": "));
    const auto it = reasons_.find(code);
    ++(it == reasons_.end() ? reasons_.emplace(code, 0).first : it)->second;
    for (const auto& v : b.votes) {
        const std::size_t id = v.strategy.value();
        if (id >= voting_.size()) voting_.resize(id + 1);
        auto& total = voting_[id];
        ++(!v.counted ? total.uncounted : v.direction == b.outcome ? total.agreed : total.opposed);
    }
    const std::size_t i = b.instrument.value();
    if (i >= regime_now_.size()) regime_now_.resize(i + 1);
    if (regime_now_[i] != b.regime) regimes_.push_back({b.time, b.instrument, regime_now_[i] = b.regime});
}

void Recorder::on_ballot(const domain::Ballot& b) {
    ++ballot_count_;
    note(b.id, b.instrument, b.time, b.outcome, b.agreement, b.strength);
    count(b);
    if (ballots_.size() < keep) ballots_.push_back(b);
}

void Recorder::on_order(const domain::Order& o) {
    ++orders_;
    const auto& r = o.request;
    note(o.id, r.instrument, r.side, r.type, r.qty, r.limit_price, r.trigger_price, r.purpose, o.created_at);
}

void Recorder::on_refused(const domain::OrderRequest& request, std::string_view why, Time at) {
    ++refusals_[std::string(why.substr(0, why.find(':')))];
    if (refused_.size() < keep) refused_.push_back({at, request.instrument, request.side, std::string(why)});
}

void Recorder::on_fill(const domain::Fill& f, const portfolio::FillOutcome&) {
    note(f.id, f.order, f.instrument, f.side, f.qty, f.price, f.fee, f.time);
    if (fills_.size() < keep_fills) fills_.push_back(f);
}

void Recorder::on_funding(const domain::FundingPaid& f) { note(f.instrument, f.amount, f.time); }

void Recorder::on_risk(const risk::RiskTransition& transition) {
    if (transitions_.size() < keep) transitions_.push_back(transition);
}

void Recorder::on_alert(const domain::Alert& alert) {
    if (alerts_.size() < keep) alerts_.push_back(alert);
}

}  // namespace argosy::backtest
