#include "runtime/equity_curve.hpp"

#include "engine/engine.hpp"

namespace argosy::runtime {

std::vector<EquityPoint> equity_curve(const Simulation& s) {
    std::vector<EquityPoint> out{{.time = s.source().start(), .equity = s.config().run.account.balance}};
    for (const auto& p : s.history().equity())
        if (p.time >= out.back().time) out.push_back(p);
    if (s.now() > out.back().time) out.push_back({.time = s.now(), .equity = s.engine().equity()});
    return out;
}

}  // namespace argosy::runtime
