#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "domain/instrument.hpp"

/// Domain types on the wire: JSON here, compact bytes in bytes.hpp. One form for bus, store, gateway and journal.
///
/// Decimals are strings, times RFC 3339 with up to nanoseconds (unset: null), durations like "5m", enumerations their
/// names, unset ids null. A variant is {"type": name, "data": {...}}, the inner half of a message's envelope. Numbers
/// that are not finite are written as null and refused by the reader.
///
/// Thread safety: every function; the parser's memory is per thread.
/// Known limits: a JSON text of at most 16 MiB; 64-bit counters are JSON numbers, exact in JavaScript below 2^53.
namespace argosy::codec {

/// What the ids of one run are called. With it, ids of instruments are written as symbols ("BTC/USDT", with "@venue"
/// when two venues list it) and ids of strategies as names, and read back so; without it they are numbers.
struct Names {
    const domain::InstrumentTable* instruments = nullptr;
    std::span<const std::string> strategies{};
};

/// Appends the value as one line of JSON. T: every struct and variant of domain/ (the list is at the end of json.cpp).
template <class T>
void append_json(std::string& out, const T& value, const Names& names = {});

template <class T>
[[nodiscard]] std::string to_json(const T& value, const Names& names = {}) {
    std::string out;
    append_json(out, value, names);
    return out;
}

/// Errors: parse, with the JSON pointer of the field ("/request/qty: not a decimal: ..."). Unknown and repeated keys
/// are
///         refused; keys may be left out only where a person writes them (orders, commands, instruments).
template <class T>
[[nodiscard]] Result<T> from_json(std::string_view json, const Names& names = {});

/// The "type" of what a variant holds: "order_accepted". V: MarketEvent, VenueEvent, VenueCommand, Command.
template <class V>
[[nodiscard]] std::string_view type_name(const V& variant) noexcept;

}  // namespace argosy::codec
