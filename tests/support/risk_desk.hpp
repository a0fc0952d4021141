#pragma once

#include "risk/checks.hpp"
#include "support/instruments.hpp"

/// A risk gate for the tests of what comes after it.
namespace argosy::test {

/// A gate without limits, and everything it looks at.
struct RiskDesk {
    Time start = time_from_ns(0) + 10'000h;
    domain::InstrumentTable instruments = argosy::test::instruments();
    risk::Exposure exposure{instruments, 4, domain::Currency("USDT")};
    risk::RiskMonitor monitor{{}};
    risk::Protections protections{{}, instruments.size()};
    risk::EmergencyStop emergency;
    risk::Checks checks{{instruments, exposure, monitor, protections, emergency}, {}};
    risk::AccountView account{.equity = Money::from_int(1'000'000'000),
                              .margin_available = Money::from_int(1'000'000'000)};

    RiskDesk() {
        exposure.on_price(btc, Price::from_int(100), start);
        exposure.on_price(eth, Price::from_int(10), start);
    }
    /// Aborts the test program when the gate refuses: the test itself is wrong then.
    risk::Approved approve(const domain::OrderRequest& request, Time now) {
        auto answer = checks.check(request, account, now);
        if (!answer) assertion_failed("approved", describe(answer.error(), instruments[request.instrument]));
        return std::move(*answer);
    }
};

}  // namespace argosy::test
