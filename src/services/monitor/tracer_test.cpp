#include "services/monitor/tracer.hpp"

#include "services/monitor/service.hpp"
#include "support/service_bench.hpp"

namespace argosy::services::monitor {
namespace {

using Spans = std::vector<observe::Span>;

const observe::Span* find(const Spans& spans, std::uint64_t id) {
    const auto found = std::ranges::find_if(spans, [&](const auto& s) { return s.context.span == id; });
    return found == spans.end() ? nullptr : &*found;
}

class TracerTest : public argosy::testing::ServiceBench {
protected:
    Spans trace(double sample, int steps) {
        observe::SpanBuffer buffer(100'000);
        const Tracer tracer({.bus = bus, .subjects = subjects, .spans = buffer, .names = names, .sample = sample});
        play(steps);
        return buffer.take();
    }
};

TEST_F(TracerTest, every_fill_leads_back_to_its_tick) {
    const Spans spans = trace(1, 600);
    std::size_t fills = 0;
    for (const auto& span : spans) {
        if (span.name != "fill") continue;
        ++fills;
        std::vector<std::string> path;
        for (const auto* at = find(spans, span.parent); at != nullptr; at = find(spans, at->parent)) {
            path.push_back(at->name);
            EXPECT_EQ(at->context.trace_low, span.context.trace_low);
            EXPECT_LE(at->start, span.end);
        }
        // An order that was filled within its step is told once it is final, behind its fills.
        EXPECT_EQ(path, (std::vector<std::string>{"order", "risk", "vote", "tick"}));
    }
    EXPECT_GT(fills, 0U);
}

TEST_F(TracerTest, every_vote_is_a_span_beside_the_ballot) {
    const Spans spans = trace(1, 200);
    const auto vote = std::ranges::find(spans, "vote", &observe::Span::name);
    ASSERT_NE(vote, spans.end());
    const auto signals =
        std::ranges::count_if(spans, [&](const auto& s) { return s.name == "signal" && s.parent == vote->parent; });
    EXPECT_EQ(signals, 4);
}

TEST_F(TracerTest, a_sample_is_a_part_of_them_and_none_is_none) {
    const auto ballots = [](const Spans& spans) { return std::ranges::count(spans, "vote", &observe::Span::name); };
    const auto all = ballots(trace(1, 400));
    const auto some = ballots(trace(0.3, 400));
    EXPECT_GT(some, 0);
    EXPECT_LT(some, all);
    EXPECT_TRUE(trace(0, 100).empty());
}

/// A collector that keeps what is posted to it.
class CollectorTest : public argosy::testing::ServiceBench {
protected:
    CollectorTest() {
        collector_port = collector.listen("127.0.0.1", 0).value();
        start(spec({.loop = loop,
                    .router = router,
                    .store = *store,
                    .writer = writer,
                    .bus = bus,
                    .subjects = subjects,
                    .core = *core,
                    .metrics = metrics,
                    .api = api,
                    .services = [] { return std::vector<host::ServiceStatus>{}; },
                    .version = "1.2.3",
                    .tracing = {.endpoint = "http://127.0.0.1:" + std::to_string(collector_port) + "/v1/traces",
                                .sample = 1,
                                .every = 20ms}}));
    }
    ~CollectorTest() override { host->stop(); }

    std::vector<std::string> bodies, types;
    int status = 200;
    net::HttpServer collector{loop, [this](const net::Request& r, net::Responder to) {
                                  EXPECT_EQ(r.target, "/v1/traces");
                                  EXPECT_EQ(r.method, net::Method::post);
                                  bodies.push_back(r.body);
                                  types.emplace_back(r.headers.value("Content-Type"));
                                  to.send({.status = status, .headers = {}, .body = "{}"});
                                  loop.stop();
                              }};
    std::uint16_t collector_port = 0;
    store::Writer writer{*store};
    observe::Metrics metrics;
    ApiMeter api{metrics};
};

bool is_hex(std::string_view text, std::size_t size) {
    return text.size() == size && text.find_first_not_of("0123456789abcdef") == text.npos &&
           text.find_first_not_of('0') != text.npos;
}

std::string text(simdjson::dom::element at, const char* key) { return std::string(std::string_view(at[key])); }

TEST_F(CollectorTest, the_collector_gets_well_formed_spans) {
    play(200);
    wait(10s);
    ASSERT_FALSE(bodies.empty());
    EXPECT_EQ(types.front(), "application/json");
    simdjson::dom::parser parser;
    const simdjson::dom::element json = parser.parse(bodies.front());
    const simdjson::dom::element resource = json.at_pointer("/resourceSpans/0");
    EXPECT_EQ(text(resource.at_pointer("/resource/attributes/0"), "key"), "service.name");
    const simdjson::dom::array spans = resource.at_pointer("/scopeSpans/0/spans");
    std::set<std::string> names, ids;
    for (const auto span : spans) {
        EXPECT_TRUE(is_hex(text(span, "traceId"), 32));
        EXPECT_TRUE(is_hex(text(span, "spanId"), 16));
        EXPECT_TRUE(ids.insert(text(span, "spanId")).second) << "a span twice: " << text(span, "name");
        EXPECT_LE(std::stoull(text(span, "startTimeUnixNano")), std::stoull(text(span, "endTimeUnixNano")));
        names.insert(text(span, "name"));
    }
    EXPECT_TRUE(names.contains("tick") && names.contains("signal") && names.contains("vote"));
}

TEST_F(CollectorTest, a_collector_that_fails_is_told_and_forgotten) {
    status = 500;
    play(200);
    wait(10s);
    wait(100ms);
    EXPECT_EQ(host->status().front().health.condition, host::Condition::degraded);
    status = 200;
    play(200);
    wait(10s);
    wait(100ms);
    EXPECT_EQ(host->status().front().health.condition, host::Condition::healthy);
}

}  // namespace
}  // namespace argosy::services::monitor
