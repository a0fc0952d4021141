#include "sim/scenario_table.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>

#include "base/enum.hpp"

namespace argosy::sim::testing {

using namespace domain;

namespace {

const Time start = time_from_ns(1'700'006'400'000'000'000);  // 2023-11-15T00:00:00Z, a Wednesday

template <class D>
D number(const std::string& text) {
    auto value = parse_decimal<D>(text);
    if (!value) throw std::runtime_error("not a number: \"" + text + "\"");
    return *value;
}

template <class E>
E choice(const std::string& text) {
    const auto value = parse_enum<E>(text);
    if (!value) throw std::runtime_error("not a choice: \"" + text + "\"");
    return *value;
}

std::vector<std::string> split(const std::string& text, char by) {
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, by);) parts.push_back(part);
    return parts;
}

Time seconds(const std::string& text) {
    return start + std::chrono::milliseconds(std::llround(std::stod(text) * 1000));
}

std::string code_of(std::string_view reason) { return std::string(reason.substr(0, reason.find(':'))); }

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

}  // namespace

bool ScenarioTable::Line::has(const std::string& flag) const { return std::ranges::find(words, flag) != words.end(); }

std::string ScenarioTable::Line::option(const std::string& name, std::string fallback) const {
    const auto it = options.find(name);
    return it == options.end() ? fallback : it->second;
}

ScenarioTable::Line ScenarioTable::parse(std::string_view text) {
    Line line;
    std::istringstream in{std::string(text)};
    in >> line.command;
    for (std::string word; in >> word;) {
        const auto equals = word.find('=');
        if (equals == std::string::npos)
            line.words.push_back(word);
        else
            line.options.emplace(word.substr(0, equals), word.substr(equals + 1));
    }
    return line;
}

std::vector<Failure> ScenarioTable::play(std::string_view text, std::size_t& scenarios) {
    std::vector<Failure> failures;
    ScenarioTable table;
    std::istringstream in{std::string(text)};
    std::size_t number = 0;
    for (std::string raw; std::getline(in, raw);) {
        ++number;
        const std::string line = trimmed(raw.substr(0, raw.find('#')));
        if (line.empty()) continue;
        const auto arrow = line.find("->");
        const std::string expected = arrow == std::string::npos ? "" : trimmed(line.substr(arrow + 2));
        try {
            const Line parsed = parse(line.substr(0, arrow));
            if (parsed.command == "scenario") ++scenarios;
            const std::string got = table.run(parsed);
            if (got != expected)
                failures.push_back({number, line + "\n    expected: " + expected + "\n    got:      " + got});
        } catch (const std::exception& e) {
            failures.push_back({number, line + "\n    " + e.what()});
        }
    }
    return failures;
}

void ScenarioTable::begin() {
    venue_.reset();
    table_ = std::make_unique<InstrumentTable>();
    settings_ = {};
    now_ = start;
    shows_time_ = false;
}

std::string ScenarioTable::run(const Line& line) {
    if (line.command == "scenario") return begin(), "";
    if (line.command == "instrument" || line.command == "settings" || line.command == "balance") return setup(line), "";
    if (line.command == "check") return check(line);
    if (line.command == "times") return shows_time_ = true, "";
    if (line.command == "restart") return restart(), "";
    if (line.command == "submit")
        submit(line);
    else if (line.command == "cancel")
        venue().cancel({OrderId(std::stoull(line.words.at(0)))}, now_);
    else if (line.command == "replace")
        venue().replace({.order = OrderId(std::stoull(line.words.at(0))),
                         .qty = number<Qty>(line.words.at(1)),
                         .limit_price = number<Price>(line.option("limit", "0")),
                         .trigger_price = number<Price>(line.option("trigger", "0"))},
                        now_);
    else if (line.command == "time")
        now_ = seconds(line.words.at(0));
    else
        market_event(line);
    return deliver();
}

void ScenarioTable::setup(const Line& line) {
    if (venue_) throw std::runtime_error("too late: the venue is in use");
    if (line.command == "instrument")
        add_instrument(line);
    else if (line.command == "settings")
        change_settings(line);
    else
        settings_.balances.push_back({Currency(line.words.at(0)), number<Money>(line.words.at(1))});
}

void ScenarioTable::add_instrument(const Line& line) {
    auto i = parse_symbol(line.words.at(0));
    if (!i) throw std::runtime_error(std::string(i.error().message()));
    i->venue = "sim";
    i->tick_size = number<Price>(line.option("tick", "0.01"));
    i->lot_size = number<Qty>(line.option("lot", "0.001"));
    i->qty_min = number<Qty>(line.option("min", "0"));
    i->qty_max = number<Qty>(line.option("max", "0"));
    i->notional_min = number<Money>(line.option("notional_min", "0"));
    i->multiplier = number<Ratio>(line.option("multiplier", "1"));
    i->fees = {{.maker = number<Ratio>(line.option("maker", "0")), .taker = number<Ratio>(line.option("taker", "0"))}};
    if (line.option("hours") == "us_equity") i->hours = TradingHours::us_equity;
    for (auto [it, end] = line.options.equal_range("tier"); it != end; ++it) {
        const auto p = split(it->second, ':');
        i->margin.push_back({number<Money>(p.at(0)), number<Ratio>(p.at(1)), number<Ratio>(p.at(2))});
    }
    for (auto [it, end] = line.options.equal_range("fee_tier"); it != end; ++it) {
        const auto p = split(it->second, ':');
        i->fees.push_back({number<Money>(p.at(0)), number<Ratio>(p.at(1)), number<Ratio>(p.at(2))});
    }
    const auto added = table_->add(std::move(*i));
    if (!added) throw std::runtime_error(std::string(added.error().message()));
}

void ScenarioTable::change_settings(const Line& line) {
    Settings& s = settings_;
    const auto latency = [](const std::string& text) { return std::chrono::milliseconds(std::stoll(text)); };
    for (const auto& [name, value] : line.options) {
        if (name == "margin")
            s.margin_mode = choice<MarginMode>(value);
        else if (name == "leverage")
            s.leverage = number<Ratio>(value);
        else if (name == "liquidation_fee")
            s.liquidation_fee = number<Ratio>(value);
        else if (name == "slippage")
            s.slippage.kind = choice<SlippageKind>(value);
        else if (name == "ticks")
            s.slippage.ticks = std::stoll(value);
        else if (name == "impact")
            s.slippage.impact = number<Ratio>(value);
        else if (name == "fill")
            s.fills.limit_fill = choice<LimitFill>(value);
        else if (name == "queue")
            s.fills.queue = choice<QueueModel>(value);
        else if (name == "queue_power")
            s.fills.queue_power = std::stoll(value);
        else if (name == "participation")
            s.fills.participation = number<Ratio>(value);
        else if (name == "displayed")
            s.fills.displayed_size_limits = value == "on";
        else if (name == "funds")
            s.check_funds = value == "on";
        else if (name == "fees")
            s.charge_fees = value == "on";
        else if (name == "volume")
            s.traded_volume = number<Money>(value);
        else if (name == "entry")
            s.latency.entry.mean = latency(value);
        else if (name == "response")
            s.latency.response.mean = latency(value);
        else
            throw std::runtime_error("no such setting: " + name);
    }
    if (const auto valid = validate(s); !valid) throw std::runtime_error(std::string(valid.error().message()));
}

void ScenarioTable::submit(const Line& line) {
    OrderRequest r{.instrument = instrument(line),
                   .side = choice<Side>(line.words.at(1)),
                   .type = choice<OrderType>(line.words.at(2)),
                   .qty = number<Qty>(line.words.at(3)),
                   .limit_price = number<Price>(line.option("limit", "0")),
                   .trigger_price = number<Price>(line.option("trigger", "0")),
                   .trail_offset = number<Price>(line.option("offset", "0")),
                   .trail_rate = number<Ratio>(line.option("rate", "0")),
                   .trigger_source = choice<TriggerSource>(line.option("source", "last")),
                   .time_in_force = choice<TimeInForce>(line.option("tif", "gtc")),
                   .post_only = line.has("post_only"),
                   .reduce_only = line.has("reduce_only")};
    if (line.options.contains("expire")) r.expire_at = seconds(line.option("expire"));
    if (line.options.contains("parent")) r.parent = OrderId(std::stoull(line.option("parent")));
    venue().submit({OrderId(std::stoull(line.words.at(0))), r}, now_);
}

void ScenarioTable::market_event(const Line& line) {
    const auto& w = line.words;
    const InstrumentId id = instrument(line);
    if (line.command == "bar" || line.command == "open") {
        BarClosed bar{.instrument = id, .interval = 1min};
        bar.bar = {.open_time = now_,
                   .open = number<Price>(w.at(0)),
                   .high = number<Price>(w.at(1)),
                   .low = number<Price>(w.at(2)),
                   .close = number<Price>(w.at(3)),
                   .volume = number<Qty>(w.size() > 4 ? w[4] : "0")};
        if (!broken_rule(bar.bar).empty()) throw std::runtime_error(std::string(broken_rule(bar.bar)));
        if (line.command == "open") return venue().on_open(bar);
        venue().on_bar(bar);
        if (!line.has("same_time")) now_ += 1min;
    } else if (line.command == "trade") {
        venue().on_trade({.instrument = id,
                          .time = now_,
                          .price = number<Price>(w.at(0)),
                          .qty = number<Qty>(w.at(1)),
                          .aggressor = choice<Side>(w.at(2))});
    } else if (line.command == "quote") {
        venue().on_quote({.instrument = id,
                          .time = now_,
                          .bid = number<Price>(w.at(0)),
                          .ask = number<Price>(w.at(2)),
                          .bid_qty = number<Qty>(w.at(1)),
                          .ask_qty = number<Qty>(w.at(3))});
    } else if (line.command == "book" || line.command == "snapshot") {
        BookUpdate update{.instrument = id, .time = now_, .is_snapshot = line.command == "snapshot"};
        for (const auto& word : w) {
            const auto p = split(word, ':');
            update.levels.push_back({choice<Side>(p.at(0)), number<Price>(p.at(1)), number<Qty>(p.at(2))});
        }
        venue().on_book(update);
    } else if (line.command == "funding") {
        venue().on_funding({.instrument = id,
                            .time = now_,
                            .rate = number<Ratio>(w.at(0)),
                            .mark_price = number<Price>(line.option("mark", "0"))});
    } else if (line.command == "mark") {
        venue().on_mark({.instrument = id, .time = now_, .price = number<Price>(w.at(0))});
    } else {
        throw std::runtime_error("no such command: " + line.command);
    }
}

std::string ScenarioTable::check(const Line& line) {
    const auto& w = line.words;
    const InstrumentId id = instrument(line);
    std::string got;
    if (w.at(0) == "position")
        got = to_string(venue().position_qty(id));
    else if (w[0] == "ambiguous")
        got = std::to_string(venue().ambiguous_bars(id));
    else if (w[0] == "open")
        got = std::to_string(venue().open_orders());
    else if (w[0] == "idle")
        got = venue().idle(id) ? "yes" : "no";
    else if (w[0] == "balance")
        got = to_string(venue().balance(Currency(w.at(1))));
    else if (w[0] == "equity")
        got = to_string(venue().equity(Currency(w.at(1))));
    else if (w[0] == "liquidation")
        got = venue().liquidation_price(id) ? to_string(*venue().liquidation_price(id)) : "none";
    else
        throw std::runtime_error("cannot check " + w[0]);
    return got == w.back() ? "" : got;
}

std::string ScenarioTable::describe(const VenueEvent& event) const {
    const auto id = [](OrderId o) { return o.is_none() ? std::string("venue") : std::to_string(o.value()); };
    struct Describe {
        decltype(id) name;
        std::string operator()(const OrderAccepted& e) const { return name(e.order) + " accepted"; }
        std::string operator()(const OrderRejected& e) const {
            return name(e.order) + " rejected " + code_of(e.reason.view());
        }
        std::string operator()(const OrderCanceled& e) const {
            return name(e.order) + " canceled " + code_of(e.reason.view());
        }
        std::string operator()(const OrderExpired& e) const { return name(e.order) + " expired"; }
        std::string operator()(const CancelRejected& e) const {
            return name(e.order) + " cancel_rejected " + code_of(e.reason.view());
        }
        std::string operator()(const OrderReplaced& e) const { return name(e.order) + " replaced"; }
        std::string operator()(const ReplaceRejected& e) const {
            return name(e.order) + " replace_rejected " + code_of(e.reason.view());
        }
        std::string operator()(const OrderTriggered& e) const { return name(e.order) + " triggered"; }
        std::string operator()(const OrderUnknown& e) const { return name(e.order) + " unknown"; }
        std::string operator()(const OrderFilled& e) const {
            const Fill& f = e.fill;
            return name(f.order) + " filled " + to_string(f.qty) + " @ " + to_string(f.price) +
                   (f.liquidity == Liquidity::maker ? " maker" : " taker") +
                   (f.fee.is_zero() ? "" : " fee " + to_string(f.fee));
        }
        std::string operator()(const FundingPaid& e) const { return "funding " + to_string(e.amount); }
        std::string operator()(const Liquidated& e) const { return "liquidated @ " + to_string(e.price); }
    };
    return std::visit(Describe{id}, event);
}

std::string ScenarioTable::deliver() {
    std::string all;
    venue().deliver(now_, [&](const VenueEvent& event, Time at) {
        if (!all.empty()) all += "; ";
        all += describe(event);
        const auto since = [](Time t) {
            return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(t - start).count());
        };
        if (shows_time_) all += " [" + since(time_of(event)) + " " + since(at) + "]";
    });
    return all;
}

InstrumentId ScenarioTable::instrument(const Line& line) const {
    const std::string symbol = line.option("on");
    const InstrumentId id = symbol.empty() ? InstrumentId(0) : table_->find(symbol);
    if (id.value() >= table_->size()) throw std::runtime_error("no such instrument: " + symbol);
    return id;
}

Venue& ScenarioTable::venue() {
    if (!venue_) venue_ = std::make_unique<Venue>(*table_, settings_);
    return *venue_;
}

void ScenarioTable::restart() {
    const VenueState state = venue().snapshot();
    Settings empty = settings_;
    empty.balances.clear();
    venue_ = std::make_unique<Venue>(*table_, empty);
    if (const auto done = venue_->restore(state); !done) throw std::runtime_error(std::string(done.error().message()));
}

}  // namespace argosy::sim::testing
