// What does a record cost, and how fast is a restart? Row 14: a journal of 10^6 orders (submit, accept, fill: three
// records each) is read, verified and decoded in at most 0.5 s. An append without sync is to cost at most 200 ns
// (5 M records/s), and the durability levels state what a commit adds.
// The limit is a memory copy of the same bytes, which no journal can beat.
#include <cstring>
#include <filesystem>
#include <unistd.h>

#include "base/hash.hpp"
#include "journal/entry.hpp"
#include "journal/reader.hpp"
#include "support/bench.hpp"

namespace {

using namespace argosy;
using namespace argosy::domain;
namespace fs = std::filesystem;

constexpr std::uint64_t orders = 1'000'000;
constexpr std::uint64_t records = 3 * orders;
const Time start = time_from_ns(1'700'000'000'000'000'000);

[[noreturn]] void stop(const Error& e) {
    fmt::print(stderr, "error: {}\n", e.describe());
    std::exit(1);
}

VenueCommand submit(std::uint64_t n) {
    return SubmitOrder{
        OrderId(n),
        {.instrument = InstrumentId(static_cast<std::uint32_t>(n % 50)),
         .side = n % 2 == 0 ? Side::buy : Side::sell,
         .type = OrderType::limit,
         .qty = Qty::from_raw(static_cast<std::int64_t>(100'000 + n % 1000 * 1000)),
         .limit_price = Price::from_raw(static_cast<std::int64_t>(640'000'000'000'000 + n % 777 * 1'000'000'000)),
         .strategy = StrategyId(static_cast<std::uint16_t>(n % 3)),
         .decision = DecisionId(n),
         .decision_price = Price::from_raw(640'000'000'000'000)}};
}

VenueEvent accepted(std::uint64_t n) {
    return OrderAccepted{OrderId(n), std::string_view(std::to_string(8'389'765'000 + n)), start + n * 1ms};
}

VenueEvent filled(std::uint64_t n) {
    return OrderFilled{{.id = FillId(n),
                        .order = OrderId(n),
                        .instrument = InstrumentId(static_cast<std::uint32_t>(n % 50)),
                        .strategy = StrategyId(static_cast<std::uint16_t>(n % 3)),
                        .qty = Qty::from_raw(static_cast<std::int64_t>(100'000 + n % 1000 * 1000)),
                        .price = Price::from_raw(640'000'000'000'000),
                        .decision_price = Price::from_raw(640'000'000'000'000),
                        .fee = Money::from_raw(256'000'000'000'000'00),
                        .fee_currency = Currency("USDT"),
                        .time = start + n * 1ms}};
}

journal::Writer open(const fs::path& folder, journal::Durability level) {
    fs::remove_all(folder);
    auto w = journal::Writer::open({.folder = folder, .durability = level});
    if (!w) stop(w.error());
    return std::move(*w);
}

/// Appends the lives of `count` orders and waits until they are as durable as the level promises.
void append_all(journal::Writer& w, std::uint64_t count) {
    for (std::uint64_t n = 1; n <= count; ++n) {
        const Time t = start + n * 1ms;
        if (auto r = append(w, t, submit(n)); !r) stop(r.error());
        if (auto r = append(w, t, accepted(n)); !r) stop(r.error());
        if (auto r = append(w, t, filled(n)); !r) stop(r.error());
    }
    if (auto r = w.commit(); !r) stop(r.error());
}

struct Took {
    double wall = 0;  ///< seconds
    double cpu = 0;   ///< seconds of the calling thread: what remains comparable on a shared machine
    friend auto operator<=>(const Took&, const Took&) = default;
};

double thread_cpu() {
    timespec t{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) / 1e9;
}

Took time_of(const std::function<void()>& work) {
    const double cpu = thread_cpu();
    const auto before = std::chrono::steady_clock::now();
    work();
    return {std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count(), thread_cpu() - cpu};
}

/// The run with the median wall time.
Took median(std::vector<Took> took) {
    std::ranges::sort(took);
    return took[took.size() / 2];
}

/// Appending `count` orders, without opening and closing.
Took append_time(const fs::path& folder, journal::Durability level, std::uint64_t count) {
    std::vector<Took> took;
    for (int i = 0; i < 7; ++i) {
        auto w = open(folder, level);
        took.push_back(time_of([&] { append_all(w, count); }));
    }
    return median(std::move(took));
}

struct Sums {
    std::uint64_t submits = 0, accepts = 0, fills = 0;
    Money fees;
    Qty bought;
};

/// Reads everything; decode: also into domain types.
Sums read(const fs::path& folder, bool decode) {
    auto reader = journal::Reader::open(folder);
    if (!reader) stop(reader.error());
    Sums sums;
    journal::Entry entry;
    for (journal::Record record;;) {
        const auto found = reader->next(record);
        if (!found) stop(found.error());
        if (!*found) return sums;
        if (!decode) {
            ++sums.submits;
            continue;
        }
        if (auto r = journal::decode(record, entry); !r) stop(r.error());
        if (const auto* command = std::get_if<VenueCommand>(&entry)) {
            const auto& s = std::get<SubmitOrder>(*command);
            ++sums.submits;
            if (s.request.side == Side::buy) sums.bought += s.request.qty;
        } else if (const auto* f = std::get_if<OrderFilled>(&std::get<VenueEvent>(entry))) {
            ++sums.fills;
            sums.fees += f->fill.fee;
        } else {
            ++sums.accepts;
        }
    }
}

/// What Durability::each adds to every order here.
Took synced_append_time(const fs::path& folder) {
    auto w = open(folder, journal::Durability::each);
    std::vector<Took> took;
    for (std::uint64_t n = 1; n <= 300; ++n)
        took.push_back(time_of([&] {
            if (auto r = append(w, start, submit(n)); !r) stop(r.error());
        }));
    return median(std::move(took));
}

/// A row about appending at one level of durability.
void print_append(const char* what, Took took, double records_done, double making, double goal) {
    bench::print({.row = "12",
                  .what = what,
                  .ours = took.wall * 1e9 / records_done,
                  .unit = "ns/record",
                  .peer = "making the records",
                  .peer_value = making,
                  .goal = goal,
                  .note = fmt::format("{:.0f} ns of CPU in the appending thread", took.cpu * 1e9 / records_done)});
}

}  // namespace

int main(int argc, char** argv) {
    using bench::print;
    const fs::path root = argc > 1 ? fs::path(argv[1]) : fs::temp_directory_path();
    const fs::path folder = root / ("argosy_bench_journal_" + std::to_string(::getpid()));

    {
        auto w = open(folder, journal::Durability::group);
        append_all(w, orders);
        if (auto r = w.close(); !r) stop(r.error());
    }
    std::uint64_t bytes = 0;
    for (const auto& e : fs::directory_iterator(folder)) bytes += e.file_size();
    const Sums all = read(folder, true);
    Money fees;
    Qty bought;
    for (std::uint64_t n = 1; n <= orders; ++n) {
        fees += std::get<OrderFilled>(filled(n)).fill.fee;
        const auto request = std::get<SubmitOrder>(submit(n)).request;
        if (request.side == Side::buy) bought += request.qty;
    }
    if (all.submits != orders || all.accepts != orders || all.fills != orders || all.fees != fees ||
        all.bought != bought) {
        fmt::print(stderr, "error: what was replayed is not what was written\n");
        return 1;
    }

    const std::vector<std::byte> source(bytes);
    std::vector<std::byte> target(bytes);
    const auto replay = bench::race({{"verify", [&] { bench::keep(read(folder, false)); }},
                                     {"decode", [&] { bench::keep(read(folder, true)); }},
                                     {"copy",
                                      [&] {
                                          std::memcpy(target.data(), source.data(), bytes);
                                          bench::keep(target[0]);
                                      }},
                                     {"checksum", [&] { bench::keep(checksum64(source)); }}},
                                    records, 5);
    const std::string note = fmt::format("{:.1f} bytes a record; {:.3f} s of CPU", static_cast<double>(bytes) / records,
                                         time_of([&] { bench::keep(read(folder, true)); }).cpu);
    print({.row = "14",
           .what = "journal of 10^6 orders (3 records each) read, verified, decoded",
           .ours = replay[1].median_ns * records / 1e9,
           .unit = "s",
           .peer = "memcpy of the bytes",
           .peer_value = replay[2].median_ns * records / 1e9,
           .goal = 0.5,
           .note = note});
    print({.row = "14",
           .what = "the same without decoding",
           .ours = replay[0].median_ns,
           .unit = "ns/record",
           .peer = "XXH3 over the bytes",
           .peer_value = replay[3].median_ns});

    constexpr std::uint64_t some = 300'000;
    const auto make_all = [] {
        for (std::uint64_t n = 1; n <= some; ++n)
            bench::keep(submit(n)), bench::keep(accepted(n)), bench::keep(filled(n));
    };
    const double making = bench::race({{"make", make_all}}, 3 * some, 5)[0].median_ns;
    print_append("journal append without sync, until the kernel has it",
                 append_time(folder, journal::Durability::none, some), 3 * some, making, 200);
    print_append("journal append in group commit, until the last is synced",
                 append_time(folder, journal::Durability::group, some), 3 * some, making, -1);
    print({.row = "12",
           .what = "added latency of a synced record (durability each)",
           .ours = synced_append_time(folder).wall * 1e6,
           .unit = "us",
           .note = "one fdatasync of this disk"});
    fs::remove_all(folder);
    return 0;
}
