#include "execution/carry_out.hpp"

namespace argosy::execution {

void carry_out(BracketActions& actions, const ProtectionPath& path, const risk::AccountView& account, Time now,
               Outbox& out) {
    // A refused leg may bring another wish: its stand-in at the end of the list.
    for (std::size_t i = 0; i < actions.size(); ++i) {
        const BracketAction action = actions[i];
        if (const auto* place = std::get_if<PlaceLeg>(&action)) {
            auto answer = path.checks.check(place->request, account, now);
            if (answer)
                path.brackets.on_placed(place->request, path.orders.submit(std::move(*answer), now, out));
            else
                path.brackets.on_refused(place->request, actions);
        } else if (const auto* cancel = std::get_if<CancelLeg>(&action)) {
            (void)path.orders.cancel(cancel->order, now, out);
        } else {
            const auto& replace = std::get<ReplaceLeg>(action);
            // Refused only while somebody else is cancelling the order: the end of that tells the bracket.
            (void)path.orders.replace(replace.order, replace.terms, now, out);
        }
    }
    actions.clear();
}

}  // namespace argosy::execution
