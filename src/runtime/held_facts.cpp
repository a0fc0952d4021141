#include "runtime/held_facts.hpp"

namespace argosy::runtime {

void HeldFacts::tell(std::span<Listener* const> listeners) {
    for (Listener* const listener : listeners) tell(*listener);
    forget();
}

void HeldFacts::tell(Listener& listener) const {
    auto order = orders_.begin();
    auto fill = fills_.begin();
    auto ballot = ballots_.begin();
    auto alert = alerts_.begin();
    auto trade = trades_.begin();
    auto bar = bars_.begin();
    for (const Kind kind : order_) switch (kind) {
            case Kind::order: listener.on_order(*order++); break;
            case Kind::fill: listener.on_fill(*fill++); break;
            case Kind::ballot: listener.on_ballot(*ballot++); break;
            case Kind::alert: listener.on_alert(*alert++); break;
            case Kind::trade: listener.on_trade(*trade++); break;
            case Kind::bar: listener.on_bar(*bar++); break;
        }
    if (has_stepped_) listener.on_step();
}

void HeldFacts::forget() noexcept {
    order_.clear();
    orders_.clear();
    fills_.clear();
    ballots_.clear();
    alerts_.clear();
    trades_.clear();
    bars_.clear();
    has_stepped_ = false;
}

}  // namespace argosy::runtime
