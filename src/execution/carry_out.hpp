#pragma once

#include "execution/brackets.hpp"

namespace argosy::execution {

/// Everything that protective orders pass on their way out.
struct ProtectionPath {
    Brackets& brackets;
    risk::Checks& checks;
    OrderManager& orders;
};

/// Takes the wishes of the brackets through the risk gate to the order manager and tells the brackets what came of
/// them, until nothing is left to do. Empties `actions`.
void carry_out(BracketActions& actions, const ProtectionPath& path, const risk::AccountView& account, Time now,
               Outbox& out);

}  // namespace argosy::execution
