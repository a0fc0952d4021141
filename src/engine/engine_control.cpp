// What a person changes while the engine runs: limits, risk mode, stops, parameters, selection, cycles.
#include <algorithm>
#include <fmt/format.h>

#include "engine/engine.hpp"
#include "risk/describe.hpp"

namespace argosy::engine {
namespace {

/// A protective order of a bracket: it is never canceled for tidiness.
bool protects(const domain::OrderRequest& r) { return r.reduce_only && !r.parent.is_none(); }

}  // namespace

// --- limits and risk ---

Result<> Engine::run(const domain::SetLimits& c) {
    ARGOSY_LET(const auto limits, limits_with(c.values), "set limits");
    for (const auto& v : c.values)
        if (v.name == "position_size") ARGOSY_TRY(set_position_size(v.value), "set limits");
    ARGOSY_TRY(checks_.set_limits(limits), "set limits");
    tell_limits(c.values);
    return {};
}

/// "position_size" is a matter of the books.
Result<risk::Limits> Engine::limits_with(std::span<const domain::NamedValue> values) const {
    risk::Limits limits = checks_.limits();
    for (const auto& v : values)
        if (v.name != "position_size") ARGOSY_TRY(risk::set_limit(limits, v.name, v.value), "");
    ARGOSY_TRY(risk::validate(limits), "");
    return limits;
}

void Engine::tell_limits(std::span<const domain::NamedValue> values) {
    std::string text;
    for (const auto& v : values) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", v.name, v.value);
    alert(domain::AlertLevel::info, "risk", "risk limits: " + text);
}

Result<> Engine::set_position_size(std::string_view text) {
    ARGOSY_LET(const auto fraction, parse_decimal<Ratio>(text), "position_size");
    for (const auto& book : books_) {
        auto sizing = book->settings().sizing;
        if (!std::holds_alternative<risk::FixedFraction>(sizing.method))
            return fail(Errc::invalid_argument,
                        "book " + book->settings().name + " does not size by a fraction of equity");
        sizing.method = risk::FixedFraction{fraction};
        ARGOSY_TRY(risk::validate(sizing), "position_size");
    }
    for (const auto& book : books_) {
        auto sizing = book->settings().sizing;
        sizing.method = risk::FixedFraction{fraction};
        book->set_sizing(sizing);
    }
    return {};
}

Result<> Engine::run(const domain::SetRiskMode& c) {
    if (c.state == domain::RiskState::normal)
        ARGOSY_TRY(monitor_.release(c.cause, now_), "risk mode");
    else
        ARGOSY_TRY(monitor_.force(c.state, c.cause, now_), "risk mode");
    on_risk_change();
    return {};
}

Result<> Engine::run(const domain::SelectInstruments& c) {
    for (const auto id : c.instruments)
        if (id.value() >= instruments_.size()) return fail(Errc::not_found, "unknown instrument");
    checks_.select(c.all ? std::nullopt : std::optional(c.instruments));
    std::string text;
    for (const auto id : c.instruments) text += " " + instruments_[id].symbol;
    alert(domain::AlertLevel::info, "trading",
          c.all ? "all instruments may be traded" : "selected for trading:" + text);
    return {};
}

// --- orders ---

Result<> Engine::run(const domain::PlaceOrderOnce& c) { return run(domain::PlaceOrder{.request = c.request}); }

Result<> Engine::run(const domain::MoveStops& c) {
    if (c.instrument.value() >= instruments_.size()) return fail(Errc::not_found, "unknown instrument");
    if (c.stop.is_negative() || c.take_profit.is_negative() || (c.stop.is_zero() && c.take_profit.is_zero()))
        return fail(Errc::invalid_argument, "a stop or a take profit is needed, as a positive price");
    const std::size_t b = book_of(c.instrument);
    if (b >= books_.size()) return fail(Errc::not_found, "there is no book for " + instruments_[c.instrument].symbol);
    ARGOSY_TRY(brackets_[b]->move(c.instrument, c.entry, c.stop, c.take_profit, actions_), "");
    run_brackets(b);
    return {};
}

Result<> Engine::run(const domain::CancelAll& c) {
    const auto is_meant = [&](InstrumentId id) { return c.instrument.is_none() || c.instrument == id; };
    for (const auto& book : books_)
        for (std::uint32_t i = 0; i < instruments_.size(); ++i)
            if (is_meant(InstrumentId(i))) {
                Holding& holding = book->holding(InstrumentId(i));
                holding.entry_due = holding.resize_due = false;
            }
    std::size_t count = 0;
    for (const auto id : orders_.open_orders()) {
        const auto& request = orders_.find(id)->request;
        if (!is_meant(request.instrument) || protects(request)) continue;
        orders_.cancel(id, now_, outbox_);
        ++count;
    }
    alert(domain::AlertLevel::info, "order", fmt::format("{} orders are being canceled", count), c.instrument);
    return {};
}

// --- strategies ---

Result<> Engine::run(const domain::SetParameters& c) {
    ARGOSY_LET(auto made, recast(c), "");
    take(std::move(made));
    return {};
}

Result<Engine::Recast> Engine::recast(const domain::SetParameters& c) const {
    if (c.strategy.value() >= sources_.size()) return fail(Errc::not_found, "there is no such strategy in this run");
    const auto& source = sources_[c.strategy.value()];
    Recast out{.strategy = c.strategy, .parameters = source.parameters, .made = {}};
    for (const auto& v : c.values) ARGOSY_TRY(out.parameters.set(v.name, std::string_view(v.value)), "parameters");
    for (const auto& instance : instances_) {
        if (instance->id != c.strategy) continue;
        ARGOSY_LET(auto fresh, source.descriptor.make(out.parameters, instance->setup), "parameters");
        out.made.emplace_back(instance.get(), std::move(fresh));
    }
    return out;
}

void Engine::take(Recast&& recast) {
    auto& source = sources_[recast.strategy.value()];
    source.parameters = std::move(recast.parameters);
    std::size_t missing = 0;
    for (auto& [instance, fresh] : recast.made) {
        if (instance == recast.made.front().first) books_[instance->book]->consensus().withdraw(instance->voter);
        missing = std::max(missing, restart(*instance, std::move(fresh)));
    }
    alert(domain::AlertLevel::info, "strategy",
          fmt::format("{}: {}{}", names_[recast.strategy.value()], source.parameters.to_string(),
                      missing == 0 ? "" : fmt::format("; it warms up for {} bars", missing)));
}

// --- versions of the settings ---

/// Everything that may be refused is done before anything is in force.
Result<> Engine::run(const domain::ApplyVersion& c) {
    ARGOSY_LET(const auto limits, limits_with(c.limits), "limits");
    std::vector<Recast> recasts;
    for (const auto& parameters : c.parameters) {
        ARGOSY_LET(auto made, recast(parameters), "");
        recasts.push_back(std::move(made));
    }
    for (const auto& s : c.switches)
        if (s.strategy.value() >= sources_.size())
            return fail(Errc::not_found, "there is no such strategy in this run");
    if (!c.limits.empty()) {
        ARGOSY_TRY(checks_.set_limits(limits), "limits");
        tell_limits(c.limits);
    }
    for (auto& made : recasts) take(std::move(made));
    for (const auto& s : c.switches) ARGOSY_TRY(run(s), "");
    return {};
}

std::size_t Engine::restart(Instance& instance, std::unique_ptr<strategy::Strategy> fresh) {
    instance.strategy = std::move(fresh);
    const std::size_t needs = instance.strategy->warm_up();
    instance.next_timer = instance.strategy->timer_interval() > Duration{} ? Time::min() : time_max;
    next_timer_ = std::min(next_timer_, instance.next_timer);
    std::vector<std::size_t> seen(instruments_.size());
    if (bars_) warm_up(instance, seen);
    std::size_t missing = 0;
    std::uint64_t passed = 0;
    for (const auto id : instance.setup.instruments) {
        missing = std::max(missing, needs - std::min(needs, seen[id.value()]));
        if (const auto* feed = find_feed(id, instance.setup.interval)) passed = std::max(passed, feed->bars);
    }
    instance.warm_up = missing == 0 ? 0 : passed + missing;
    return missing;
}

/// Feeds the past in order of time. What it says once it is warm is its opinion, as if it had always been there.
void Engine::warm_up(Instance& instance, std::vector<std::size_t>& seen) {
    std::vector<domain::BarClosed> past;
    for (const auto id : instance.setup.instruments)
        for (const auto& bar : bars_->recent(id, instance.setup.interval))
            past.push_back({.instrument = id, .interval = instance.setup.interval, .bar = bar});
    std::ranges::sort(past, {},
                      [](const domain::BarClosed& b) { return std::pair(b.bar.open_time, b.instrument.value()); });
    const std::size_t needs = instance.strategy->warm_up();
    is_warming_ = true;
    for (const auto& bar : past) {
        auto& scene = scene_of(instance);
        scene.set_now(bar.close_time());
        const std::size_t count = ++seen[bar.instrument.value()];
        silent_bars_ = needs - std::min(needs, count);
        instance.strategy->on_bar(strategy::BarView(bar), scene);
    }
    is_warming_ = false;
    silent_bars_ = 0;
}

// --- cycles ---

bool Engine::is_due(const Book& book, InstrumentId id, domain::CycleType type) const {
    using domain::Direction;
    const Holding& holding = book.holding(id);
    const Qty held = book.position(id);
    if (type == domain::CycleType::entry)
        return held.is_zero() && holding.is_agreed && holding.wanted != Direction::hold && holding.entry.is_none() &&
               !holding.decision.is_none() && holding.entered != holding.decision;
    if (type == domain::CycleType::exit)
        return !held.is_zero() && holding.exit.is_none() && holding.exit_refused &&
               holding.wanted != (held.is_positive() ? Direction::buy : Direction::sell);
    return false;
}

std::vector<InstrumentId> Engine::due(domain::CycleType type) const {
    std::vector<InstrumentId> out;
    for (std::uint32_t i = 0; i < instruments_.size(); ++i)
        if (const std::size_t b = book_of(InstrumentId(i));
            b < books_.size() && is_due(*books_[b], InstrumentId(i), type))
            out.emplace_back(i);
    return out;
}

Result<> Engine::run(const domain::RunCycle& c) {
    for (const auto id : due(c.type)) apply_target(*books_[book_of(id)], id);
    return {};
}

}  // namespace argosy::engine
