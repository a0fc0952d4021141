#include "services/dashboard/service.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "base/json_writer.hpp"
#include "codec/json.hpp"
#include "config/write.hpp"
#include "engine/engine.hpp"
#include "runtime/market_views.hpp"

namespace argosy::services::dashboard {
namespace {

constexpr std::size_t book_depth = 20;

/// {"bids": [[price, qty]], "asks"}: the best first.
std::string book_json(const runtime::Simulation& core, InstrumentId id) {
    JsonWriter bids, asks;
    bids.begin_array();
    asks.begin_array();
    for (const auto& level : runtime::book_of(core, id, book_depth)) {
        JsonWriter& side = level.side == domain::Side::buy ? bids : asks;
        side.begin_array().value(to_string(level.price)).value(to_string(level.qty)).end_array();
    }
    bids.end_array();
    asks.end_array();
    return fmt::format(R"({{"bids":{},"asks":{}}})", std::move(bids).take(), std::move(asks).take());
}

/// Open trades are made up as if they closed now: the time alone is no change.
bool is_same_but_later(domain::RoundTrip before, const domain::RoundTrip& now) {
    before.exit_time = now.exit_time;
    before.bars_held = now.bars_held;
    return before == now;
}

class Service final : public host::Service {
public:
    explicit Service(const Parts& parts)
        : parts_(parts),
          core_(parts.core),
          dashboard_(parts.loop, [this] { return runtime::snapshot_json(core_, parts_.info()); }),
          trades_(parts.loop, [this] { return runtime::trades_json(core_, 50); }),
          portfolio_(parts.loop, [this] { return runtime::portfolio_update_json(core_); }),
          alerts_(parts.loop, [this] { return runtime::alerts_json(core_, 50); }),
          all_(parts.loop, parts.stop),
          heartbeat_(parts.loop) {}

    Result<> start() override {
        dashboard_.add_websocket(parts_.router, "/ws/dashboard", "everything, live", parts_.stop);
        dashboard_.add_sse(parts_.router, "/api/v1/stream", "everything, live, as server-sent events");
        trades_.add_websocket(parts_.router, "/ws/trades", "trades, live");
        portfolio_.add_websocket(parts_.router, "/ws/portfolio", "what the account is worth, live");
        alerts_.add_websocket(parts_.router, "/ws/alerts", "alerts, live");
        add_topics();
        all_.add_websocket(parts_.router, "/ws/v1", "all topics over one socket, live");
        subscribe();
        heartbeat_.every(1s, [this] { beat(); });
        return {};
    }
    void stop() noexcept override {
        heartbeat_.cancel();
        subscriptions_.clear();
    }

private:
    void add_topics() {
        all_.add("dashboard", dashboard_);
        all_.add("trades", trades_);
        all_.add("portfolio", portfolio_);
        all_.add("alerts", alerts_);
        for (std::uint32_t i = 0; i < core_.instruments().size(); ++i) {
            const InstrumentId id(i);
            books_.push_back(std::make_unique<Channel>(parts_.loop, [this, id] { return book_json(core_, id); }));
            all_.add("book:" + core_.instruments()[id].symbol, *books_.back());
        }
    }
    /// Each in whole: a book is a few levels.
    void show_books() {
        for (std::uint32_t i = 0; i < books_.size(); ++i)
            if (books_[i]->is_watched()) books_[i]->publish("book", book_json(core_, InstrumentId(i)));
    }

    template <class T>
    void on(const bus::Subject<T>& subject) {
        subscriptions_.push_back(parts_.bus.topic(subject).subscribe([this](const bus::Message<T>& message) {
            std::visit([this](const auto& fact) { this->show(fact); }, message.data);
        }));
    }
    void subscribe() {
        const messages::Subjects& s = parts_.subjects;
        on(s.executions);
        on(s.signals);
        on(s.positions);
        on(s.performance);
        on(s.risk_state);
        on(s.alerts);
        on(s.market_data);
        on(s.config);
    }

    void show(const domain::Order& order) {
        if (dashboard_.is_watched()) dashboard_.publish("order_update", runtime::order_json(core_, order));
    }
    void show(const domain::Fill& fill) {
        if (!dashboard_.is_watched()) return;
        dashboard_.publish("fill", runtime::fill_json(core_, fill));
        dashboard_.publish("position_update", runtime::position_json(core_, fill.instrument));
    }
    void show(const domain::Ballot& ballot) {
        if (dashboard_.is_watched()) dashboard_.publish("signal", runtime::ballot_json(core_, ballot));
    }
    void show(const messages::Position& position) {
        if (dashboard_.is_watched()) dashboard_.publish("position_update", config::json_line(position));
    }
    /// The portfolio comes last of what an instant changed: bars go with it.
    void show(const messages::Portfolio&) {
        const auto bars = std::exchange(bars_, {});
        show_books();
        if (!dashboard_.is_watched() && !portfolio_.is_watched()) return;
        const std::string data = runtime::portfolio_update_json(core_);
        dashboard_.publish("portfolio_update", data);
        portfolio_.publish("portfolio_update", data);
        for (const auto& bar : bars) dashboard_.publish("bar", runtime::bar_json(core_, bar));
    }
    void show(const domain::RoundTrip& trade) {
        if (!dashboard_.is_watched() && !trades_.is_watched()) return;
        const std::string data = runtime::trade_update_json(core_, trade, "CLOSED");
        dashboard_.publish("trade_update", data);
        trades_.publish("trade_update", data);
    }
    /// The equity point ends what an instant changed: open trades that it changed are told once. A mark moves their
    /// result too.
    void show(const messages::EquityPoint&) {
        if (!dashboard_.is_watched() && !trades_.is_watched()) return;
        const auto open = core_.engine().trades().open(core_.engine().portfolio(), core_.now());
        for (const auto& trade : open) {
            if (std::ranges::any_of(open_trades_, [&](const auto& told) { return is_same_but_later(told, trade); }))
                continue;
            const std::string data = runtime::trade_update_json(core_, trade, "OPEN");
            dashboard_.publish("trade_update", data);
            trades_.publish("trade_update", data);
        }
        open_trades_ = open;
    }
    void show(const messages::RiskState& state) { risk_ = state; }
    void show(const messages::Alert& alert) {
        if (!dashboard_.is_watched() && !alerts_.is_watched()) return;
        const std::string data = runtime::alert_update_json(alert);
        dashboard_.publish("alert", data);
        alerts_.publish("alert", data);
    }
    void show(const messages::AlertResolved& resolved) {
        dashboard_.publish("alert_resolved", config::json_line(resolved));
        alerts_.publish("alert_resolved", config::json_line(resolved));
    }
    void show(const messages::ConfigVersion& version) {
        dashboard_.publish("config_changed", config::json_line(version));
    }
    void show(const messages::Cycle& cycle) { dashboard_.publish("cycle_done", config::json_line(cycle)); }
    /// The newest of each instrument and interval, until the next portfolio.
    void show(const domain::BarClosed& bar) {
        const auto same = [&](const domain::BarClosed& b) {
            return b.instrument == bar.instrument && b.interval == bar.interval;
        };
        if (const auto it = std::ranges::find_if(bars_, same); it != bars_.end())
            *it = bar;
        else
            bars_.push_back(bar);
    }
    void show(const auto&) {}  // what pages do not show

    /// The page's sign of life.
    void beat() {
        dashboard_.publish("status", runtime::status_json(core_, parts_.info()));
        if (const auto state = std::exchange(risk_, std::nullopt))
            dashboard_.publish("risk_state", config::json_line(*state));
        if (const auto& equity = core_.history().equity(); !equity.empty())
            dashboard_.publish("equity_point", runtime::equity_point_json(equity.back()));
    }

    Parts parts_;
    const runtime::Simulation& core_;
    Channel dashboard_, trades_, portfolio_, alerts_;
    std::vector<std::unique_ptr<Channel>> books_;  // by InstrumentId
    Multiplex all_;                                // of the channels above
    std::vector<domain::RoundTrip> open_trades_;   // as told
    std::vector<domain::BarClosed> bars_;
    std::optional<messages::RiskState> risk_;  // not told yet
    std::vector<bus::Subscription> subscriptions_;
    net::Timer heartbeat_;
};

}  // namespace

host::ServiceSpec spec(Parts parts) {
    return {.name = "dashboard", .needs = {"positions"}, .make = [parts]() -> Result<std::unique_ptr<host::Service>> {
                return std::make_unique<Service>(parts);
            }};
}

}  // namespace argosy::services::dashboard
