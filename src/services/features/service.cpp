#include "services/features/service.hpp"

#include <algorithm>

#include "api/endpoint.hpp"
#include "net/worker.hpp"
#include "runtime/lookup.hpp"
#include "services/features/process.hpp"
#include "services/features/sets.hpp"
#include "services/features/stream.hpp"

namespace argosy::services::features {
namespace {

namespace lib = argosy::features;
constexpr std::string_view running_set = "standard";
constexpr std::size_t name_max = 64;

struct SymbolInput {
    std::string symbol;
};
void describe(Described<SymbolInput>& d) { d.name("symbol_input").field("symbol", &SymbolInput::symbol); }
struct NewestFeatures {
    messages::FeatureVector vector;
    Duration interval{};
    bool ready = false;
    std::uint64_t warm_up = 0;
};
void describe(Described<NewestFeatures>& d) {
    using T = NewestFeatures;
    d.name("newest_features").field("vector", &T::vector, {.doc = "Columns that are not defined yet are left out."});
    d.field("interval", &T::interval).field("ready", &T::ready, {.doc = "Enough bars have come for every column."});
    d.field("warm_up", &T::warm_up, {.unit = "bars"});
}
struct PageInput {
    std::int64_t limit = 100;
    std::string cursor;
};
void describe(Described<PageInput>& d) {
    d.name("page_input").field("limit", &PageInput::limit, {.min = 1, .max = 1000});
    d.field("cursor", &PageInput::cursor, {.doc = "next_cursor of the page before."});
}
struct SetList {
    std::vector<lib::FeatureSet> feature_sets;
    std::string next_cursor;
};
void describe(Described<SetList>& d) {
    d.name("feature_set_list").field("feature_sets", &SetList::feature_sets);
    d.field("next_cursor", &SetList::next_cursor, {.doc = "Empty: this was the last page."});
}

class Service final : public host::Service {
public:
    explicit Service(Parts parts)
        : parts_(parts), sets_(parts.store), topic_(parts.bus.topic(parts.subjects.features)) {}

    Result<> start() override {
        worker_.emplace();
        for (std::uint32_t i = 0; i < parts_.core.instruments().size(); ++i)
            if (first_interval(parts_.core, InstrumentId(i))) ARGOSY_TRY(make_stream(InstrumentId(i)), "features");
        feed_ = parts_.bus.topic(parts_.subjects.market_data).subscribe([this](const auto& message) {
            if (const auto* bar = std::get_if<domain::BarClosed>(&message.data)) note(*bar, message.envelope);
        });
        news_ = parts_.bus.topic(parts_.subjects.news).subscribe([this](const auto& message) {
            if (const auto* headline = std::get_if<messages::Headline>(&message.data)) hear(*headline);
        });
        add_routes();
        add_set_routes();
        return {};
    }
    void stop() noexcept override {
        feed_ = {};
        news_ = {};
        worker_.reset();
    }

private:
    void add_routes();
    void add_set_routes();
    [[nodiscard]] static api::Route route(net::Method method, std::string path, std::string summary) {
        return {.method = method, .path = std::move(path), .summary = std::move(summary), .service = "features"};
    }

    Result<> make_stream(InstrumentId id) {
        ARGOSY_LET(const auto set, sets_.find(running_set, *first_interval(parts_.core, id), parts_.core.now()), "");
        ARGOSY_LET(auto stream, Stream::make(parts_.core, id, set), "");
        streams_.insert_or_assign(id, std::move(stream));
        return {};
    }
    void note(const domain::BarClosed& bar, const bus::Envelope& cause) {
        const auto found = streams_.find(bar.instrument);
        if (found == streams_.end()) {
            if (!first_interval(parts_.core, bar.instrument) || !make_stream(bar.instrument)) return;
            return publish(streams_.at(bar.instrument), cause);  // it has taken the bar: the core keeps it already
        }
        if (found->second.take(bar)) publish(found->second, cause);
    }
    /// By the clock of the market: what came before a bar closed is part of what that bar knows.
    void hear(const messages::Headline& headline) {
        for (auto& [id, stream] : streams_)
            if (std::ranges::find(headline.instruments, parts_.core.instruments()[id].symbol) !=
                headline.instruments.end())
                stream.hear(headline.score, parts_.core.now());
    }
    void publish(const Stream& stream, const bus::Envelope& cause) {
        topic_.publish_if_heard([&] { return message(*stream.newest(), cause); });
    }
    [[nodiscard]] bus::Message<std::variant<messages::FeatureVector>> message(messages::FeatureVector vector,
                                                                              const bus::Envelope& cause) {
        const Time time = vector.time;
        return {{.id = ids_.next(time), .time = time, .source = "features", .cause = cause.id, .trace = {}},
                std::move(vector)};
    }
    Result<NewestFeatures> newest(std::string_view symbol) const {
        ARGOSY_LET(const auto id, runtime::find_instrument(parts_.core, symbol), "");
        const auto found = streams_.find(id);
        auto vector = found == streams_.end() ? std::nullopt : found->second.newest();
        if (!vector)
            return fail(Errc::not_found, "no features of " + parts_.core.instruments()[id].symbol + " yet",
                        "wait for its first bar");
        return NewestFeatures{.vector = std::move(*vector),
                              .interval = found->second.interval(),
                              .ready = found->second.ready(),
                              .warm_up = found->second.warm_up()};
    }
    /// Computed on the worker's thread: ten thousand bars take longer than an order may wait.
    void process_later(const ProcessInput& in, api::Reply<ProcessAnswer> reply) {
        if (!worker_) return reply.send(fail(Errc::unavailable, "the service has stopped"));
        auto set = in.features ? Result<lib::FeatureSet>(*in.features)
                               : sets_.find(in.feature_set, interval_of(in), parts_.core.now());
        if (!set) return reply.send(std::unexpected(std::move(set).error()));
        const auto shared = std::make_shared<api::Reply<ProcessAnswer>>(std::move(reply));
        auto queued = worker_->run([own = shared, in, set = std::move(*set), &loop = parts_.loop]() mutable {
            auto out = process(in, set);
            // The reply goes along: its connection may end on the loop's thread only.
            loop.post([own = std::move(own), out = std::move(out)] { own->send(out); });
        });
        if (!queued) shared->send(std::unexpected(std::move(queued).error()));
    }
    Result<lib::FeatureSet> put(const lib::FeatureSet& set) {
        if (set.name.size() > name_max)
            return fail(Errc::invalid_argument, "name: longer than " + std::to_string(name_max) + " characters");
        ARGOSY_TRY(check_set(set), "features");
        ARGOSY_TRY(sets_.put(set, parts_.core.now()), "feature set");
        if (set.name != running_set) return set;
        for (auto& [id, stream] : streams_)
            if (stream.interval() == set.interval) ARGOSY_TRY(make_stream(id), "");
        return set;
    }

    Parts parts_;
    Sets sets_;
    bus::Topic<std::variant<messages::FeatureVector>>& topic_;
    UuidSource ids_{std::bit_cast<std::uint64_t>(net::wall_time().time_since_epoch().count())};
    std::map<InstrumentId, Stream> streams_;
    std::optional<net::Worker> worker_;
    bus::Subscription feed_, news_;
};

void Service::add_routes() {
    auto process_route = route(net::Method::post, "/api/v1/features/process", "raw bars to clean bars and features");
    process_route.aliases = {"/api/process-data"};
    endpoint_later(parts_.router, std::move(process_route),
                   [this](const ProcessInput& in, const api::Call&, api::Reply<ProcessAnswer> reply) {
                       process_later(in, std::move(reply));
                   });
    endpoint(parts_.router, route(net::Method::get, "/api/v1/features/{symbol}", "newest features of an instrument"),
             [this](const SymbolInput& in, const api::Call&) { return newest(in.symbol); });
}

void Service::add_set_routes() {
    endpoint(parts_.router, route(net::Method::get, "/api/v1/feature-sets", "stored feature sets"),
             [this](const PageInput& in, const api::Call&) -> Result<SetList> {
                 ARGOSY_LET(
                     auto found,
                     sets_.list({.limit = static_cast<std::size_t>(in.limit), .cursor = in.cursor}, parts_.core.now()),
                     "");
                 return SetList{.feature_sets = std::move(found.sets), .next_cursor = std::move(found.next)};
             });
    auto put_route = route(net::Method::put, "/api/v1/feature-sets/{name}", "store a feature set");
    put_route.role = api::Role::trader;
    endpoint(parts_.router, std::move(put_route),
             [this](const lib::FeatureSet& in, const api::Call&) { return put(in); });
}

}  // namespace

host::ServiceSpec spec(Parts parts) {
    return {.name = "features", .needs = {}, .make = [parts]() -> Result<std::unique_ptr<host::Service>> {
                return std::make_unique<Service>(parts);
            }};
}

}  // namespace argosy::services::features
