#include "runtime/history.hpp"

#include <algorithm>

namespace argosy::runtime {
namespace {

template <class T>
void keep_last(std::deque<T>& rows, std::size_t n) {
    while (rows.size() > n) rows.pop_front();
}

}  // namespace

void History::on_bar_played(const domain::BarClosed& bar) {
    auto it = std::ranges::find_if(
        series_, [&](const BarSeries& s) { return s.instrument == bar.instrument && s.interval == bar.interval; });
    if (it == series_.end()) it = series_.insert(it, {.instrument = bar.instrument, .interval = bar.interval});
    it->bars.push_back(bar.bar);
    keep_last(it->bars, bars_kept);
}

void History::add(const domain::Fill& fill) {
    fills_.push_back(fill);
    keep_last(fills_, fills_kept);
}

void History::add(const domain::Ballot& ballot) {
    ballots_.push_back(ballot);
    keep_last(ballots_, rows_kept);
}

void History::add(const domain::Alert& alert) {
    alerts_.push_back(alert);
    keep_last(alerts_, rows_kept);
}

void History::count(const domain::RoundTrip& closed) {
    ++trades_.closed;
    trades_.won += closed.net().is_positive();
}

void History::put(const domain::Order& order) {
    const auto it = std::ranges::lower_bound(orders_, order.id, {}, &domain::Order::id);
    if (it != orders_.end() && it->id == order.id)
        *it = order;
    else
        orders_.insert(it, order);
    if (orders_.size() <= rows_kept) return;
    const auto ended = std::ranges::find_if(orders_, [](const domain::Order& o) { return !o.is_open(); });
    orders_.erase(ended == orders_.end() ? orders_.begin() : ended);
}

void History::add(const EquityPoint& point) {
    max_drawdown_ = std::max(max_drawdown_, point.drawdown);
    if (equity_.size() > 1 && point.time - equity_[equity_.size() - 2].time < spacing_)
        equity_.back() = point;  // the newest point moves until it is far enough from the one before
    else
        equity_.push_back(point);
    if (equity_.size() < equity_kept) return;
    std::vector<EquityPoint> half;
    for (std::size_t i = 0; i < equity_.size(); i += 2) half.push_back(equity_[i]);
    if (half.back().time != equity_.back().time) half.push_back(equity_.back());
    spacing_ = std::max(spacing_ * 2, (half.back().time - half.front().time) / static_cast<std::int64_t>(half.size()));
    equity_ = std::move(half);
}

const History::BarSeries* History::bars(InstrumentId instrument, Duration interval) const noexcept {
    const auto it = std::ranges::find_if(
        series_, [&](const BarSeries& s) { return s.instrument == instrument && s.interval == interval; });
    return it == series_.end() ? nullptr : &*it;
}

std::vector<Duration> History::intervals(InstrumentId instrument) const {
    std::vector<Duration> out;
    for (const auto& s : series_)
        if (s.instrument == instrument) out.push_back(s.interval);
    std::ranges::sort(out);
    return out;
}

}  // namespace argosy::runtime
