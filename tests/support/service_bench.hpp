#pragma once

#include <gtest/gtest.h>
#include <simdjson.h>

#include "api/router.hpp"
#include "bus/bus.hpp"
#include "host/host.hpp"
#include "messages/subjects.hpp"
#include "net/http_client.hpp"
#include "net/http_server.hpp"
#include "runtime/publisher.hpp"
#include "runtime/simulation.hpp"
#include "runtime/views.hpp"
#include "store/sqlite/sqlite_store.hpp"
#include "strategies/builtin.hpp"
#include "support/temporary_folder.hpp"

namespace argosy::testing {

/// Everybody is who the header X-Role says, an admin without one; the router's roles hold. With X-Fresh they have
/// signed in just now.
class RoleGate final : public api::Gate {
public:
    std::expected<Admission, api::Problem> admit(const net::Request& request, const api::Route& route) override {
        auto role = auth::Role::admin;
        for (const auto r : enumerators<auth::Role>)
            if (to_string(r) == request.headers.value("X-Role")) role = r;
        if (role < route.role) return std::unexpected(api::make_problem(403, "the role is too low"));
        Admission admission{.who = {.name = "ada", .role = role, .scopes = auth::scopes_of(role)}, .headers = {}};
        if (!request.headers.value("X-Fresh").empty()) admission.who.signed_in = net::wall_time();
        return admission;
    }
    void answered(const api::Route&, int, Duration) override {}
};

/// An answer, its JSON read.
struct Answer {
    int status = 0;
    std::string text;
    net::Headers headers{};
    simdjson::dom::parser parser{};
    simdjson::dom::element json{};

    [[nodiscard]] simdjson::dom::element at(std::string_view pointer) const {
        simdjson::dom::element found;
        EXPECT_EQ(json.at_pointer(pointer).get(found), simdjson::SUCCESS) << pointer << " in " << text;
        return found;
    }
    [[nodiscard]] bool has(std::string_view pointer) const {
        simdjson::dom::element found;
        return json.at_pointer(pointer).get(found) == simdjson::SUCCESS;
    }
    [[nodiscard]] std::string word(std::string_view pointer) const {
        std::string_view found;
        EXPECT_EQ(at(pointer).get(found), simdjson::SUCCESS) << pointer << " in " << text;
        return std::string(found);
    }
    [[nodiscard]] double number(std::string_view pointer) const {
        double found = 0;
        EXPECT_EQ(at(pointer).get(found), simdjson::SUCCESS) << pointer << " in " << text;
        return found;
    }
    [[nodiscard]] std::size_t size(std::string_view pointer) const {
        simdjson::dom::array found;
        EXPECT_EQ(at(pointer).get(found), simdjson::SUCCESS) << pointer << " in " << text;
        return found.size();
    }
};

/// A platform around one service: a core that has traded a day in the synthetic market, a bus, a store in a folder of
/// its own, and an API that is asked over loopback.
class ServiceBench : public ::testing::Test {
protected:
    ServiceBench() : ServiceBench(runtime::default_simulation()) {}
    explicit ServiceBench(runtime::SimulationConfig config) {
        strategies::add_builtin(catalogue);
        auto opened =
            runtime::Simulation::open(std::move(config), catalogue,
                                      {.journal = folder.path() / "journal", .durability = journal::Durability::none});
        EXPECT_TRUE(opened) << opened.error().describe();
        core = std::move(*opened);
        core->play_history();
        names = runtime::names_of(*core);
        store = store::sqlite::open({.file = folder.path() / "argosy.db"}).value();
        publisher.emplace(*core, bus, subjects);
        router.guard_with(gate);
        port = server.listen("127.0.0.1", 0).value();
    }
    ~ServiceBench() override {
        if (host) host->stop();
    }

    /// Starts it, then tells it what had happened before.
    void start(host::ServiceSpec spec) {
        spec.needs.clear();
        std::vector<host::ServiceSpec> specs;
        specs.push_back(std::move(spec));
        host.emplace(std::move(specs), net::wall_time);
        const auto started = host->start();
        ASSERT_TRUE(started) << started.error().describe();
        publisher->repeat();
    }
    /// Plays so many instants of the market.
    void play(int steps) {
        for (int i = 0; i < steps; ++i) core->step();
        publisher->publish_changes();
    }
    /// Lets timers and posted work run.
    void wait(Duration length) { loop.run_for(length); }

    std::unique_ptr<Answer> ask(net::Method method, std::string_view target, std::string body = {},
                                std::string_view role = {}, const net::Headers& more = {}) {
        auto answer = std::make_unique<Answer>();
        net::ClientRequest request{.method = method,
                                   .url = "http://127.0.0.1:" + std::to_string(port) + std::string(target),
                                   .headers = more,
                                   .body = std::move(body)};
        if (!role.empty()) request.headers.add("X-Role", role);
        client.send(std::move(request), [&](Result<net::Response> r) {
            loop.stop();
            if (!r) return;
            answer->status = r->status;
            answer->text = r->body.view();
            answer->headers = r->headers;
        });
        loop.run_for(10s);
        if (!answer->text.empty()) static_cast<void>(answer->parser.parse(answer->text).get(answer->json));
        return answer;
    }
    std::unique_ptr<Answer> get(std::string_view target) { return ask(net::Method::get, target); }
    std::unique_ptr<Answer> post(std::string_view target, std::string body = "{}") {
        return ask(net::Method::post, target, std::move(body));
    }
    std::unique_ptr<Answer> put(std::string_view target, std::string body) {
        return ask(net::Method::put, target, std::move(body));
    }

    TemporaryFolder folder;
    net::Loop loop;
    strategy::Catalogue catalogue;
    std::unique_ptr<runtime::Simulation> core;
    codec::Names names;
    messages::Subjects subjects{names};
    bus::Bus bus;
    std::unique_ptr<store::Store> store;
    std::optional<runtime::Publisher> publisher;
    RoleGate gate;
    api::Router router;
    net::HttpServer server{loop, [this](const net::Request& r, net::Responder to) { router.handle(r, std::move(to)); },
                           api::with_problems()};
    net::HttpClient client{loop};
    std::uint16_t port = 0;
    std::optional<host::Host> host;
};

}  // namespace argosy::testing
