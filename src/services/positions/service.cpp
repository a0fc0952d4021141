#include "services/positions/service.hpp"

#include "api/endpoint.hpp"
#include "engine/engine.hpp"
#include "messages/facts.hpp"
#include "runtime/views.hpp"

namespace argosy::services::positions {
namespace {

struct Positions {
    std::vector<messages::Position> positions;
};
void describe(Described<Positions>& d) { d.name("positions").field("positions", &Positions::positions); }

/// The account as a broker shows it: the same numbers as the portfolio, in the words of accounts.
struct Account {
    std::string account_id, status, currency, mode;
    Money equity, cash, buying_power, portfolio_value, unrealised, daily_pnl;
    Time time{};
};
void describe(Described<Account>& d) {
    using T = Account;
    d.name("account").field("account_id", &T::account_id).field("status", &T::status);
    d.field("currency", &T::currency).field("mode", &T::mode).field("equity", &T::equity);
    d.field("cash", &T::cash, {.doc = "Balance without what open positions have won or lost."});
    d.field("buying_power", &T::buying_power, {.doc = "Free for new positions."});
    d.field("portfolio_value", &T::portfolio_value).field("unrealised", &T::unrealised);
    d.field("daily_pnl", &T::daily_pnl).field("time", &T::time);
}

struct CurveQuery {
    std::int64_t limit = 600;
};
void describe(Described<CurveQuery>& d) {
    d.name("curve_query")
        .field("limit", &CurveQuery::limit,
               {.min = 1, .max = 1000, .unit = "points", .doc = "The curve is thinned to so many."});
}

struct Curve {
    std::string currency;
    std::vector<std::vector<std::string>> points;
};
void describe(Described<Curve>& d) {
    d.name("equity_curve").field("currency", &Curve::currency);
    d.field("points", &Curve::points, {.doc = "Time, equity, drawdown of each; oldest first."});
}

class Service final : public host::Service {
public:
    explicit Service(const Parts& parts) : router_(parts.router), core_(parts.core) {}

    Result<> start() override {
        endpoint(router_, get("/api/v1/positions", {"/api/positions", "/positions"}, "open positions"),
                 [this](const api::Nothing&, const api::Call&) -> Result<Positions> {
                     return Positions{runtime::open_positions_of(core_)};
                 });
        endpoint(router_, get("/api/v1/account", {"/api/account", "/account"}, "the account"),
                 [this](const api::Nothing&, const api::Call&) -> Result<Account> { return account(); });
        endpoint(router_,
                 get("/api/v1/portfolio/summary", {"/api/portfolio", "/api/portfolio/summary", "/portfolio/summary"},
                     "what the account is worth"),
                 [this](const api::Nothing&, const api::Call&) -> Result<messages::Portfolio> {
                     return runtime::portfolio_of(core_);
                 });
        endpoint(router_, get("/api/v1/equity", {"/api/portfolio/history"}, "the equity curve"),
                 [this](const CurveQuery& query, const api::Call&) -> Result<api::Rendered<Curve>> {
                     return api::Rendered<Curve>{runtime::equity_json(core_, static_cast<std::size_t>(query.limit))};
                 });
        return {};
    }
    void stop() noexcept override {}

private:
    static api::Route get(std::string path, std::vector<std::string> aliases, std::string summary) {
        return {.path = std::move(path),
                .summary = std::move(summary),
                .service = "positions",
                .aliases = std::move(aliases)};
    }

    [[nodiscard]] Account account() const {
        const messages::Portfolio p = runtime::portfolio_of(core_);
        return {.account_id = "simulation",
                .status = core_.is_trading() ? "active" : "stopped",
                .currency = p.currency,
                .mode = "simulation",
                .equity = p.equity,
                .cash = p.balance,
                .buying_power = core_.engine().portfolio().available(core_.engine().portfolio().reporting()),
                .portfolio_value = p.equity,
                .unrealised = p.unrealised,
                .daily_pnl = p.daily_pnl,
                .time = p.time};
    }

    api::Router& router_;
    const runtime::Simulation& core_;
};

}  // namespace

host::ServiceSpec spec(Parts parts) {
    return {.name = "positions", .needs = {"execution"}, .make = [parts]() -> Result<std::unique_ptr<host::Service>> {
                return std::make_unique<Service>(parts);
            }};
}

}  // namespace argosy::services::positions
