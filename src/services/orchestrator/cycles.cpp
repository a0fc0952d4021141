#include "services/orchestrator/cycles.hpp"

#include <fmt/format.h>
#include <utility>

#include "config/write.hpp"
#include "engine/engine.hpp"

namespace argosy::services::orchestrator {
namespace {

constexpr std::size_t recent_kept = 100;

}  // namespace

Cycles::Cycles(const Parts& parts)
    : parts_(parts),
      entry_(parts.loop),
      exit_(parts.loop),
      maintenance_(parts.loop),
      ids_(static_cast<std::uint64_t>(to_ns(net::wall_time()))) {
    parts_.core.listen(*this);
}

Cycles::~Cycles() { parts_.core.forget(*this); }

Result<> Cycles::start() {
    ARGOSY_LET(counts_.all,
               parts_.store.read([](const store::Tables& t) { return t.streams().last(std::string(stream)); }),
               "cycles");
    const auto schedule = [this](net::Timer& timer, Duration interval, domain::CycleType type) {
        if (interval > Duration{}) timer.every(interval, [this, type] { run(type); });
    };
    schedule(entry_, parts_.settings.entry, domain::CycleType::entry);
    schedule(exit_, parts_.settings.exit, domain::CycleType::exit);
    schedule(maintenance_, parts_.settings.maintenance, domain::CycleType::maintenance);
    return {};
}

void Cycles::stop() noexcept {
    entry_.cancel();
    exit_.cancel();
    maintenance_.cancel();
}

messages::Cycle Cycles::run(domain::CycleType type) {
    const auto index = std::to_underlying(type);
    messages::Cycle cycle;
    cycle.start_time = net::wall_time();
    cycle.cycle_id = to_string(ids_.next(cycle.start_time));
    cycle.cycle_type = to_string(type);
    cycle.signals_generated = ballots_ - std::exchange(ballots_seen_[index], ballots_);
    if (type == domain::CycleType::maintenance)
        maintain(cycle);
    else
        act(type, cycle);
    cycle.end_time = net::wall_time();
    ++counts_.all;
    ++counts_.by_type[index];
    counts_.trades_processed += cycle.trades_processed;
    counts_.signals_generated += cycle.signals_generated;
    counts_.errors += cycle.errors.size();
    record(cycle);
    return cycle;
}

void Cycles::act(domain::CycleType type, messages::Cycle& cycle) {
    auto& engine = parts_.core.engine();
    if (engine.due(type).empty()) return;
    if (type == domain::CycleType::entry && (!parts_.core.is_trading() || engine.emergency().is_tripped())) return;
    const auto before = engine.orders().counters().submitted;
    if (const auto done = parts_.core.command(domain::RunCycle{type}); !done)
        cycle.errors.emplace_back(done.error().message());
    cycle.trades_processed = engine.orders().counters().submitted - before;
}

void Cycles::maintain(messages::Cycle& cycle) {
    const auto& engine = parts_.core.engine();
    if (const auto why = parts_.core.failure()) cycle.errors.push_back("the journal failed: " + *why);
    for (std::size_t b = 0; b < engine.books().size(); ++b)
        for (const auto& view : engine.brackets(b).views())
            if (view.is_naked)
                cycle.errors.push_back("nothing protects the position in " +
                                       parts_.core.instruments()[view.instrument].symbol);
    const Time before = net::wall_time() - parts_.settings.kept;
    const auto trimmed = parts_.writer.submit([before](store::Tables& t) -> Result<> {
        ARGOSY_TRY(t.streams().trim(std::string(stream), before), "cycles");
        return {};
    });
    if (!trimmed) cycle.errors.emplace_back(trimmed.error().message());
}

void Cycles::record(const messages::Cycle& cycle) {
    recent_.push_back(cycle);
    if (recent_.size() > recent_kept) recent_.pop_front();
    store::StreamEntry entry{.stream = std::string(stream),
                             .time = cycle.start_time,
                             .key = cycle.cycle_type,
                             .body = config::json_line(cycle)};
    const auto taken = parts_.writer.submit([entry = std::move(entry)](store::Tables& t) -> Result<> {
        ARGOSY_TRY(t.streams().append(entry), "cycles");
        return {};
    });
    if (!taken) ++counts_.errors;
    parts_.topic.publish({{.id = ids_.next(cycle.start_time),
                           .time = parts_.core.now(),
                           .source = "orchestrator",
                           .cause = {},
                           .trace = {}},
                          cycle});
}

}  // namespace argosy::services::orchestrator
