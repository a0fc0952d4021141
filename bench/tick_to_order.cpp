// How long is a market event under way until the bytes of the order that it causes are there? (row 12, unsigned)
// tick_to_order_bench [BARS]
//
// The running engine without the network: the event is decoded, three strategies update their indicators and vote, the
// consensus decides, risk sizes and approves, the order is made; ballot and order are journaled; the order is encoded.
// The event is a bar in the form of the bus (codec/bytes.hpp), the order too; a second run has both as JSON.
// The simulated venue fills in between, outside the clock. Only events that cause an order count, unless it says so.
//
// Each level of durability is measured by itself: with `none` and with `group` as a stream the order leaves when its
// record is appended; with `group` as argosy up does it, and with `each`, when its record is on the disk.
#include <algorithm>
#include <filesystem>
#include <unistd.h>

#include "backtest/config.hpp"
#include "codec/bytes.hpp"
#include "codec/json.hpp"
#include "engine/engine.hpp"
#include "journal/entry.hpp"
#include "sim/venue.hpp"
#include "strategies/builtin.hpp"
#include "support/bench.hpp"
#include "support/random_bars.hpp"
#include "support/stopwatch.hpp"

namespace {

using namespace argosy;
namespace fs = std::filesystem;

enum class Form { bytes, json };
enum class Leaves { appended, durable };  ///< when the order may leave

struct Setup {
    Form form = Form::bytes;
    std::optional<journal::Durability> journal;
    Leaves leaves = Leaves::appended;
    std::size_t orders_max = SIZE_MAX;  ///< then it ends: a disk takes milliseconds for each
};

template <class T>
T must(Result<T> result) {
    if (result) return std::move(*result);
    fmt::print(stderr, "tick_to_order: {}\n", result.error().describe());
    std::exit(1);
}

backtest::RunConfig run_config() {
    backtest::RunConfig c;
    c.account.balance = Money::from_int(100'000'000);
    c.instruments = {
        {.symbol = "BTC/USDT:USDT", .lot_size = "0.001"_qty, .maker = "0.0002"_ratio, .taker = "0.0005"_ratio}};
    c.books = {{.strategies = {{.name = "ema_cross", .timeframe = 1min},
                               {.name = "macd", .timeframe = 1min},
                               {.name = "rsi_reversion", .timeframe = 1min}}}};
    c.books[0].consensus = {.quorum = 2, .agreement = 0.5};
    c.books[0].sizing.method = risk::FixedFraction{"0.001"_ratio};
    c.limits.gross_exposure.of_base = Ratio::from_int(2);
    c.limits.open_orders_max = 50;
    c.limits.daily_loss.of_base = "0.5"_ratio;
    return c;
}

/// What was measured over all events that caused an order, in nanoseconds.
struct Latencies {
    std::vector<double> total, decode, decide, journal, encode, idle;
    std::uint64_t digest = 0;  ///< over the bytes of all orders
};

/// Engine, journal and simulated venue, driven by encoded events.
class Desk final : private engine::Observer {
public:
    Desk(const Setup& setup, const fs::path& folder)
        : setup_(setup),
          config_(run_config()),
          table_(must(backtest::make_instruments(config_))),
          venue_(table_, backtest::venue_settings(config_)) {
        strategies::add_builtin(catalogue_);
        engine_ = must(engine::Engine::make({.instruments = table_,
                                             .catalogue = catalogue_,
                                             .settings = backtest::engine_settings(config_),
                                             .account = backtest::account_settings(config_),
                                             .observer = this}));
        if (!setup.journal) return;
        fs::remove_all(folder);
        writer_.emplace(must(journal::Writer::open({.folder = folder, .durability = *setup.journal})));
    }

    void play(const domain::BarClosed& bar, std::string_view event) {
        now_ = bar.close_time();
        venue_.on_open(bar);
        deliver(bar.bar.open_time);
        venue_.on_bar(bar);
        deliver(now_);
        react(event);
        for (const auto& command : engine_->outbox()) send(command);
        engine_->outbox().clear();
        deliver(now_);
    }
    [[nodiscard]] const Latencies& latencies() const { return latencies_; }
    [[nodiscard]] std::size_t orders() const { return latencies_.total.size(); }

private:
    /// The measured path.
    void react(std::string_view event) {
        const bench::Stamp start;
        const auto decoded = decode(event);
        const bench::Stamp read;
        engine_->on_bar(decoded);
        engine_->end_of_step(now_);
        const bench::Stamp decided;
        const auto& outbox = engine_->outbox();
        if (outbox.empty()) {
            latencies_.idle.push_back(decided - start);
            return;
        }
        record(outbox);
        const bench::Stamp recorded;
        encode(outbox.front());
        const bench::Stamp done;
        latencies_.total.push_back(done - start);
        latencies_.decode.push_back(read - start);
        latencies_.decide.push_back(decided - read);
        latencies_.journal.push_back(recorded - decided);
        latencies_.encode.push_back(done - recorded);
        for (const std::byte b : order_bytes_.view())
            latencies_.digest = (latencies_.digest ^ static_cast<std::uint64_t>(b)) * 0x100000001b3ull;
    }
    domain::BarClosed decode(std::string_view event) {
        if (setup_.form == Form::json)
            return std::get<domain::BarClosed>(must(codec::from_json<domain::MarketEvent>(event)));
        return std::get<domain::BarClosed>(
            must(codec::from_bytes<domain::MarketEvent>(std::as_bytes(std::span(event)))));
    }
    void record(const execution::Outbox& outbox) {
        if (!writer_) return;
        for (const auto& command : outbox) must(append(*writer_, now_, command));
        if (setup_.leaves == Leaves::durable)
            if (const auto r = writer_->commit(); !r) std::exit(1);
    }
    void encode(const domain::VenueCommand& order) {
        if (setup_.form == Form::json) {
            order_json_.clear();
            codec::append_json(order_json_, order);
            bench::keep(order_json_);
        } else {
            order_bytes_.clear();
            codec::append_bytes(order_bytes_, order);
            bench::keep(order_bytes_);
        }
    }
    void on_ballot(const domain::Ballot& ballot) override {
        if (writer_) must(append(*writer_, ballot.time, ballot));
    }

    void send(const domain::VenueCommand& command) {
        if (const auto* submit = std::get_if<domain::SubmitOrder>(&command))
            venue_.submit(*submit, now_);
        else if (const auto* cancel = std::get_if<domain::CancelOrder>(&command))
            venue_.cancel(*cancel, now_);
        else
            venue_.replace(std::get<domain::ReplaceOrder>(command), now_);
    }
    void deliver(Time until) {
        venue_.deliver(until, [this](const domain::VenueEvent& event, Time at) {
            if (writer_) must(append(*writer_, at, event));
            engine_->on_venue(event, at);
            for (const auto& command : engine_->outbox()) send(command);
            engine_->outbox().clear();
        });
    }

    Setup setup_;
    backtest::RunConfig config_;
    domain::InstrumentTable table_;
    strategy::Catalogue catalogue_;
    sim::Venue venue_;
    std::unique_ptr<engine::Engine> engine_;
    std::optional<journal::Writer> writer_;
    codec::ByteBuffer order_bytes_;
    std::string order_json_;
    Time now_{};
    Latencies latencies_;
};

struct Market {
    std::vector<domain::BarClosed> bars;
    std::vector<std::string> bytes, json;
};

Market make_market(std::size_t count) {
    Market m;
    for (const auto& bar : testing::random_bars(count, 1min)) {
        m.bars.push_back({.instrument = InstrumentId(0), .interval = 1min, .bar = bar});
        codec::ByteBuffer buffer;
        codec::append_bytes(buffer, domain::MarketEvent(m.bars.back()));
        m.bytes.emplace_back(reinterpret_cast<const char*>(buffer.view().data()), buffer.size());
        m.json.push_back(codec::to_json(domain::MarketEvent(m.bars.back())));
    }
    return m;
}

Latencies measure(const Setup& setup, const Market& market, const fs::path& folder) {
    Desk desk(setup, folder);
    const auto& events = setup.form == Form::json ? market.json : market.bytes;
    for (std::size_t i = 0; i < market.bars.size() && desk.orders() < setup.orders_max; ++i)
        desk.play(market.bars[i], events[i]);
    return desk.latencies();
}

/// The value below which this part of the sample lies; the first tenth is warm-up and left out.
double quantile(std::vector<double> sample, double q) {
    sample.erase(sample.begin(), sample.begin() + static_cast<std::ptrdiff_t>(sample.size() / 10));
    if (sample.empty()) return 0;
    const auto at = sample.begin() + static_cast<std::ptrdiff_t>(q * static_cast<double>(sample.size() - 1));
    std::nth_element(sample.begin(), at, sample.end());
    return *at;
}

void print_total(const std::string& what, const Latencies& l) {
    const double p50 = quantile(l.total, 0.5), p99 = quantile(l.total, 0.99);
    bench::print(
        {.row = "12",
         .what = what + ", p50",
         .ours = p50,
         .peer = "NautilusTrader, stages, published",
         .peer_value = 852 + 208,
         .limit = 90,
         .goal = 120,
         .note = fmt::format("{} orders; p50 of decode {:.0f}, engine {:.0f}, journal {:.0f}, encode {:.0f} ns; "
                             "an event without an order {:.0f} ns",
                             l.total.size(), quantile(l.decode, 0.5), quantile(l.decide, 0.5), quantile(l.journal, 0.5),
                             quantile(l.encode, 0.5), quantile(l.idle, 0.5))});
    bench::print({.row = "12", .what = what + ", p99", .ours = p99, .goal = 2 * p50, .note = "goal: twice p50"});
}

void print_added(const std::string& what, const Latencies& with, const Latencies& without) {
    const auto added = [&](double q) { return (quantile(with.total, q) - quantile(without.total, q)) / 1e3; };
    bench::print({.row = "12",
                  .what = "added by the journal: " + what + ", p50",
                  .ours = added(0.5),
                  .unit = "us",
                  .note = fmt::format("p99 {:.1f} us, {} orders", added(0.99), with.total.size())});
}

}  // namespace

int main(int argc, char** argv) {
    using journal::Durability;
    const std::size_t bars = bench::is_quick() ? 200'000 : 1'000'000;
    const Market market = make_market(argc > 1 ? std::strtoull(argv[1], nullptr, 10) : bars);
    const fs::path folder = fs::temp_directory_path() / ("argosy_tick_to_order_" + std::to_string(::getpid()));
    const std::size_t few = bench::is_quick() ? 100 : 1'000;

    const auto bare = measure({}, market, folder);
    const auto streamed = measure({.journal = Durability::group}, market, folder);
    const auto json = measure({.form = Form::json, .journal = Durability::group}, market, folder);
    const auto none = measure({.journal = Durability::none}, market, folder);
    const auto group =
        measure({.journal = Durability::group, .leaves = Leaves::durable, .orders_max = few}, market, folder);
    const auto each = measure({.journal = Durability::each, .orders_max = few}, market, folder);
    fs::remove_all(folder);
    if (bare.digest != streamed.digest || bare.digest != none.digest || bare.total.empty()) {
        fmt::print(stderr, "tick_to_order: the journal changed the orders, or there were none\n");
        return 1;
    }
    print_total("event to order bytes, no journal", bare);
    print_total("event to order bytes, journaled in group commit", streamed);
    print_total("JSON event to JSON order, journaled in group commit", json);
    print_added("none, appended", none, bare);
    print_added("group, appended (synced within 2 ms)", streamed, bare);
    print_added("group, order leaves when synced", group, bare);
    print_added("each", each, bare);
}
