#include "portfolio/rates.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace argosy::portfolio {
namespace {

using domain::Currency;

constexpr int128 one = 10'000'000'000;

/// A rate to multiply with, or to divide by when it is known the other way round.
struct Hop {
    Price rate;
    bool divides = false;
};

Price rate_now(const Rates::Entry& e, std::span<const Position> marks) noexcept {
    return e.source.is_none() ? e.rate : marks[e.source.value()].mark;
}

std::optional<Hop> find_hop(const std::vector<Rates::Entry>& entries, const Currency& from, const Currency& to,
                            std::span<const Position> marks) {
    for (const auto& e : entries) {
        const bool forward = e.from == from && e.to == to;
        if (!forward && !(e.from == to && e.to == from)) continue;
        if (const Price rate = rate_now(e, marks); rate.is_positive()) return Hop{rate, !forward};
    }
    return {};
}

Result<Money> apply(Money amount, const Hop& hop) {
    bool ok = false;
    const int128 raw = hop.divides ? multiply_divide(amount.raw(), one, hop.rate.raw(), Rounding::half_even, ok)
                                   : multiply_divide(amount.raw(), hop.rate.raw(), one, Rounding::half_even, ok);
    if (!ok)
        return fail(Errc::invalid_argument, to_string(amount) + " at rate " + to_string(hop.rate) + " is out of range");
    return Money::from_raw(raw);
}

}  // namespace

Rates::Rates(const domain::InstrumentTable& instruments) {
    for (std::uint32_t i = 0; const auto& instrument : instruments) {
        if (instrument.kind == domain::InstrumentKind::spot)
            entries_.push_back({instrument.base, instrument.quote, Price{}, InstrumentId(i), Time{}});
        ++i;
    }
}

void Rates::set(Currency from, Currency to, Price rate, Time at) {
    ARGOSY_ASSERT(rate.is_positive() && from != to, "a rate is positive and between two currencies");
    const auto is_manual = [](const Entry& e) { return e.source.is_none(); };
    const auto end = std::ranges::find_if_not(entries_, is_manual);
    const auto it = std::find_if(entries_.begin(), end, [&](const Entry& e) {
        return (e.from == from && e.to == to) || (e.from == to && e.to == from);
    });
    const Entry entry{from, to, rate, InstrumentId{}, at};
    if (it != end)
        *it = entry;
    else
        entries_.insert(end, entry);
}

Result<Money> Rates::convert(Money amount, const Currency& from, const Currency& to,
                             std::span<const Position> marks) const {
    if (from == to || amount.is_zero()) return amount;
    if (const auto hop = find_hop(entries_, from, to, marks)) return apply(amount, *hop);
    for (const auto& e : entries_) {
        for (const Currency& middle : {e.from, e.to}) {
            const auto first = find_hop(entries_, from, middle, marks);
            const auto second = first ? find_hop(entries_, middle, to, marks) : std::nullopt;
            if (!second) continue;
            ARGOSY_LET(const auto half_way, apply(amount, *first), "convert over " + std::string(middle.code()));
            return apply(half_way, *second);
        }
    }
    return fail(Errc::not_found, "no rate from " + std::string(from.code()) + " to " + std::string(to.code()),
                "set this rate in the configuration, or add the data of a spot pair of the two currencies");
}

}  // namespace argosy::portfolio
