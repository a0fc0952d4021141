#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "base/error.hpp"
#include "codec/json.hpp"
#include "domain/command.hpp"
#include "domain/event.hpp"
#include "domain/instrument.hpp"
#include "domain/signal.hpp"
#include "domain/state.hpp"
#include "journal/record.hpp"
#include "journal/writer.hpp"

namespace argosy::journal {

/// Everything that the journal knows how to store.
using Entry = std::variant<domain::MarketEvent, domain::VenueEvent, domain::VenueCommand, domain::Command,
                           domain::Ballot, domain::Signal, domain::Alert, domain::Instrument>;

/// Appends a value in the byte form of codec/bytes.hpp. Errors: those of Writer::append.
/// T: the alternatives of Entry.
template <class T>
[[nodiscard]] Result<std::uint64_t> append(Writer& writer, Time time, const T& value);

/// Reads the payload of a record. Errors: parse, naming the sequence number; not_found for an owner's type.
[[nodiscard]] Result<Entry> decode(const Record& record);
/// The same into an Entry that is used again and again: replay moves and allocates nothing for orders and fills.
/// After an error `out` holds anything.
[[nodiscard]] Result<> decode(const Record& record, Entry& out);

/// "venue_event"; "type 1000" for an owner's.
[[nodiscard]] std::string type_name(std::uint16_t type);

/// {"sequence":1,"time":"...","type":"venue_event","data":{...}} on one line; an owner's type shows its size.
/// Errors: parse.
[[nodiscard]] Result<std::string> to_json(const Record& record, const codec::Names& names = {});

}  // namespace argosy::journal
