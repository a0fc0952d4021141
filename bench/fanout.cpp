// What does the server pay for a frame of 200 bytes that goes to 1,000 WebSocket clients, sent at once and gathered?
// Budget (docs/benchmarks.md, row 10): 3.4 us a frame at once, 0.40 gathered. Limit: the bare send(2) to as many
// connections. The clients are a process of their own, which reads every frame and counts those that are whole.
#include "net/fanout.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "support/bench.hpp"
#include "support/ws_clients.hpp"
#include "support/ws_peer.hpp"

namespace {

using namespace argosy;

constexpr std::size_t payload_size = 200;
constexpr std::size_t gathered = 16;  // messages of one instant
constexpr Duration gather_time = 1ms;

const std::string payload(payload_size, 'x');

[[noreturn]] void stop(std::string_view why) {
    fmt::print(stderr, "error: {}\n", why);
    std::exit(1);
}

/// Ours, with its own loop; the loop runs only while this is asked to do something.
class Ours {
public:
    explicit Ours(Duration gather) : fanout_(loop_, {.gather = gather}, {}) {}

    void connect(bench::WsClients& clients) {
        const auto port = server_.listen("127.0.0.1", 0);
        if (!port) stop(port.error().message());
        clients.start(*port, bench::WsClients::Greeting::websocket);
        while (fanout_.stats().members < clients.count()) loop_.run_for(1ms);
    }

    /// Until every client has them.
    void publish(bench::WsClients& clients, std::size_t messages) {
        const std::uint64_t wanted = clients.frames() + messages * clients.count();
        for (std::size_t i = 0; i < messages; ++i) fanout_.publish(payload);
        while (clients.frames() < wanted) loop_.run_for(1ms);
    }

    [[nodiscard]] std::uint64_t dropped() const { return fanout_.stats().dropped_to_snapshot; }

private:
    net::Loop loop_;
    net::Fanout fanout_;
    net::HttpServer server_{loop_, [this](const net::Request&, net::Responder to) {
                                if (!fanout_.join_websocket(to)) stop("a client was not accepted");
                            }};
};

/// The floor: nothing but the system call, for each client.
class Bare {
public:
    Bare() = default;
    Bare(const Bare&) = delete;
    Bare& operator=(const Bare&) = delete;
    ~Bare() {
        for (const int s : sockets_) ::close(s);
    }

    void connect(bench::WsClients& clients) {
        const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        if (::bind(listener, generic, size) != 0 || ::listen(listener, 1024) != 0 ||
            ::getsockname(listener, generic, &size) != 0)
            stop("cannot listen");
        clients.start(ntohs(address.sin_port), bench::WsClients::Greeting::none);
        while (sockets_.size() < clients.count()) {
            const int s = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
            if (s < 0) stop("cannot accept");
            sockets_.push_back(s);
        }
        ::close(listener);
    }

    /// Several messages leave in one call, as gathered ones do.
    void publish(bench::WsClients& clients, std::size_t messages) {
        const std::uint64_t wanted = clients.frames() + messages * clients.count();
        std::string bytes;
        for (std::size_t i = 0; i < messages; ++i) bytes += *net::make_text_frame(payload);
        for (const int s : sockets_)
            if (::send(s, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
                stop("a client took no more");
        while (clients.frames() < wanted) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }

private:
    std::vector<int> sockets_;
};

void measure(std::string_view what, std::size_t messages, Duration gather, double goal, std::string_view peer_mode) {
    const std::size_t count = bench::is_quick() ? 200 : 1000;
    bench::WsClients our_clients(count), bare_clients(count), peer_clients(count);
    Ours ours(gather);
    Bare bare;
    ours.connect(our_clients);
    bare.connect(bare_clients);
    auto peer = bench::WsPeer::start(peer_mode);
    if (peer) peer_clients.start(peer->port(), bench::WsClients::Greeting::websocket);
    while (peer && peer_clients.connected() < count) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::vector<double> a, b, c, ratios;
    const auto frames = static_cast<double>(messages * count);
    const int batches = bench::is_quick() ? 3 : 10;
    for (int r = -1; r < (bench::is_quick() ? 3 : 9); ++r) {
        double ns[3] = {};
        for (int i = 0; i < batches; ++i) {
            const double t0 = bench::thread_cpu_ns();
            ours.publish(our_clients, messages);
            const double t1 = bench::thread_cpu_ns();
            bare.publish(bare_clients, messages);
            const double t2 = bench::thread_cpu_ns();
            ns[0] += t1 - t0, ns[1] += t2 - t1;
            if (peer) ns[2] += peer->publish(peer_clients, messages);
        }
        if (r < 0) continue;
        for (double& n : ns) n /= frames * batches * 1e3;
        a.push_back(ns[0]), b.push_back(ns[1]), c.push_back(ns[2]), ratios.push_back(ns[2] / ns[0]);
    }
    if (ours.dropped() > 0) stop("a client fell behind: what was measured is not what was published");
    bench::print({.row = "10",
                  .what = fmt::format("a frame of {} bytes to {} WebSockets, {}", payload_size, count, what),
                  .ours = bench::median(a),
                  .unit = "us",
                  .peer = peer ? "ws on Node.js" : "",
                  .peer_value = bench::median(c),
                  .pairwise = bench::median(ratios),
                  .limit = bench::median(b),
                  .goal = goal,
                  .note = fmt::format("processor time of the server for each delivered frame; limit: bare send(2){}",
                                      peer ? "" : "; ws cannot be installed here")});
}

}  // namespace

int main() {
    bench::WsClients::raise_file_limit();
    measure("at once", 1, Duration{}, 3.4, "each");
    measure(fmt::format("{} gathered", gathered), gathered, gather_time, 0.40, "corked");
    return 0;
}
