#include "backtest/truncation.hpp"

#include <algorithm>

#include "backtest/run.hpp"
#include "base/hash.hpp"

namespace argosy::backtest {
namespace {

template <class Row, class TimeOf>
std::span<const Row> up_to(std::span<const Row> rows, Time cut, TimeOf time_of) {
    const auto end = std::ranges::upper_bound(rows, cut, {}, time_of);
    return {rows.begin(), end};
}

}  // namespace

Market truncated(const Market& market, Time cut) {
    Market out = market;
    for (auto& track : out.bars)
        track.bars = up_to(track.bars, cut - track.interval, [](const domain::Bar& b) { return b.open_time; });
    const auto by_time = [](const auto& row) { return row.time; };
    for (auto& f : out.funding) f = up_to(f, cut, by_time);
    for (auto& t : out.trades) t = up_to(t, cut, by_time);
    for (auto& q : out.quotes) q = up_to(q, cut, by_time);
    return out;
}

std::vector<Time> truncation_cuts(const Market& market, std::size_t count) {
    std::vector<Time> cuts;
    if (market.events() == 0) return cuts;
    const Time start = market.start();
    const double span = static_cast<double>((market.end() - start).count());
    for (std::size_t i = 0; i < count; ++i) {
        const double share = 0.1 + 0.9 * (static_cast<double>(i) + 0.5) / static_cast<double>(count);
        cuts.push_back(start + Duration{static_cast<std::int64_t>(span * share)});
    }
    return cuts;
}

void TruncationWitness::on_signal(const domain::Signal& s) {
    while (passed_ < cuts_.size() && s.time > cuts_[passed_]) {
        at_cuts_.push_back(now_);
        ++passed_;
    }
    if (now_.size() <= s.strategy.value()) now_.resize(s.strategy.value() + 1u);
    Print& print = now_[s.strategy.value()];
    struct {
        std::uint64_t before;
        std::int64_t time, stop;
        double strength, confidence;
        std::uint32_t instrument;
        std::int32_t direction;
    } const record{print.hash,
                   to_ns(s.time),
                   s.stop_price.raw(),
                   s.strength,
                   s.confidence,
                   s.instrument.value(),
                   static_cast<std::int32_t>(s.direction)};
    print.hash = checksum64(std::as_bytes(std::span(&record, 1)));
    print.last = s.time;
    if (next_) next_->on_signal(s);
}

std::vector<TruncationWitness::Print> TruncationWitness::prints(std::size_t cut) const {
    return cut < at_cuts_.size() ? at_cuts_[cut] : now_;
}

std::vector<Lookahead> find_lookahead(const TruncationWitness& full,
                                      std::span<const std::optional<TruncationWitness>> ended,
                                      std::span<const std::string> names) {
    std::vector<Lookahead> out;
    for (std::size_t c = 0; c < full.cuts().size(); ++c) {
        if (!ended[c]) continue;
        auto expected = full.prints(c), got = ended[c]->prints(0);
        const std::size_t voters = std::max(expected.size(), got.size());
        expected.resize(voters);
        got.resize(voters);
        for (std::size_t v = 0; v < voters; ++v)
            if (!(expected[v] == got[v]))
                out.push_back(
                    {.voter = names[v], .cut = full.cuts()[c], .first_seen = std::min(expected[v].last, got[v].last)});
    }
    return out;
}

}  // namespace argosy::backtest
