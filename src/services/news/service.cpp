#include "services/news/service.hpp"

#include <bit>

#include "api/endpoint.hpp"
#include "net/worker.hpp"
#include "news/feed.hpp"
#include "news/headline_file.hpp"
#include "runtime/lookup.hpp"
#include "services/news/desk.hpp"
#include "services/news/folder.hpp"
#include "services/news/words.hpp"

namespace argosy::services::news {
namespace {

using argosy::news::Headline;
constexpr Duration feed_timeout = 15s;
constexpr std::size_t headlines_kept = 1'000;  ///< in memory, for answers

struct SentimentQuery {
    std::optional<std::string> instrument;
    std::int64_t limit = 20;
};
void describe(Described<SentimentQuery>& d) {
    d.name("sentiment_query").field("instrument", &SentimentQuery::instrument, {.doc = "All when left out."});
    d.field("limit", &SentimentQuery::limit, {.min = 1, .max = 1000, .unit = "headlines"});
}
struct SentimentAnswer {
    Time time{};
    std::vector<messages::Sentiment> sentiment;
    std::vector<messages::Headline> headlines;
};
void describe(Described<SentimentAnswer>& d) {
    using T = SentimentAnswer;
    d.name("news_sentiment").field("time", &T::time);
    d.field("sentiment", &T::sentiment, {.doc = "Of each instrument; a score of null: no headline has come."});
    d.field("headlines", &T::headlines, {.doc = "The newest by arrival first."});
}
struct NewsQuery {
    std::int64_t limit = 100;
    std::string cursor, source;
};
void describe(Described<NewsQuery>& d) {
    d.name("news_query").field("limit", &NewsQuery::limit, {.min = 1, .max = 1000});
    d.field("cursor", &NewsQuery::cursor, {.doc = "next_cursor of the page before."});
    d.field("source", &NewsQuery::source, {.doc = "All when left out."});
}
struct NewsList {
    std::vector<messages::Headline> headlines;
    std::string next_cursor;
};
void describe(Described<NewsList>& d) {
    d.name("news_list").field("headlines", &NewsList::headlines, {.doc = "What was stored last comes first."});
    d.field("next_cursor", &NewsList::next_cursor, {.doc = "Empty: this was the last page."});
}
struct Ingested {
    std::uint64_t received = 0, added = 0, known = 0;
};
void describe(Described<Ingested>& d) {
    d.name("news_ingested").field("received", &Ingested::received);
    d.field("added", &Ingested::added).field("known", &Ingested::known, {.doc = "Source and id were there already."});
}

/// Headlines that a caller brings. They are known from now on, unless they say when they had arrived.
Result<std::vector<Headline>> parse_body(const std::string& body, const std::string& source, Time now) {
    const auto first = body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (first == std::string::npos)
        return fail(Errc::invalid_argument, "no headlines", "send RSS, Atom, or one JSON object with a title a line");
    if (body[first] == '<') {
        ARGOSY_LET(auto feed, argosy::news::parse_feed(body, {.source = source, .arrived = now}), "feed");
        return std::move(feed.headlines);
    }
    const argosy::news::FileOptions options{.source = source, .delay = Duration{}, .limits = {}};
    ARGOSY_LET(auto headlines, argosy::news::parse_json_lines(body, options), "headlines");
    for (auto& h : headlines)
        if (h.arrived == h.published) h.arrived = now;  // the parser had no other time
    return headlines;
}

class Service final : public host::Service {
public:
    explicit Service(Parts parts)
        : parts_(std::move(parts)),
          moods_(parts_.settings.half_life),
          folder_(parts_.folder),
          topic_(parts_.bus.topic(parts_.subjects.news)),
          timer_(parts_.loop) {}

    Result<> start() override {
        ARGOSY_TRY(open(), "news");
        add_routes();
        add_ingest();
        if (!worker_) return {};
        look();
        timer_.every(parts_.settings.every, [this] { look(); });
        return {};
    }
    void stop() noexcept override {
        timer_.cancel();
        worker_.reset();
        *alive_ = false;
    }
    [[nodiscard]] host::Health health() const override {
        if (!missing_.empty()) return {.condition = host::Condition::degraded, .detail = missing_};
        if (trouble_.empty()) return {};
        return {.condition = host::Condition::degraded, .detail = trouble_.begin()->second};
    }

private:
    void add_routes();
    void add_ingest();

    /// Without a lexicon the service runs and says what is missing.
    Result<> open() {
        if (const auto there = parts_.check_lexicon(); !there) {
            missing_ = there.error().message(), missing_hint_ = there.error().hint();
            return {};
        }
        auto words = parts_.instruments.empty() ? default_words(parts_.core.instruments()) : parts_.instruments;
        ARGOSY_LET(auto matcher, argosy::news::Matcher::make(std::move(words)), "instruments");
        desk_.emplace(parts_.store, parts_.lexicon, std::move(matcher));
        ARGOSY_LET(auto kept, desk_->load(parts_.clock() - parts_.keep), "");
        remember(kept);
        worker_.emplace();
        return {};
    }
    Result<> check_open() const {
        if (!missing_.empty()) return fail(Errc::unavailable, missing_, missing_hint_);
        if (!worker_) return fail(Errc::unavailable, "the service has stopped");
        return {};
    }

    /// A look at the folder and the feeds.
    void look() {
        if (!parts_.folder.empty()) (void)run([this](Time now) { read_folder(now); });  // full: the next look does it
        for (const auto& [name, address] : parts_.settings.feeds) poll(name, address);
    }
    Result<> run(std::move_only_function<void(Time)> task) {
        ARGOSY_TRY(check_open(), "");
        return worker_->run([task = std::move(task), now = parts_.clock()]() mutable { task(now); });
    }
    /// From the worker to the loop, unless the service has gone meanwhile.
    void post(net::Task task) {
        parts_.loop.post([alive = alive_, task = std::move(task)]() mutable {
            if (*alive) task();
        });
    }
    void read_folder(Time now) {
        auto found = folder_.look(now);
        auto fresh = desk_->take(found.headlines, now);
        std::string trouble;
        for (const auto& problem : found.problems) trouble += (trouble.empty() ? "" : "; ") + problem;
        if (!fresh) trouble = fresh.error().message();
        const bool is_news = !found.headlines.empty() || !trouble.empty();
        post([this, is_news, trouble = std::move(trouble), fresh = std::move(fresh)] {
            if (is_news) note_trouble("folder", trouble);
            if (fresh) tell(*fresh);
        });
    }
    void poll(const std::string& name, const std::string& address) {
        const auto body = std::make_shared<std::string>();
        net::ClientRequest request{.url = address, .timeout = feed_timeout};
        request.on_body = [body](std::string_view part) {
            body->append(part);
            return body->size() <= argosy::news::Limits{}.bytes;
        };
        parts_.client.send(std::move(request), [this, alive = alive_, name, body](Result<net::Response> r) {
            if (!*alive) return;
            if (!r) return note_trouble(name, name + ": " + std::string(r.error().message()));
            if (r->status != 200) return note_trouble(name, name + ": answered " + std::to_string(r->status));
            (void)run([this, name, body](Time now) { take_feed(name, *body, now); });  // full: it is polled again
        });
    }
    void take_feed(const std::string& name, const std::string& text, Time now) {
        auto fresh = [&]() -> Result<std::vector<messages::Headline>> {
            ARGOSY_LET(const auto feed, argosy::news::parse_feed(text, {.source = name, .arrived = now}), name);
            return desk_->take(feed.headlines, now);
        }();
        post([this, name, fresh = std::move(fresh)] {
            note_trouble(name, fresh ? std::string() : std::string(fresh.error().message()));
            if (fresh) tell(*fresh);
        });
    }
    void note_trouble(const std::string& where, std::string what) {
        if (what.empty())
            trouble_.erase(where);
        else
            trouble_[where] = std::move(what);
    }

    void remember(const std::vector<messages::Headline>& headlines) {
        moods_.add(headlines);
        for (const auto& h : headlines) newest_.emplace(h.received, h);
        while (newest_.size() > headlines_kept) newest_.erase(newest_.begin());
    }
    /// What is new, to everybody.
    void tell(const std::vector<messages::Headline>& fresh) {
        remember(fresh);
        std::map<std::string, bool> touched;
        for (const auto& h : fresh) {
            publish(h.received, h);
            for (const auto& instrument : h.instruments) touched[instrument] = true;
        }
        const Time now = parts_.clock();
        for (const auto& [instrument, yes] : touched) publish(now, moods_.at(instrument, now));
    }
    void publish(Time time, messages::News fact) {
        topic_.publish(
            {{.id = ids_.next(time), .time = time, .source = "news", .cause = {}, .trace = {}}, std::move(fact)});
    }
    Result<SentimentAnswer> sentiment(const SentimentQuery& in) const;
    Result<NewsList> list(const NewsQuery& in) const;
    void ingest(const api::Call& call, api::Reply<Ingested> reply);

    Parts parts_;
    std::string missing_, missing_hint_;  ///< why nothing can be scored
    std::optional<Desk> desk_;            ///< the worker's, once it runs
    Moods moods_;
    Folder folder_;                                   ///< the worker's
    std::multimap<Time, messages::Headline> newest_;  ///< by arrival
    std::map<std::string, std::string> trouble_;      ///< by feed
    bus::Topic<messages::News>& topic_;
    UuidSource ids_{std::bit_cast<std::uint64_t>(net::wall_time().time_since_epoch().count())};
    net::Timer timer_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  ///< the loop's
    std::optional<net::Worker> worker_;
};

Result<SentimentAnswer> Service::sentiment(const SentimentQuery& in) const {
    ARGOSY_TRY(check_open(), "");
    std::string only;
    if (in.instrument) {
        ARGOSY_LET(const auto id, runtime::find_instrument(parts_.core, *in.instrument), "");
        only = parts_.core.instruments()[id].symbol;
    }
    SentimentAnswer out{.time = parts_.clock(), .sentiment = {}, .headlines = {}};
    for (const auto& instrument : parts_.core.instruments())
        if (only.empty() || only == instrument.symbol) out.sentiment.push_back(moods_.at(instrument.symbol, out.time));
    const auto limit = static_cast<std::size_t>(in.limit);
    for (auto it = newest_.rbegin(); it != newest_.rend() && out.headlines.size() < limit; ++it)
        if (only.empty() || std::ranges::find(it->second.instruments, only) != it->second.instruments.end())
            out.headlines.push_back(it->second);
    return out;
}

Result<NewsList> Service::list(const NewsQuery& in) const {
    ARGOSY_TRY(check_open(), "");
    ARGOSY_LET(const auto page, parts_.store.read([&](const store::Tables& t) {
        return t.streams().list({.stream = std::string(headline_stream), .key = in.source},
                                {.limit = static_cast<std::size_t>(in.limit), .cursor = in.cursor});
    }),
               "headlines");
    NewsList out{.headlines = {}, .next_cursor = page.next};
    for (const auto& entry : page.rows) {
        ARGOSY_LET(auto headline, headline_of(entry), "");
        out.headlines.push_back(std::move(headline));
    }
    return out;
}

/// Parsed, scored and stored on the worker's thread.
void Service::ingest(const api::Call& call, api::Reply<Ingested> reply) {
    const auto shared = std::make_shared<api::Reply<Ingested>>(std::move(reply));
    const std::string source(call.query("source").value_or("api"));
    auto queued = run([this, own = shared, source, body = std::string(call.body())](Time now) mutable {
        Ingested out;
        auto fresh = [&]() -> Result<std::vector<messages::Headline>> {
            ARGOSY_LET(const auto headlines, parse_body(body, source, now), "");
            out.received = headlines.size();
            return desk_->take(headlines, now);
        }();
        if (fresh) out.added = fresh->size(), out.known = out.received - out.added;
        // The reply goes along: its connection may end on the loop's thread only.
        post([this, own = std::move(own), out, fresh = std::move(fresh)]() mutable {
            if (!fresh) return own->send(std::unexpected(std::move(fresh).error()));
            tell(*fresh);
            own->send(out);
        });
    });
    if (!queued) shared->send(std::unexpected(std::move(queued).error()));
}

void Service::add_routes() {
    endpoint(parts_.router,
             {.path = "/api/v1/news/sentiment",
              .summary = "sentiment of instruments, and the newest headlines",
              .service = "news",
              .aliases = {"/api/news-sentiment"}},
             [this](const SentimentQuery& in, const api::Call&) { return sentiment(in); });
    endpoint(parts_.router, {.path = "/api/v1/news", .summary = "headlines", .service = "news", .aliases = {}},
             [this](const NewsQuery& in, const api::Call&) { return list(in); });
}

void Service::add_ingest() {
    api::Route route{.method = net::Method::post,
                     .path = "/api/v1/news",
                     .summary = "bring headlines: RSS, Atom, or JSON lines (a title and a time each)",
                     .role = api::Role::trader,
                     .service = "news",
                     .aliases = {},
                     .output = &type_of<Ingested>,
                     .consumes = "*/*"};
    parts_.router.add_opener(std::move(route), [this](const api::Call& call, net::Responder responder) {
        ingest(call, {std::move(responder), call.trace_id(), 200});
    });
}

}  // namespace

host::ServiceSpec spec(Parts parts) {
    return {
        .name = "news", .needs = {}, .make = [parts = std::move(parts)]() -> Result<std::unique_ptr<host::Service>> {
            return std::make_unique<Service>(parts);
        }};
}

}  // namespace argosy::services::news
