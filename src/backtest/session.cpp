#include "backtest/session.hpp"

#include <algorithm>

#include "base/prefetch.hpp"
#include "strategy/bar_series.hpp"

namespace argosy::backtest {

void Session::send(Time at) {
    auto& outbox = engine_.outbox();
    if (outbox.empty()) return;
    const bool may_leave = !wire_ || wire_->before_send(outbox, at);
    const auto sent = outbox.size() == 1 ? sim::Venue::Sent::alone : sim::Venue::Sent::with_others;
    for (std::size_t i = 0; i < outbox.size(); ++i) {
        if (const auto* cancel = std::get_if<domain::CancelOrder>(&outbox[i]))
            venue_.cancel(*cancel, at, sent);  // an order less is safe whatever can be remembered
        else if (!may_leave)
            continue;
        else if (const auto* submit = std::get_if<domain::SubmitOrder>(&outbox[i]))
            venue_.submit(*submit, at, sent);
        else
            venue_.replace(std::get<domain::ReplaceOrder>(outbox[i]), at, sent);
    }
    if (!may_leave) engine_.not_sent("the journal cannot take it", at);
    outbox.clear();
}

void Session::settle(Time at) {
    venue_.deliver(at, [this](const domain::VenueEvent& event, Time delivered) {
        if (wire_) wire_->on_report(event, delivered);
        engine_.on_venue(event, delivered);
        if (const auto* filled = std::get_if<domain::OrderFilled>(&event); filled && is_exposure_new())
            record_exposure(filled->fill.time);
        send(delivered);
    });
}

void Session::send_and_settle(Time at) {
    send(at);
    settle(at);
}

void Session::on_close(std::span<const domain::BarClosed> bars, std::span<const std::uint8_t> for_venue,
                       std::span<const domain::Funding> funding, Time at) {
    settle_before(at);
    for (std::size_t i = 0; i < bars.size(); ++i)
        if (for_venue[i]) venue_.on_bar(bars[i]);
    for (const auto& f : funding) venue_.on_funding(f);
    settle(at);
    for (const auto& bar : bars) engine_.on_bar(bar);
    for (const auto& f : funding) engine_.on_funding(f);
    decide(at);
}

std::size_t Session::on_calm(InstrumentId instrument, Duration interval, std::span<const domain::Bar> bars) {
    const sim::Venue::Band band = venue_.band(instrument);
    if (bars.empty() || !band.holds(bars.front())) return 0;
    auto calm = engine_.calm(instrument, interval, bars);
    if (!calm) return 0;
    calm->until = std::min(calm->until, venue_.quiet_until(instrument));
    domain::BarClosed event{.instrument = instrument, .interval = interval};
    std::size_t played = 0;
    bool has_spoken = false;
    for (;;) {
        if (const auto silent = quiet_bars(*calm, band, bars.subspan(played)); !silent.empty()) {
            played += silent.size();
            event.bar = silent.back();
            engine_.on_silent_bars(*calm, silent);
            if (recorder_) recorder_->on_quiet_marks(event.close_time(), calm->equity.at(event.bar.close));
        }
        if (played == bars.size()) break;
        const domain::Bar& bar = bars[played];
        const Money equity = calm->equity.at(bar.close);
        const Time at = bar.open_time + interval;
        if (at >= calm->until || !calm->monitor->is_calm(equity) || !band.holds(bar)) break;
        event.bar = bar;
        ++played;
        has_spoken = engine_.on_calm_bar(*calm, event);
        if (has_spoken) break;
        if (is_exposure_new()) {
            engine_.portfolio().on_mark(instrument, bar.close, at);
            record_exposure(at);
        }
        if (recorder_) recorder_->on_mark(at, equity);
    }
    if (played == 0) return 0;
    venue_.note_last(instrument, event.bar.close, event.close_time());
    engine_.end_calm(*calm, event);
    if (wire_) wire_->on_calm(instrument, interval, bars.first(played), calm->equity);
    if (has_spoken) decide(event.close_time());
    return played;
}

performance::EquityRecorder::Quiet Session::quiet_marks() const noexcept {
    if (recorder_) return recorder_->quiet();
    return {.until = time_max, .low = -Money::max(), .high = Money::max()};
}

std::span<const domain::Bar> Session::quiet_bars(const engine::Calm& calm, const sim::Venue::Band& band,
                                                 std::span<const domain::Bar> bars) const noexcept {
    if (is_exposure_new()) return {};  // its first bar is recorded with it
    const auto [above, up_to] = calm.monitor->calm_range();
    const auto quiet = quiet_marks();
    const auto [lowest, highest] = calm.equity.between(
        std::max(above == Money::max() ? above : above + Money::from_raw(1), quiet.low), std::min(up_to, quiet.high));
    const Time until = std::min({calm.until, calm.silent_until(), quiet.until});
    const auto is_quiet = [&](const domain::Bar& bar) {
        will_read(&bar, strategy::BarSeries::most * sizeof(domain::Bar));  // strategies read the next series at once
        return bar.open_time + calm.feed->interval < until && band.holds(bar) && bar.close >= lowest &&
               bar.close <= highest;
    };
    const auto loud = std::ranges::find_if_not(bars, is_quiet);
    return {bars.begin(), loud};
}

void Session::on_funding(const domain::Funding& funding) { on_close({}, {}, {&funding, 1}, funding.time); }

void Session::on_trade(const domain::Trade& trade) {
    settle(trade.time);
    venue_.on_trade(trade);
    settle(trade.time);
    engine_.on_trade(trade);
    decide(trade.time);
}

void Session::on_quote(const domain::Quote& quote) {
    settle(quote.time);
    venue_.on_quote(quote);
    settle(quote.time);
    engine_.on_quote(quote);
    decide(quote.time);
}

Result<> Session::on_command(const domain::Command& command, Time at) {
    settle(at);
    ARGOSY_TRY(engine_.on_command(command, at), "command");
    decide(at);
    return {};
}

void Session::record_exposure(Time at) {
    exposure_at_ = std::max(exposure_at_, at);  // with latency a fill may be heard of later than another
    exposure_version_ = engine_.holdings_version();
    if (const auto exposure = engine_.portfolio().exposure())
        recorder_->on_exposure(exposure_at_, exposure->gross, exposure->net);
}

}  // namespace argosy::backtest
