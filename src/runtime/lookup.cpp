#include "runtime/lookup.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "base/suggest.hpp"
#include "engine/engine.hpp"

namespace argosy::runtime {
namespace {

/// What the simulated venue may be called beside its own name.
constexpr std::array played_venues = {"sim", "simulation", "binance", "bybit", "crypto.com", "cryptocom", "alpaca"};

/// Lower case, '/' for '-': equal when the same is meant.
std::string normal(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = c == '-' ? '/' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

std::string_view without_settlement(std::string_view symbol) { return symbol.substr(0, symbol.find(':')); }

std::vector<std::string> venues_of(const Simulation& s) {
    std::vector<std::string> out;
    for (const auto& i : s.instruments())
        if (std::ranges::find(out, i.venue) == out.end()) out.push_back(i.venue);
    return out;
}

/// Those whose symbol, written normally and shortened by `part`, is the wanted one.
template <class Part>
std::vector<InstrumentId> matches(const Simulation& s, std::string_view wanted, std::string_view venue, Part part) {
    std::vector<InstrumentId> out;
    for (std::uint32_t i = 0; i < s.instruments().size(); ++i) {
        const auto& instrument = s.instruments()[InstrumentId(i)];
        const std::string name = normal(instrument.symbol);
        if (part(name) == wanted && (venue.empty() || instrument.venue == venue)) out.emplace_back(i);
    }
    return out;
}

std::string hint_for(std::string_view text, const std::vector<std::string>& known) {
    const auto near = nearest(text, known);
    return near.empty() ? "known: " + join(known) : fmt::format("did you mean {}?", near);
}

Result<InstrumentId> only_one(const Simulation& s, const std::vector<InstrumentId>& found, std::string_view symbol) {
    if (found.size() == 1) return found.front();
    std::vector<std::string> names;
    for (const auto id : found) names.push_back(s.instruments()[id].symbol + " on " + s.instruments()[id].venue);
    return fail(Errc::invalid_argument, fmt::format("\"{}\" means several instruments", symbol),
                "name the exchange, or write one of: " + join(names));
}

}  // namespace

Result<InstrumentId> find_instrument(const Simulation& s, std::string_view symbol, std::string_view exchange) {
    std::string venue;
    if (!exchange.empty()) {
        ARGOSY_LET(venue, find_exchange(s, exchange), "exchange");
    }
    const std::string wanted = normal(symbol);
    auto found = matches(s, wanted, venue, [](std::string_view name) { return name; });
    if (found.empty()) found = matches(s, wanted, venue, without_settlement);
    if (!found.empty()) return only_one(s, found, symbol);
    std::vector<std::string> known;
    for (const auto& i : s.instruments())
        if (venue.empty() || i.venue == venue) known.push_back(i.symbol);
    return fail(Errc::not_found, fmt::format("there is no instrument \"{}\"", symbol), hint_for(symbol, known));
}

Result<std::string> find_exchange(const Simulation& s, std::string_view name) {
    const auto known = venues_of(s);
    const std::string wanted = normal(name);
    for (const auto& venue : known)
        if (normal(venue) == wanted) return venue;
    if (std::ranges::find(played_venues, wanted) != played_venues.end() && !known.empty()) return known.front();
    return fail(Errc::not_found, fmt::format("there is no exchange \"{}\"", name), hint_for(name, known));
}

Result<StrategyId> find_strategy(const Simulation& s, std::string_view name) {
    const auto& known = s.engine().strategy_names();
    const auto found = std::ranges::find_if(known, [&](const auto& n) { return normal(n) == normal(name); });
    if (found != known.end()) return StrategyId(static_cast<std::uint16_t>(found - known.begin()));
    return fail(Errc::not_found, fmt::format("there is no strategy \"{}\"", name), hint_for(name, known));
}

}  // namespace argosy::runtime
