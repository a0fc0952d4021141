// What does a message cost on the bus inside a process: to one subscriber on the publisher's thread, to four, and to
// another thread through a Mailbox? Budget (docs/benchmarks.md, row 8): 10 ns on one thread, 100 ns across threads.
// Limits: the bare function call, and a bare ring between two threads. Peer: NATS, where bench/bus.sh started a server.
#include "bus/bus.hpp"

#include <array>
#include <atomic>
#include <memory>
#include <thread>
#include <variant>

#include "support/bench.hpp"
#include "support/nats.hpp"
#include "support/stopwatch.hpp"

namespace {

using namespace argosy;

struct Tick {
    std::int64_t price = 0, qty = 0;
    std::uint64_t instrument = 0;
};
using Payload = std::variant<Tick>;
using Message = bus::Message<Payload>;
using Topic = bus::Topic<Payload>;

constexpr std::size_t calls = 4'000'000;
constexpr std::size_t stream_length = 1'000'000;
constexpr std::size_t under_way_max = 32'768;  // half of what a mailbox holds: nothing is dropped
constexpr int round_trips = 20'000, round_trips_min = 100;
constexpr std::chrono::milliseconds patience_max{2000};  // for one sample of them

[[noreturn]] void stop(std::string_view why) {
    fmt::print(stderr, "error: {}\n", why);
    std::exit(1);
}

Message make_message() { return {.envelope = {.id = {1, 2}, .source = "market"}, .data = Tick{60'000, 1, 7}}; }

/// A queue of one writer and one reader, nothing else: what two threads can do at best.
class Ring {
public:
    [[nodiscard]] bool push(const Message& m) {
        const std::size_t tail = tail_.load(std::memory_order_relaxed);
        if (tail - head_.load(std::memory_order_acquire) == places_->size()) return false;
        (*places_)[tail % places_->size()] = m;
        tail_.store(tail + 1, std::memory_order_release);
        return true;
    }
    template <class Take>
    std::size_t run(Take&& take) {
        const std::size_t head = head_.load(std::memory_order_relaxed);
        const std::size_t tail = tail_.load(std::memory_order_acquire);
        for (std::size_t i = head; i < tail; ++i) take((*places_)[i % places_->size()]);
        head_.store(tail, std::memory_order_release);
        return tail - head;
    }

private:
    std::unique_ptr<std::array<Message, 1024>> places_ = std::make_unique<std::array<Message, 1024>>();
    alignas(64) std::atomic<std::size_t> head_{0};
    alignas(64) std::atomic<std::size_t> tail_{0};
};

/// What every subscriber does with a message.
struct Sum {
    std::uint64_t total = 0;
    void add(const Message& m) { total += static_cast<std::uint64_t>(std::get<Tick>(m.data).price); }
};

[[gnu::noinline]] void bare_call(Sum& sum, const Message& m) { sum.add(m); }

void measure_one_thread(std::size_t subscribers) {
    Topic topic({.name = "bench"});
    std::vector<Sum> ours(subscribers), bare(subscribers);
    std::vector<bus::Subscription> subscriptions;
    for (Sum& sum : ours) subscriptions.push_back(topic.subscribe([&sum](const Message& m) { sum.add(m); }));
    Message message = make_message();
    auto& price = std::get<Tick>(message.data).price;
    const auto publish = [&] {
        for (std::size_t i = 0; i < calls; ++i) {
            price = static_cast<std::int64_t>(i);
            topic.publish(message);
        }
    };
    void (*volatile call)(Sum&, const Message&) = bare_call;
    const auto call_all = [&] {
        for (std::size_t i = 0; i < calls; ++i) {
            price = static_cast<std::int64_t>(i);
            for (Sum& sum : bare) call(sum, message);
        }
    };
    const auto times = bench::race<bench::ThreadClock>({{"bus", publish}, {"call", call_all}}, calls);
    for (std::size_t i = 0; i < subscribers; ++i)
        if (ours[i].total != bare[i].total) stop("a subscriber did not get what was published");
    bench::print({.row = "8",
                  .what = fmt::format("publish to {} on the same thread", subscribers == 1 ? "one" : "four"),
                  .ours = times[0].median_ns,
                  .limit = times[1].median_ns,
                  .goal = 10,
                  .note = fmt::format("limit: the bare calls; minimum {:.2f} ns", times[0].min_ns)});
}

/// A stream of messages to a thread that does nothing but take them.
std::uint64_t stream_through_mailbox() {
    Topic topic({.name = "bench"});
    bus::Mailbox box([] {});
    Sum sum;
    std::atomic<std::size_t> taken{0};
    const auto subscription = topic.subscribe(
        box, [&](const Message& m) { sum.add(m); }, [](std::uint64_t) { stop("the mailbox dropped messages"); });
    std::thread reader([&] {
        for (std::size_t n = 0; n < stream_length; taken.store(n, std::memory_order_release))
            if (const std::size_t got = box.run(); got > 0)
                n += got;
            else
                std::this_thread::yield();
    });
    Message message = make_message();
    for (std::size_t i = 0; i < stream_length; ++i) {
        while (i - taken.load(std::memory_order_acquire) > under_way_max) std::this_thread::yield();
        std::get<Tick>(message.data).price = static_cast<std::int64_t>(i);
        topic.publish(message);
    }
    reader.join();
    return sum.total;
}

std::uint64_t stream_through_ring() {
    Ring ring;
    Sum sum;
    std::thread reader([&] {
        for (std::size_t n = 0; n < stream_length;)
            if (const std::size_t got = ring.run([&](const Message& m) { sum.add(m); }); got > 0)
                n += got;
            else
                std::this_thread::yield();
    });
    Message message = make_message();
    for (std::size_t i = 0; i < stream_length; ++i) {
        std::get<Tick>(message.data).price = static_cast<std::int64_t>(i);
        while (!ring.push(message)) std::this_thread::yield();
    }
    reader.join();
    return sum.total;
}

void measure_stream() {
    std::uint64_t ours = 0, bare = 0;
    const auto times = bench::race(
        {{"bus", [&] { ours = stream_through_mailbox(); }}, {"ring", [&] { bare = stream_through_ring(); }}},
        stream_length);
    if (ours != bare) stop("the other thread did not get what was published");
    bench::print({.row = "8",
                  .what = "a stream to another thread, per message",
                  .ours = times[0].median_ns,
                  .limit = times[1].median_ns,
                  .goal = 100,
                  .note = fmt::format("limit: a bare ring of one writer and one reader; wall time, minimum {:.0f} ns",
                                      times[0].min_ns)});
}

/// Half of the median round trip to a thread that answers each message, in ns.
template <class Send, class Receive>
double one_way(Send&& send, Receive&& wait) {
    std::vector<double> samples;
    const bench::Patience patience(patience_max);
    for (int i = 0; i < round_trips && (i < round_trips_min || !patience.is_over()); ++i) {
        const bench::Stamp before;
        send();
        wait();
        samples.push_back((bench::Stamp() - before) / 2);
    }
    return bench::median(std::move(samples));
}

double one_way_through_mailbox() {
    Topic there({.name = "there"}), back({.name = "back"});
    bus::Mailbox theirs([] {}), ours([] {});
    std::atomic<bool> is_over{false};
    const Message message = make_message();
    const auto a = there.subscribe(theirs, [&](const Message& m) { back.publish(m); });
    const auto b = back.subscribe(ours, [](const Message& m) { bench::keep(m.envelope.id.low); });
    std::thread other([&] {
        while (!is_over.load(std::memory_order_relaxed)) static_cast<void>(theirs.run());
    });
    const double ns = one_way([&] { there.publish(message); },
                              [&] {
                                  while (ours.run() == 0) {
                                  }
                              });
    is_over = true;
    other.join();
    return ns;
}

double one_way_through_ring() {
    Ring there, back;
    std::atomic<bool> is_over{false};
    const Message message = make_message();
    std::thread other([&] {
        while (!is_over.load(std::memory_order_relaxed))
            there.run([&](const Message& m) { static_cast<void>(back.push(m)); });
    });
    const double ns = one_way([&] { static_cast<void>(there.push(message)); },
                              [&] {
                                  while (back.run([](const Message& m) { bench::keep(m.envelope.id.low); }) == 0) {
                                  }
                              });
    is_over = true;
    other.join();
    return ns;
}

void measure_latency() {
    const auto nats = bench::Nats::connect();
    std::vector<double> ours, bare, peer, ratios;
    for (int r = -1; r < (bench::is_quick() ? 3 : 9); ++r) {
        const double a = one_way_through_mailbox(), b = one_way_through_ring(), c = nats ? nats->one_way_ns() : 0;
        if (r < 0) continue;
        ours.push_back(a), bare.push_back(b), peer.push_back(c), ratios.push_back(c / a);
    }
    bench::print({.row = "8",
                  .what = "one way to another thread that waits, p50",
                  .ours = bench::median(ours),
                  .peer = nats ? "NATS between two connections" : "",
                  .peer_value = bench::median(peer),
                  .pairwise = bench::median(ratios),
                  .limit = bench::median(bare),
                  .goal = 100,
                  .note = nats ? "half of the round trip; limit: two bare rings; NATS: C client, publish to receive"
                               : "half of the round trip; limit: two bare rings; no nats-server or libnats-dev here"});
}

}  // namespace

int main() {
    measure_one_thread(1);
    measure_one_thread(4);
    measure_stream();
    measure_latency();
    return 0;
}
