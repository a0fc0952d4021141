// The gateway as row 9 measures it: an authorised JSON GET that is answered in the process, and one that is passed on.
// Signs in, counts rates and keeps metrics as in `argosy up`. Argument: the base URL of the other process. Prints one
// line of JSON with its port and a token, and serves until its standard input ends.
#include <csignal>
#include <iostream>
#include <sys/prctl.h>
#include <thread>

#include "api/endpoint.hpp"
#include "net/http_server.hpp"
#include "observe/metrics.hpp"
#include "services/gateway/service.hpp"
#include "store/sqlite/sqlite_store.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace argosy;

struct Asked {
    std::string symbol;
};
void describe(Described<Asked>& d) { d.name("asked").field("symbol", &Asked::symbol); }

/// As large as nginx's answer in gateway.py.
struct Answer {
    std::string symbol = "BTC/USDT:USDT", price = "64250.10", time = "2024-08-08T23:54:15.342Z";
};
void describe(Described<Answer>& d) {
    using T = Answer;
    d.name("answer").field("symbol", &T::symbol).field("price", &T::price).field("time", &T::time);
}

[[noreturn]] void stop(const Error& why) {
    std::cerr << "error: " << why.describe() << "\n";
    std::exit(1);
}

/// Limits that no load reaches; each request is counted against them all the same.
std::vector<auth::RatePolicy> rates() {
    auto all = services::gateway::rates();
    for (auto& policy : all) policy.quota = 1'000'000, policy.window = 100ms;
    return all;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return std::cerr << "usage: gateway_bench http://127.0.0.1:PORT\n", 2;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const argosy::testing::TemporaryFolder folder;
    net::Loop loop;
    auth::SystemEntropy entropy;
    const auth::SecretBox box({auth::MasterKey::generate(entropy)});
    auto store = store::sqlite::open({.file = folder.path() / "identity.db"});
    if (!store) stop(store.error());
    observe::Metrics metrics;
    const auto seconds = metrics.histogram("argosy_api_seconds", "Time to answer.", {{"service", "market-data"}});
    const auto answers = metrics.counter("argosy_api_answers_total", "Answers.", {{"service", "market-data"}});
    api::Router router;
    auto gateway =
        services::gateway::Gateway::make({.loop = loop,
                                          .router = router,
                                          .store = **store,
                                          .secrets = box,
                                          .entropy = entropy,
                                          .clock = &net::wall_time,
                                          .settings = {.rates = rates(), .upstreams = {{"far", {.urls = {argv[1]}}}}},
                                          .welcome = {},
                                          .meter =
                                              [&](const api::Route&, int, Duration took) {
                                                  seconds.observe(std::chrono::duration<double>(took).count());
                                                  answers.add();
                                              },
                                          .metrics = &metrics});
    if (!gateway) stop(gateway.error());
    api::endpoint(router, {.path = "/api/v1/quote/{symbol}", .service = "market-data"},
                  [](const Asked&, const api::Call&) -> Result<Answer> { return Answer{}; });
    if (const auto started = (*gateway)->start(); !started) stop(started.error());
    net::HttpServer server(loop, [&](const net::Request& r, net::Responder to) { router.handle(r, std::move(to)); });
    const auto port = server.listen("127.0.0.1", 0);
    if (!port) stop(port.error());
    const auto token = (*gateway)->script_token(auth::Role::viewer, 1h);
    if (!token) stop(token.error());
    std::cout << R"({"port":)" << *port << R"(,"token":")" << *token << "\"}" << std::endl;
    std::thread watch([&] {
        std::cin.ignore(std::numeric_limits<std::streamsize>::max());
        loop.stop();
    });
    loop.run();
    watch.join();
    return 0;
}
