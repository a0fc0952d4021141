#include "services/ledger/cache.hpp"

#include <algorithm>

#include "base/json_writer.hpp"
#include "config/json.hpp"
#include "config/read.hpp"
#include "runtime/lookup.hpp"
#include "services/ledger/answers.hpp"

namespace argosy::services::ledger {
namespace {

using api::Call;
using config::Node;

constexpr std::string_view collection = "market_data_cache";
constexpr std::string_view types[] = {"ticker", "ohlcv", "orderbook"};
constexpr std::size_t bars_shown = 100;
constexpr std::size_t bytes_max = 1 << 20;
constexpr std::size_t erased_at_once = 10'000;

struct MarketData {
    std::string exchange, symbol, data_type;
    Node data;
    Time timestamp{};
    std::string source;
    std::optional<Time> expires;
};
void describe(Described<MarketData>& d) {
    using M = MarketData;
    d.name("market_data").field("exchange", &M::exchange).field("symbol", &M::symbol).field("data_type", &M::data_type);
    d.field("data", &M::data).field("timestamp", &M::timestamp);
    d.field("source", &M::source, {.doc = "cache, or market: nobody had put it there."}).field("expires", &M::expires);
}

struct CacheInput {
    std::string exchange, symbol, pair, data_type;
    Node data;
    std::optional<Time> timestamp;
    Duration ttl = 60s;
};
void describe(Described<CacheInput>& d) {
    using C = CacheInput;
    d.name("market_data_input").field("exchange", &C::exchange, {.required = true});
    d.field("symbol", &C::symbol).field("pair", &C::pair, {.doc = "The same as symbol."});
    d.field("data_type", &C::data_type, {.required = true, .doc = "ticker, ohlcv or orderbook."});
    d.field("data", &C::data, {.required = true, .doc = "An object."}).field("timestamp", &C::timestamp);
    d.field("ttl", &C::ttl, {.max = 24h * 7, .above = 0s, .doc = "It is forgotten after this."});
}

struct CacheKey {
    std::string exchange, pair, data_type;
};
void describe(Described<CacheKey>& d) {
    using C = CacheKey;
    d.name("cache_key").field("exchange", &C::exchange).field("pair", &C::pair).field("data_type", &C::data_type);
}

struct Removed {
    std::uint64_t removed = 0;
};
void describe(Described<Removed>& d) { d.name("removed").field("removed", &Removed::removed); }

Result<> check_type(std::string_view type) {
    if (std::ranges::find(types, type) != std::end(types)) return {};
    return fail(Errc::invalid_argument, "/data_type: there is no type \"" + std::string(type) + "\"",
                "ticker, ohlcv or orderbook");
}

/// Newest bars of the shortest interval that is kept; null before the first.
const runtime::History::BarSeries* bars_of(const runtime::Simulation& core, InstrumentId id) {
    const auto intervals = core.history().intervals(id);
    const auto finest = std::ranges::min_element(intervals);
    const auto* series = finest == intervals.end() ? nullptr : core.history().bars(id, *finest);
    return series && !series->bars.empty() ? series : nullptr;
}

std::string ticker_of(const runtime::History::BarSeries& series) {
    const auto& last = series.bars.back();
    JsonWriter w;
    w.begin_object().field("last", to_string(last.close)).field("high", to_string(last.high));
    w.field("low", to_string(last.low)).field("volume", to_string(last.volume));
    return std::move(w.end_object()).take();
}

std::string ohlcv_of(const runtime::History::BarSeries& series) {
    JsonWriter w;
    w.begin_object().field("interval", argosy::to_string(series.interval)).key("bars").begin_array();
    const auto count = std::min(series.bars.size(), bars_shown);
    for (auto i = series.bars.size() - count; i < series.bars.size(); ++i) {
        const auto& b = series.bars[i];
        w.begin_array().value(to_iso8601(b.open_time)).value(to_string(b.open)).value(to_string(b.high));
        w.value(to_string(b.low)).value(to_string(b.close)).value(to_string(b.volume)).end_array();
    }
    return std::move(w.end_array().end_object()).take();
}

Result<std::string> from_market(const runtime::Simulation& core, InstrumentId id, std::string_view type) {
    const auto* bars = bars_of(core, id);
    if (type == "ticker" && bars) return ticker_of(*bars);
    if (type == "ohlcv" && bars) return ohlcv_of(*bars);
    return fail(Errc::not_found, "no " + std::string(type) + " of " + core.instruments()[id].symbol + " is cached",
                "POST /api/v1/cache/market-data puts one there");
}

class Cache {
public:
    explicit Cache(const Parts& parts) : parts_(parts) {}

    void put(const CacheInput& in, const Call& call, api::Reply<MarketData> reply) {
        auto made = document_of(in);
        if (!made) return refuse(reply, made.error(), call.trace_id());
        auto& [document, shown] = *made;
        auto work = [document](store::Tables& t) -> Result<> {
            ARGOSY_TRY(t.documents().put(document, store::Expect::anything()), "cache");
            return {};
        };
        auto shared = std::make_shared<api::Reply<MarketData>>(std::move(reply));
        auto done = [shared, shown, &loop = parts_.loop](const Result<>& result) {
            auto out = result ? Result<MarketData>(shown) : copied(result.error());
            loop.post([shared, out = std::move(out)] { shared->send(out); });
        };
        if (const auto taken = parts_.writer.submit(std::move(work), std::move(done)); !taken)
            refuse(*shared, taken.error(), call.trace_id());
    }

    Result<MarketData> find(const CacheKey& in) const {
        ARGOSY_TRY(check_type(in.data_type), "");
        ARGOSY_LET(const auto id, runtime::find_instrument(parts_.core, in.pair, in.exchange), "");
        const std::string key = key_of(id, in.data_type);
        ARGOSY_LET(const auto found, parts_.store.read([&](const store::Tables& t) {
            return t.documents().find(collection, key, net::wall_time());
        }),
                   "cache");
        if (found) return config::read_json<MarketData>(found->body, "cache");
        ARGOSY_LET(const auto data, from_market(parts_.core, id, in.data_type), "");
        MarketData out = named(id, in.data_type);
        ARGOSY_LET(out.data, config::json_tree(data, "market"), "");
        out.timestamp = parts_.core.now();
        out.source = "market";
        return out;
    }

    Result<Removed> erase_expired() const {
        ARGOSY_LET(const auto removed, parts_.store.write([](store::Tables& t) {
            return t.documents().erase_expired(net::wall_time(), erased_at_once);
        }),
                   "cache");
        return Removed{removed};
    }

private:
    [[nodiscard]] MarketData named(InstrumentId id, std::string_view type) const {
        const auto& instrument = parts_.core.instruments()[id];
        return {.exchange = instrument.venue,
                .symbol = instrument.symbol,
                .data_type = std::string(type),
                .data = {},
                .source = {},
                .expires = {}};
    }
    [[nodiscard]] std::string key_of(InstrumentId id, std::string_view type) const {
        const auto& instrument = parts_.core.instruments()[id];
        return instrument.venue + "/" + instrument.symbol + "/" + std::string(type);
    }

    Result<std::pair<store::Document, MarketData>> document_of(const CacheInput& in) const {
        ARGOSY_TRY(check_type(in.data_type), "");
        const std::string& symbol = in.symbol.empty() ? in.pair : in.symbol;
        if (symbol.empty()) return fail(Errc::invalid_argument, "/symbol: it is required");
        ARGOSY_LET(const auto id, runtime::find_instrument(parts_.core, symbol, in.exchange), "/symbol");
        if (in.data.kind != Node::Kind::mapping) return fail(Errc::invalid_argument, "/data: expected an object");
        MarketData shown = named(id, in.data_type);
        shown.data = in.data;
        shown.timestamp = in.timestamp.value_or(parts_.core.now());
        shown.source = "cache";
        shown.expires = net::wall_time() + in.ttl;
        store::Document document{.collection = std::string(collection),
                                 .key = key_of(id, in.data_type),
                                 .group = {},
                                 .body = config::json_line(shown),
                                 .expires = shown.expires,
                                 .updated = net::wall_time()};
        if (document.body.size() > bytes_max) return fail(Errc::invalid_argument, "/data: at most 1 MiB");
        return std::pair(std::move(document), std::move(shown));
    }

    const Parts& parts_;
};

}  // namespace

void add_cache_routes(const Parts& parts) {
    const auto self = std::make_shared<Cache>(parts);
    endpoint_later(parts.router,
                   {.method = net::Method::post,
                    .path = "/api/v1/cache/market-data",
                    .summary = "put into the market-data cache",
                    .role = api::Role::trader,
                    .service = "ledger",
                    .aliases = {},
                    .success = 201},
                   [self](const CacheInput& in, const Call& call, api::Reply<MarketData> reply) {
                       self->put(in, call, std::move(reply));
                   });
    endpoint(parts.router,
             {.path = "/api/v1/cache/market-data/{exchange}/{pair}/{data_type}",
              .summary = "read the market-data cache",
              .service = "ledger",
              .aliases = {}},
             [self](const CacheKey& in, const Call&) { return self->find(in); });
    endpoint(parts.router,
             {.method = net::Method::delete_,
              .path = "/api/v1/cache/expired",
              .summary = "drop expired cache entries",
              .role = api::Role::trader,
              .service = "ledger",
              .aliases = {}},
             [self](const api::Nothing&, const Call&) { return self->erase_expired(); });
}

}  // namespace argosy::services::ledger
