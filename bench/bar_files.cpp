// How fast are the bar files written and read, and how small are they? (row 11 of docs/benchmarks.md)
//
// Ten million one-minute bars of a random walk with volume. Limit: the same columns as one flat mapped file. Peers:
// SQLite in this process, Parquet (pyarrow) and PostgreSQL COPY by bench/peers, each with equality checked first.
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sqlite3.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/prng.hpp"
#include "data/importer.hpp"
#include "data/store.hpp"
#include "support/bench.hpp"

namespace {

using namespace argosy;
using domain::Bar;
namespace fs = std::filesystem;

constexpr std::size_t n = 10'000'000, n_peers = 1'000'000;
const data::SeriesKey key{"BTC/USDT", "bench", data::SeriesKind::bars, 1min};

[[noreturn]] void stop(const std::string& what) {
    std::fprintf(stderr, "bar_files: %s\n", what.c_str());
    std::exit(1);
}

template <class T>
T need(Result<T> result) {
    if (!result) stop(result.error().describe());
    return std::move(*result);
}

std::vector<Bar> random_walk() {
    Prng prng(11);
    std::vector<Bar> bars(n);
    std::int64_t price = 4'600'000;  // in cents
    Time t = time_from_ns(1'600'000'000'000'000'000);
    const auto px = [](std::int64_t cents) { return Price::from_raw(cents * 100'000'000); };
    for (Bar& b : bars) {
        const auto open = price,
                   close = std::max<std::int64_t>(open + static_cast<std::int64_t>(prng.below(4001)) - 2000, 100'000);
        b = {t,
             px(open),
             px(std::max(open, close) + static_cast<std::int64_t>(prng.below(1000))),
             px(std::min(open, close) - static_cast<std::int64_t>(prng.below(1000))),
             px(close),
             0,
             Qty::from_raw(static_cast<std::int64_t>(prng.next() >> (38 + prng.below(4))) * 10'000)};
        price = close;
        t += 1min;
    }
    return bars;
}

/// A number that depends on every field and on the order of the rows.
struct Sum {
    std::uint64_t value = 0;
    void add(const Bar& b) {
        value = value * 31 + static_cast<std::uint64_t>(to_ns(b.open_time) ^ b.open.raw() ^ b.close.raw()) +
                static_cast<std::uint64_t>(b.high.raw() - b.low.raw()) + static_cast<std::uint64_t>(b.volume.raw());
    }
};

void append(const fs::path& dir, std::span<const Bar> bars, data::Encoding encoding) {
    fs::remove_all(dir);
    auto store = need(data::Store::open(dir));
    auto update = need(store.update<Bar>(key, {.encoding = encoding}));
    if (auto r = update.add(bars); !r) stop(r.error().describe());
    need(update.commit());
}

data::BarSeries open_series(const fs::path& dir) { return need(need(data::Catalogue::open(dir)).bars(key)); }

/// Decodes every block to domain::Bar.
std::uint64_t decode(const data::BarSeries& series, bool all_fields) {
    std::vector<Bar> buffer;
    Sum sum;
    for (std::size_t i = 0; i < series.block_count(); ++i) {
        const auto rows = need(series.block(i, buffer));
        if (all_fields)
            for (const Bar& b : rows) sum.add(b);
        else
            sum.value += static_cast<std::uint64_t>(rows.back().close.raw());
    }
    return sum.value;
}

/// Sums columns where they lie in the raw file: what a strategy on opens and closes reads, or all five.
std::int64_t sum_raw(const data::BarSeries& series, bool all_columns) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < series.block_count(); ++i) {
        const auto raw = need(series.raw_block(i));
        std::int64_t part = 0;
        for (std::size_t k = 0; k < raw.open.size(); ++k) part += raw.open[k] + raw.close[k];
        if (all_columns)
            for (std::size_t k = 0; k < raw.open.size(); ++k) part += raw.high[k] + raw.low[k];
        sum += part * raw.price_unit;
        if (!all_columns) continue;
        part = 0;
        for (const auto v : raw.volume) part += v;
        sum += part * raw.volume_unit;
    }
    return sum;
}

/// The limit: 64-bit numbers in one flat mapped file.
class FlatFile {
public:
    FlatFile(const fs::path& path, std::span<const Bar> bars, bool all_columns)
        : values_(bars.size() * (all_columns ? 5 : 2)) {
        std::vector<std::int64_t> values;
        values.reserve(values_);
        for (const Bar& b : bars) {
            values.push_back(b.open.raw());
            values.push_back(b.close.raw());
            if (!all_columns) continue;
            values.push_back(b.high.raw());
            values.push_back(b.low.raw());
            values.push_back(static_cast<std::int64_t>(b.volume.raw()));
        }
        std::ofstream(path, std::ios::binary)
            .write(reinterpret_cast<const char*>(values.data()), static_cast<std::streamsize>(values_ * 8));
        const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        void* p = ::mmap(nullptr, values_ * 8, PROT_READ, MAP_SHARED, fd, 0);
        ::close(fd);
        if (p == MAP_FAILED) stop("cannot map the flat file");
        data_ = static_cast<const std::int64_t*>(p);
    }
    FlatFile(const FlatFile&) = delete;
    FlatFile& operator=(const FlatFile&) = delete;
    ~FlatFile() { ::munmap(const_cast<std::int64_t*>(data_), values_ * 8); }
    [[nodiscard]] std::int64_t sum() const {
        std::uint64_t s = 0;
        for (std::size_t i = 0; i < values_; ++i) s += static_cast<std::uint64_t>(data_[i]);
        return static_cast<std::int64_t>(s);
    }

private:
    std::size_t values_;
    const std::int64_t* data_ = nullptr;
};

double millions(double ns) { return 1000 / ns; }

void print(const std::string& what, double ours_ns, const std::string& peer, double peer_ns, double goal = -1,
           const std::string& note = {}, double limit_ns = 0) {
    bench::print({.row = "11",
                  .what = what,
                  .ours = millions(ours_ns),
                  .unit = "M bars/s",
                  .peer = peer,
                  .peer_value = peer_ns > 0 ? millions(peer_ns) : 0,
                  .limit = limit_ns > 0 ? millions(limit_ns) : 0,
                  .goal = goal,
                  .smaller_is_better = false,
                  .note = note});
}

void measure_raw(const fs::path& dir, std::span<const Bar> bars) {
    append(dir / "raw", bars, data::Encoding::raw);
    const auto series = open_series(dir / "raw");
    for (const bool all : {false, true}) {
        const FlatFile flat(dir / "flat", bars, all);
        if (sum_raw(series, all) != flat.sum()) stop("the raw sums differ");
        const auto t = bench::race(
            {{"raw", [&] { bench::keep(sum_raw(series, all)); }}, {"mmap", [&] { bench::keep(flat.sum()); }}}, n);
        print(all ? "raw scan, sum of open, high, low, close and volume" : "raw scan, sum of open and close",
              t[0].median_ns, "", 0, all ? -1 : 500,
              "10 M bars in the page cache; limit: a flat mapped file, same bytes", t[1].median_ns);
    }
}

void evict(const fs::path& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    ::posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    ::close(fd);
}

void measure_packed(const fs::path& dir, std::span<const Bar> bars) {
    const auto write = [&] { append(dir / "packed", bars, data::Encoding::packed); };
    write();
    const auto series = open_series(dir / "packed");
    Sum expected;
    for (const Bar& b : bars) expected.add(b);
    if (decode(series, true) != expected.value) stop("the decoded rows differ");
    const auto all = need(series.read());
    if (!std::ranges::equal(all, bars)) stop("the rows read at once differ");
    const auto t = bench::race({{"blocks", [&] { bench::keep(decode(series, false)); }},
                                {"at once", [&] { bench::keep(need(series.read()).size()); }},
                                {"cold",
                                 [&] {
                                     evict(series.info().path);
                                     bench::keep(decode(open_series(dir / "packed"), false));
                                 }}},
                               n);
    print("packed, decode to rows block by block", t[0].median_ns, "", 0, 200, "10 M bars in the page cache");
    print("packed, decode all rows into one array", t[1].median_ns, "", 0, -1, "640 MB of fresh memory each time");
    print("packed, open and decode, file not in the page cache", t[2].median_ns, "", 0);
    const auto w = bench::race({{"append", write}}, n, 5);
    print("append, encoded, checksummed, committed with fdatasync", w[0].median_ns, "", 0, 20);
}

void execute(sqlite3* db, const char* sql) {
    if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) != SQLITE_OK) stop(sqlite3_errmsg(db));
}

void sqlite_write(const fs::path& file, std::span<const Bar> bars) {
    fs::remove(file);
    sqlite3* db = nullptr;
    if (sqlite3_open(file.c_str(), &db) != SQLITE_OK) stop("cannot open SQLite");
    execute(db,
            "PRAGMA synchronous=FULL; CREATE TABLE bars(t INTEGER PRIMARY KEY,o INT,h INT,l INT,c INT,v INT); BEGIN");
    sqlite3_stmt* insert = nullptr;
    sqlite3_prepare_v2(db, "INSERT INTO bars VALUES(?,?,?,?,?,?)", -1, &insert, nullptr);
    for (const Bar& b : bars) {
        int i = 0;
        for (const auto v : {to_ns(b.open_time), b.open.raw(), b.high.raw(), b.low.raw(), b.close.raw(),
                             static_cast<std::int64_t>(b.volume.raw())})
            sqlite3_bind_int64(insert, ++i, v);
        sqlite3_step(insert);
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    execute(db, "COMMIT");
    sqlite3_close(db);
}

std::uint64_t sqlite_read(const fs::path& file) {
    sqlite3* db = nullptr;
    if (sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK) stop("cannot open SQLite");
    sqlite3_stmt* select = nullptr;
    sqlite3_prepare_v2(db, "SELECT t,o,h,l,c,v FROM bars ORDER BY t", -1, &select, nullptr);
    Sum sum;
    while (sqlite3_step(select) == SQLITE_ROW) {
        const auto px = [&](int i) { return Price::from_raw(sqlite3_column_int64(select, i)); };
        sum.add({time_from_ns(sqlite3_column_int64(select, 0)), px(1), px(2), px(3), px(4), 0,
                 Qty::from_raw(sqlite3_column_int64(select, 5))});
    }
    sqlite3_finalize(select);
    sqlite3_close(db);
    return sum.value;
}

void measure_sqlite(const fs::path& dir, std::span<const Bar> bars) {
    const auto file = dir / "bars.sqlite";
    const auto ours = dir / "ours";
    append(ours, bars, data::Encoding::packed);
    sqlite_write(file, bars);
    Sum expected;
    for (const Bar& b : bars) expected.add(b);
    if (decode(open_series(ours), true) != expected.value || sqlite_read(file) != expected.value)
        stop("SQLite and ours hold different rows");
    const auto t = bench::race({{"append", [&] { append(ours, bars, data::Encoding::packed); }},
                                {"insert", [&] { sqlite_write(file, bars); }},
                                {"decode", [&] { bench::keep(decode(open_series(ours), true)); }},
                                {"select", [&] { bench::keep(sqlite_read(file)); }}},
                               bars.size());
    print("store 1 M bars, synced", t[0].median_ns, "SQLite, one transaction, synchronous=FULL", t[1].median_ns);
    print("open and read 1 M bars, every field used", t[2].median_ns, "SQLite, ORDER BY time", t[3].median_ns);
    const auto bytes = [&](const fs::path& p) {
        return static_cast<double>(fs::file_size(p)) / static_cast<double>(bars.size());
    };
    bench::print({.row = "11",
                  .what = "size of the random walk",
                  .ours = bytes(open_series(ours).info().path),
                  .unit = "bytes/bar",
                  .peer = "SQLite",
                  .peer_value = bytes(file)});
}

/// Peers that are programs of their own: they print "write_ns read_ns bytes checksum" for the same million bars.
void measure_peer(const fs::path& dir, std::span<const Bar> bars, const std::string& name, const std::string& script) {
    std::vector<std::int64_t> columns;
    std::int64_t expected = 0;
    const auto add = [&](auto value_of) {
        for (const Bar& b : bars) columns.push_back(value_of(b)), expected += value_of(b) % 1'000'003;
    };
    add([](const Bar& b) { return to_ns(b.open_time); });
    for (const auto price : {&Bar::open, &Bar::high, &Bar::low, &Bar::close})
        add([&](const Bar& b) { return (b.*price).raw(); });
    add([](const Bar& b) { return static_cast<std::int64_t>(b.volume.raw()); });
    std::ofstream(dir / "columns", std::ios::binary)
        .write(reinterpret_cast<const char*>(columns.data()), static_cast<std::streamsize>(columns.size() * 8));
    const std::string command = std::string(ARGOSY_SOURCE_DIR) + "/bench/peers/" + script + " " +
                                (dir / "columns").string() + " " + std::to_string(bars.size()) + " 2>/dev/null";
    double write_ns = 0, read_ns = 0, bytes = 0;
    long long sum = 0;
    std::FILE* pipe = ::popen(command.c_str(), "r");
    const int fields = pipe == nullptr ? 0 : std::fscanf(pipe, "%lf %lf %lf %lld", &write_ns, &read_ns, &bytes, &sum);
    if (pipe != nullptr) ::pclose(pipe);
    if (fields != 4) {
        bench::print(
            {.row = "11", .what = "against " + name, .note = "not installed here (bench/peers/" + script + ")"});
        return;
    }
    if (sum != expected) stop(name + " holds other rows");
    const auto ours = dir / "ours";
    const auto t = bench::race({{"append", [&] { append(ours, bars, data::Encoding::packed); }},
                                {"decode", [&] { bench::keep(decode(open_series(ours), true)); }}},
                               bars.size());
    print("store 1 M bars, synced", t[0].median_ns, name, write_ns);
    print("open and read 1 M bars, every field used", t[1].median_ns, name, read_ns);
    bench::print({.row = "11",
                  .what = "size of the random walk",
                  .ours = static_cast<double>(open_series(ours).info().bytes) / static_cast<double>(bars.size()),
                  .unit = "bytes/bar",
                  .peer = name,
                  .peer_value = bytes / static_cast<double>(bars.size())});
}

void measure_recorded(const fs::path& dir) {
    const auto file = fs::path(ARGOSY_SOURCE_DIR).parent_path() / "shared/data/crypto/ohlcv/BTC-PERP_1m.csv";
    if (!fs::exists(file)) {
        bench::print(
            {.row = "11", .what = "size of BTC-PERP_1m with volume", .note = "no recorded data beside the checkout"});
        return;
    }
    auto store = need(data::Store::open(dir / "recorded"));
    need(data::import_file(store, file, {.key = key, .time_is = data::BarTime::close, .zone = "UTC"}));
    const auto info = open_series(dir / "recorded").info();
    bench::print({.row = "11",
                  .what = "size of BTC-PERP_1m with volume, header and index",
                  .ours = static_cast<double>(info.bytes) / static_cast<double>(info.rows),
                  .unit = "bytes/bar",
                  .goal = 8});
}

}  // namespace

int main() {
    std::string name = (fs::temp_directory_path() / "argosy-bench-XXXXXX").string();
    const fs::path dir = ::mkdtemp(name.data());
    {
        const auto bars = random_walk();
        measure_raw(dir, bars);
        measure_packed(dir, bars);
        const std::span some = std::span(bars).first(n_peers);
        measure_sqlite(dir, some);
        measure_peer(dir, some, "Parquet (pyarrow, zstd), synced", "parquet.sh");
        measure_peer(dir, some, "PostgreSQL, COPY binary, SELECT", "postgres.sh");
    }
    measure_recorded(dir);
    fs::remove_all(dir);
}
