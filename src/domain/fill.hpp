#pragma once

#include "base/decimal.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "domain/currency.hpp"
#include "domain/order.hpp"

namespace argosy::domain {

enum class Liquidity : std::uint8_t { maker, taker };
[[nodiscard]] constexpr std::string_view to_string(Liquidity l) noexcept {
    return l == Liquidity::maker ? "maker" : "taker";
}

/// One execution of an order, as the venue reports it.
struct Fill {
    FillId id;
    OrderId order;
    InstrumentId instrument;
    StrategyId strategy;
    Side side = Side::buy;
    Liquidity liquidity = Liquidity::taker;
    OrderPurpose purpose = OrderPurpose::entry;
    Qty qty;
    Price price;
    Price decision_price;  ///< the price when the order was decided; zero when there was none
    Money fee;             ///< in fee_currency; negative is a rebate
    Currency fee_currency;
    Time time{};

    friend bool operator==(const Fill&, const Fill&) = default;
};

}  // namespace argosy::domain
