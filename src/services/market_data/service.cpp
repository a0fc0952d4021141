#include "services/market_data/service.hpp"

#include <algorithm>

#include "api/endpoint.hpp"
#include "api/live.hpp"
#include "base/json_writer.hpp"
#include "config/write.hpp"
#include "net/fanout.hpp"
#include "runtime/lookup.hpp"
#include "runtime/views.hpp"
#include "services/market_data/gaps.hpp"
#include "services/market_data/prices.hpp"
#include "services/market_data/status.hpp"

namespace argosy::services::market_data {
namespace {

struct BarsQuery {
    std::string symbol;
    std::optional<Duration> interval;
    std::int64_t limit = 500;
};
void describe(Described<BarsQuery>& d) {
    using T = BarsQuery;
    d.name("bars_query").field("symbol", &T::symbol);
    d.field("interval", &T::interval, {.above = Duration{}, .doc = "The shortest that is kept when left out."});
    d.field("limit", &T::limit, {.min = 1, .max = 1000, .unit = "bars", .doc = "The newest."});
}
struct Bars {
    std::string instrument;
    Duration interval{};
    std::vector<std::vector<std::string>> bars;
    std::vector<std::string> fills;
};
void describe(Described<Bars>& d) {
    d.name("bars").field("instrument", &Bars::instrument).field("interval", &Bars::interval);
    d.field("bars", &Bars::bars, {.doc = "[open_time, open, high, low, close, volume], oldest first."});
    d.field("fills", &Bars::fills, {.doc = "Own fills in the range (objects, see Fill)."});
}
struct SymbolInput {
    std::string symbol;
};
void describe(Described<SymbolInput>& d) { d.name("symbol_input").field("symbol", &SymbolInput::symbol); }
struct StatusQuery {
    std::optional<Time> at;
};
void describe(Described<StatusQuery>& d) {
    d.name("status_query").field("at", &StatusQuery::at, {.doc = "Another moment than now."});
}
struct Gaps {
    std::vector<FeedGap> gaps;
    std::uint64_t bars_seen = 0, bars_missing = 0;
};
void describe(Described<Gaps>& d) {
    d.name("feed_gaps").field("gaps", &Gaps::gaps, {.doc = "Newest first."});
    d.field("bars_seen", &Gaps::bars_seen).field("bars_missing", &Gaps::bars_missing, {.doc = "Not filled yet."});
}
struct Prices {
    std::vector<Latest> prices;
};
void describe(Described<Prices>& d) { d.name("prices").field("prices", &Prices::prices); }

class Service final : public host::Service {
public:
    explicit Service(const Parts& parts)
        : parts_(parts),
          gaps_(parts.core.instruments()),
          stream_(std::make_shared<net::Fanout>(parts.loop, net::Fanout::Options{}, [this] { return snapshot(); })),
          flush_(parts.loop) {}

    Result<> start() override {
        see_history();
        feed_ = parts_.bus.topic(parts_.subjects.market_data).subscribe([this](const auto& message) {
            if (const auto* bar = std::get_if<domain::BarClosed>(&message.data)) note(*bar);
        });
        flush_.every(100ms, [this] { flush(); });
        add_routes();
        add_stream();
        return {};
    }
    void stop() noexcept override {
        feed_ = {};
        flush_.cancel();
        stream_.reset();
    }

private:
    void add_routes();
    void add_stream();

    [[nodiscard]] static api::Route get(std::string path, std::string summary, std::vector<std::string> aliases = {}) {
        return {.path = std::move(path),
                .summary = std::move(summary),
                .service = "market-data",
                .aliases = std::move(aliases)};
    }

    /// What came before this service was there.
    void see_history() {
        for (std::uint32_t i = 0; i < parts_.core.instruments().size(); ++i)
            for (const Duration interval : parts_.core.history().intervals(InstrumentId(i)))
                for (const auto& bar : parts_.core.history().bars(InstrumentId(i), interval)->bars)
                    gaps_.note({.instrument = InstrumentId(i), .interval = interval, .bar = bar});
    }
    /// Of each series only the newest bar waits: a fast market must not drown those who look at it.
    void note(const domain::BarClosed& bar) {
        gaps_.note(bar);
        const auto same = [&](const domain::BarClosed& b) {
            return b.instrument == bar.instrument && b.interval == bar.interval;
        };
        const auto it = std::ranges::find_if(waiting_, same);
        if (it != waiting_.end())
            *it = bar;
        else
            waiting_.push_back(bar);
    }
    void flush() {
        for (const auto& bar : waiting_) stream_->publish(config::json_line(streamed(parts_.core, bar)), "ohlcv");
        waiting_.clear();
    }
    /// The newest price of every instrument: what a new reader, or one that was too slow, gets first.
    [[nodiscard]] std::string snapshot() const {
        JsonWriter w;
        w.begin_object().field("data_type", "snapshot").key("data").begin_array();
        for (std::uint32_t i = 0; i < parts_.core.instruments().size(); ++i) {
            const auto latest = latest_of(parts_.core, InstrumentId(i));
            if (!latest) continue;
            MarketDataTicker ticker{.exchange = latest->exchange, .symbol = latest->symbol};
            ticker.data = *latest;
            ticker.timestamp = latest->timestamp;
            w.raw(config::json_line(ticker));
        }
        return std::move(w.end_array().field("timestamp", to_iso8601(parts_.core.now())).end_object()).take();
    }

    Parts parts_;
    GapWatch gaps_;
    std::vector<domain::BarClosed> waiting_;
    std::shared_ptr<net::Fanout> stream_;
    net::Timer flush_;
    bus::Subscription feed_;
};

void Service::add_routes() {
    auto& r = parts_.router;
    endpoint(r, get("/api/v1/bars/{symbol}", "bars and own fills", {"/api/chart/{symbol}", "/chart/{symbol}"}),
             [this](const BarsQuery& in, const api::Call&) -> Result<api::Rendered<Bars>> {
                 ARGOSY_LET(const auto id, runtime::find_instrument(parts_.core, in.symbol), "");
                 const auto intervals = parts_.core.history().intervals(id);
                 const Duration interval = in.interval.value_or(intervals.empty() ? 1min : intervals.front());
                 auto json = runtime::bars_json(parts_.core, id, interval, static_cast<std::size_t>(in.limit));
                 if (json) return api::Rendered<Bars>{std::move(*json)};
                 return fail(Errc::not_found, "no bars of " + to_string(interval),
                             "GET /api/v1/status lists the intervals");
             });
    endpoint(r, get("/api/v1/latest/{symbol}", "latest price", {"/api/latest/{symbol}", "/latest/{symbol}"}),
             [this](const SymbolInput& in, const api::Call&) -> Result<Latest> {
                 ARGOSY_LET(const auto id, runtime::find_instrument(parts_.core, in.symbol), "");
                 return latest_of(parts_.core, id);
             });
    endpoint(r, get("/api/v1/latest", "latest prices of all instruments"),
             [this](const api::Nothing&, const api::Call&) -> Result<Prices> {
                 Prices out;
                 for (std::uint32_t i = 0; i < parts_.core.instruments().size(); ++i)
                     if (auto latest = latest_of(parts_.core, InstrumentId(i)))
                         out.prices.push_back(std::move(*latest));
                 return out;
             });
    endpoint(r, get("/api/v1/quote/{symbol}", "latest quote", {"/api/quote/{symbol}", "/quote/{symbol}"}),
             [this](const SymbolInput& in, const api::Call&) -> Result<QuoteAnswer> {
                 ARGOSY_LET(const auto id, runtime::find_instrument(parts_.core, in.symbol), "");
                 return quote_answer(parts_.core, id);
             });
    endpoint(r,
             get("/api/v1/market-status", "is the market open",
                 {"/api/market_status", "/api/market-status", "/market-status", "/market_status"}),
             [this](const StatusQuery& in, const api::Call&) -> Result<MarketStatus> {
                 return market_status(parts_.core, in.at.value_or(parts_.core.now()));
             });
    endpoint(r, get("/api/v1/market-data/gaps", "bars of the feed that are missing, and their refill"),
             [this](const api::Nothing&, const api::Call&) -> Result<Gaps> {
                 return Gaps{.gaps = gaps_.gaps(), .bars_seen = gaps_.bars(), .bars_missing = gaps_.missing()};
             });
}

void Service::add_stream() {
    auto route = get("/api/v1/market-data", "real-time market data: server-sent events, or a WebSocket on upgrade",
                     {"/api/market-data"});
    route.media = "text/event-stream";
    endpoint_stream(parts_.router, std::move(route), [this](const api::Call& call, net::Responder responder) {
        api::join(stream_, call, std::move(responder));
    });
}

}  // namespace

host::ServiceSpec spec(Parts parts) {
    return {.name = "market-data", .needs = {}, .make = [parts]() -> Result<std::unique_ptr<host::Service>> {
                return std::make_unique<Service>(parts);
            }};
}

}  // namespace argosy::services::market_data
