#include <string>

#include "sim/detail/core.hpp"
#include "sim/detail/refusal.hpp"

namespace argosy::sim::detail {

Price Core::reference_price(const Market& m, const WorkingOrder& o) const noexcept {
    if (o.has_limit()) return o.request.limit_price;
    if (o.request.trigger_price.is_positive()) return o.request.trigger_price;
    const domain::Quote& quote = quotes[m.id.value()];
    const Price side = o.is_buy() ? quote.ask : quote.bid;
    return side.is_positive() ? side : watch_of(m).last;
}

Account::CurrencyIndex Core::need_currency(const WorkingOrder& o) const noexcept {
    const Account::Route& r = account.route(o.request.instrument);
    return !r.is_cash ? r.settlement : o.is_buy() ? r.quote : r.base;
}

/// What it needs is the asset itself, whatever the price.
bool Core::is_sale_of_asset(const WorkingOrder& o) const noexcept {
    return !o.is_buy() && account.route(o.request.instrument).is_cash;
}

Money Core::free_balance(Account::CurrencyIndex c) const noexcept {
    Money free = account.unreserved(c);
    for (const InstrumentId id : account.open_positions()) {
        if (account.route(id).settlement != c) continue;
        const Price mark = margin_price(markets[id.value()]);
        free -= account.margin_held(id, mark);
        if (settings.margin_mode == MarginMode::cross) free += account.unrealised(id, mark);
    }
    return free;
}

Account::Need Core::need_of(const Market& m, const WorkingOrder& o) const noexcept {
    const Account::Need nothing{.currency = need_currency(o)};
    if (!settings.check_funds || o.request.reduce_only) return nothing;
    const Price price = reference_price(m, o);
    if (price.is_zero() && !is_sale_of_asset(o)) return nothing;  // no price is known yet: the first fill checks
    return account.need(o.request, o.open(), price);
}

bool Core::fits_account(const Market& m, const WorkingOrder& o, const Account::Need& need) const noexcept {
    return (!o.request.reduce_only || !reducible(m, o).is_zero()) && is_backed(need, Money{});
}

Reason Core::account_refusal(const Market& m, const WorkingOrder& o, const Account::Need& need) const {
    if (o.request.reduce_only && reducible(m, o).is_zero()) return Reason(nothing_to_reduce);
    return is_backed(need, Money{}) ? Reason{} : shortage(m, need, Money{});
}

bool Core::is_backed(const Account::Need& need, Money reserved) const noexcept {
    return need.amount <= reserved || need.amount <= free_balance(need.currency) + reserved;
}

Reason Core::shortage(const Market& m, const Account::Need& need, Money reserved) const {
    const Money free = free_balance(need.currency) + reserved;
    const std::string code{account.currency(need.currency).code()};
    return Reason(std::string(account.route(m.id).is_cash ? "BALANCE_INSUFFICIENT" : "MARGIN_INSUFFICIENT") +
                  ": needs " + short_text(need.amount) + " " + code + ", free " + short_text(free));
}

void Core::reserve(WorkingOrder& o, const Account::Need& need) noexcept {
    o.reserved = need.amount;
    account.reserve(need.currency, need.amount);
}

void Core::unreserve(WorkingOrder& o) noexcept {
    if (o.reserved.is_zero()) return;
    account.release(need_currency(o), o.reserved);
    o.reserved = Money{};
}

}  // namespace argosy::sim::detail
