#include "services/execution/refused.hpp"

#include <gtest/gtest.h>

#include "base/time.hpp"
#include "domain/instrument.hpp"
#include "risk/refusal.hpp"

namespace argosy::services::execution {
namespace {

TEST(RefusedOrder, says_which_lock_and_until_when) {
    const risk::Refusal lock{.reason = risk::Reason::lock_instrument,
                             .measure = risk::Measure::until,
                             .value = parse_iso8601("2024-08-08T12:00:00Z")->time_since_epoch().count(),
                             .detail = "cooldown after a loss"};
    const auto problem = refused(Error(Errc::rejected, risk::describe(lock, {})));
    EXPECT_EQ(problem.status, 409);
    EXPECT_EQ(problem.code, "lock_instrument");
    EXPECT_EQ(problem.detail, "LOCK_INSTRUMENT: until 2024-08-08T12:00:00Z, cooldown after a loss");
    const auto told = refused(Error(Errc::rejected, "command: " + risk::describe(lock, {})));
    EXPECT_EQ(told.detail, problem.detail) << "who passed it on is of no interest";
    EXPECT_EQ(told.code, problem.code);
    EXPECT_NE(problem.hint.find("reduce_only"), std::string::npos) << problem.hint;
}

TEST(RefusedOrder, every_reason_has_a_code_and_a_next_step) {
    using enum risk::Reason;
    for (auto i = static_cast<int>(order_quantity_step); i <= static_cast<int>(margin_available); ++i) {
        const auto name = risk::to_string(static_cast<risk::Reason>(i));
        const auto problem = refused(Error(Errc::rejected, std::string(name) + ": 12.5 > 10 BTC"));
        EXPECT_EQ(problem.code.size(), name.size()) << name;
        EXPECT_EQ(problem.code.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), std::string::npos) << name;
        EXPECT_FALSE(problem.hint.empty()) << name;
    }
}

TEST(RefusedOrder, what_is_no_refusal_of_the_checks_stays_as_it_is) {
    for (const Error& error : {Error(Errc::rejected, "there is no position in BTC"),
                               Error(Errc::unavailable, "LOCK: x"), Error(Errc::not_found, "unknown instrument")}) {
        EXPECT_EQ(refused(error).code, to_string(error.code()));
        EXPECT_EQ(refused(error).hint, "");
    }
}

}  // namespace
}  // namespace argosy::services::execution
