#include "portfolio/trades.hpp"

#include <utility>

#include "base/assert.hpp"
#include "base/pages.hpp"

namespace argosy::portfolio {
namespace {

using domain::Fill;
using domain::RoundTrip;

bool is_open(const OpenTrade& t) noexcept { return !t.qty.is_zero(); }

/// Unrealised P&L of the open part at this price counts as an excursion.
void note_price(OpenTrade& t, const domain::Instrument& instrument, Price price) noexcept {
    const Money gain = instrument.worth(price, t.qty) - t.cost;
    t.trip.mae = std::min(t.trip.mae, gain);
    t.trip.mfe = std::max(t.trip.mfe, gain);
}

/// What the position would lose at the stop, positive; zero when the stop locks in a profit.
Money risk_at(const domain::Instrument& instrument, Price stop, Qty qty, Money cost) noexcept {
    return std::max(cost - instrument.worth(stop, qty), Money{});
}

/// A new trade in the slot; a stop told before it counts when it is a loss.
void begin(OpenTrade& t, const domain::Instrument& instrument, const Fill& fill, TradeLog::Extremes& seen) {
    t.trip.side = fill.side;
    t.trip.entry_time = fill.time;
    t.trip.currency = instrument.settlement;
    t.first_bar = seen.bars;
    seen.entries = seen.last_entry == fill.time ? seen.entries + 1 : 0;
    seen.last_entry = fill.time;
    t.trip.entry_number = seen.entries;
    const Qty one = signed_qty(fill.side, Qty::from_int(1));
    if (t.next_stop.is_positive() &&
        risk_at(instrument, t.next_stop, one, instrument.worth(fill.price, one)).is_positive())
        t.stop = t.next_stop;
}

/// Makes the slot ready for its next trade.
void reset(OpenTrade& t, Price next_stop) {
    OpenTrade empty;
    empty.trip.strategy = t.trip.strategy;
    empty.trip.instrument = t.trip.instrument;
    empty.next_stop = next_stop;
    t = empty;
}

void note_slippage(OpenTrade& t, const domain::Instrument& instrument, const Fill& fill, Qty qty) {
    if (!fill.decision_price.is_positive()) return;
    // What holding from the decision to the fill would have gained is what waiting cost the buyer.
    t.trip.slippage += instrument.pnl(fill.decision_price, fill.price, qty);
    t.trip.decided += instrument.notional(fill.decision_price, qty).abs();
}

void add(OpenTrade& t, const domain::Instrument& instrument, const Fill& fill, Qty qty, Money fee, bool is_entry) {
    const Money worth = instrument.worth(fill.price, qty);
    (is_entry ? t.entry_worth : t.exit_worth) += worth;
    (is_entry ? t.entry_qty : t.exit_qty) += qty;
    t.trip.turnover += worth.abs();
    t.trip.fees += fee;
    ++t.trip.fill_count;
    if (is_entry && t.stop.is_positive()) t.trip.initial_risk += risk_at(instrument, t.stop, qty, worth);
    note_slippage(t, instrument, fill, qty);
}

/// Fills in what follows from the sums, at the end or for a look at an open trade.
void finish(OpenTrade& t, const domain::Instrument& instrument, std::uint64_t bar, Time time) {
    RoundTrip& r = t.trip;
    const auto average = [&](Money worth, Qty qty) {
        return average_price(worth, qty, instrument.multiplier, instrument.is_inverse()).value_or(Price{});
    };
    r.exit_time = time;
    r.entry_price = average(t.entry_worth, t.entry_qty);
    r.exit_price = average(t.exit_worth, t.exit_qty);
    r.bars_held = static_cast<std::uint32_t>(bar - t.first_bar);
}

void convert(RoundTrip& r, const Portfolio& portfolio) {
    if (r.currency == portfolio.reporting()) return;
    RoundTrip out = r;
    for (const auto field :
         {&RoundTrip::gross, &RoundTrip::fees, &RoundTrip::funding, &RoundTrip::slippage, &RoundTrip::decided,
          &RoundTrip::mae, &RoundTrip::mfe, &RoundTrip::initial_risk, &RoundTrip::turnover}) {
        const auto amount = portfolio.convert(r.*field, r.currency, portfolio.reporting());
        if (!amount) return;
        out.*field = *amount;
    }
    out.currency = portfolio.reporting();
    r = out;
}

}  // namespace

TradeLog::TradeLog(const domain::InstrumentTable& instruments)
    : instruments_(&instruments), open_(instruments.size()), extremes_(instruments.size()) {}

void TradeLog::on_fill(const Fill& fill, const FillOutcome& outcome, const Portfolio& portfolio) {
    note_extremes(fill.instrument);
    for (const FillPart& part : outcome.parts) book(part, fill, outcome.fee_converted, portfolio);
}

void TradeLog::book(const FillPart& part, const Fill& fill, bool fee_known, const Portfolio& portfolio) {
    const domain::Instrument& i = (*instruments_)[fill.instrument];
    OpenTrade& t = slot(part.strategy, fill.instrument);
    ARGOSY_ASSERT(t.qty == part.before, "the trade log missed a fill of this strategy");
    if (is_open(t)) note_price(t, i, fill.price);
    const auto directed = [&](Qty size) { return part.qty.is_negative() ? -size : size; };
    const Money closing_fee = share(part.fee, part.change.closed, part.qty.abs(), Rounding::half_even);
    Money realised = part.change.realised;
    if (!part.change.closed.is_zero()) {
        add(t, i, fill, directed(part.change.closed), closing_fee, false);
        t.trip.gross += std::exchange(realised, Money{});
        t.trip.fees_complete &= fee_known;
        t.trip.exit_purpose = fill.purpose;
        if (part.change.effect != Effect::reduced) close(t, fill, portfolio);
        if (part.change.effect == Effect::closed) t.next_stop = Price{};
    }
    if (!part.change.opened.is_zero()) {
        if (part.change.effect != Effect::increased) begin(t, i, fill, extremes_[fill.instrument.value()]);
        add(t, i, fill, directed(part.change.opened), part.fee - closing_fee, true);
        t.trip.gross += realised;  // of a fee taken from the asset itself
        t.trip.fees_complete &= fee_known;
    }
    t.qty = part.after;
    t.cost = part.cost_after;
    t.trip.qty_max = std::max(t.trip.qty_max, t.qty.abs());
}

void TradeLog::close(OpenTrade& t, const Fill& fill, const Portfolio& portfolio) {
    finish(t, (*instruments_)[fill.instrument], extremes_[fill.instrument.value()].bars, fill.time);
    convert(t.trip, portfolio);
    make_room(closed_);
    closed_.push_back(t.trip);
    reset(t, t.next_stop);
}

void TradeLog::note_extremes(InstrumentId id) noexcept {
    Extremes& e = extremes_[id.value()];
    if (e.low > e.high) return;  // no mark since the last fill
    for (auto& t : open_[id.value()]) {
        if (!is_open(t)) continue;
        note_price(t, (*instruments_)[id], e.low);
        note_price(t, (*instruments_)[id], e.high);
    }
    e.low = Price::max();
    e.high = Price{};
}

void TradeLog::on_funding(InstrumentId id, std::span<const FundingPart> parts) noexcept {
    for (const auto& part : parts)
        for (auto& t : open_[id.value()])
            if (is_open(t) && t.trip.strategy == part.strategy) t.trip.funding += part.amount;
}

void TradeLog::on_stop(StrategyId strategy, InstrumentId id, Price stop) {
    OpenTrade& t = slot(strategy, id);
    t.next_stop = stop;
    if (!is_open(t) || t.stop.is_positive()) return;
    const Money risk = risk_at((*instruments_)[id], stop, t.qty, t.cost);
    if (!risk.is_positive()) return;
    t.stop = stop;
    t.trip.initial_risk = risk;
}

OpenTrade& TradeLog::slot(StrategyId strategy, InstrumentId id) {
    auto& slots = open_[id.value()];
    const auto it = std::ranges::find_if(slots, [&](const OpenTrade& t) { return t.trip.strategy == strategy; });
    if (it != slots.end()) return *it;
    OpenTrade t;
    t.trip.strategy = strategy;
    t.trip.instrument = id;
    return slots.emplace_back(t);
}

std::size_t TradeLog::forget(std::size_t keep) {
    const std::size_t gone = closed_.size() - std::min(keep, closed_.size());
    closed_.erase(closed_.begin(), closed_.begin() + static_cast<std::ptrdiff_t>(gone));
    return gone;
}

std::vector<RoundTrip> TradeLog::open(const Portfolio& portfolio, Time now) const {
    std::vector<RoundTrip> out;
    for (std::uint32_t k = 0; k < open_.size(); ++k) {
        const domain::Instrument& i = (*instruments_)[InstrumentId(k)];
        const Price mark = portfolio.position(InstrumentId(k)).mark;
        for (OpenTrade t : open_[k]) {
            if (!is_open(t)) continue;
            note_price(t, i, mark);
            if (extremes_[k].low <= extremes_[k].high) {
                note_price(t, i, extremes_[k].low);
                note_price(t, i, extremes_[k].high);
            }
            const Money worth = i.worth(mark, -t.qty);
            t.exit_worth += worth;
            t.exit_qty -= t.qty;
            t.trip.gross -= worth + t.cost;
            t.trip.exit_purpose = domain::OrderPurpose::entry;
            finish(t, i, extremes_[k].bars, now);
            convert(t.trip, portfolio);
            out.push_back(t.trip);
        }
    }
    return out;
}

TradeLog::State TradeLog::snapshot() const {
    State state{{}, extremes_, closed_};
    for (const auto& slots : open_) state.open.insert(state.open.end(), slots.begin(), slots.end());
    return state;
}

void TradeLog::restore(State state) {
    ARGOSY_ASSERT(state.extremes.size() == extremes_.size(), "a trade log of another instrument table");
    for (auto& slots : open_) slots.clear();
    for (const auto& t : state.open) open_[t.trip.instrument.value()].push_back(t);
    extremes_ = std::move(state.extremes);
    closed_ = std::move(state.closed);
}

}  // namespace argosy::portfolio
