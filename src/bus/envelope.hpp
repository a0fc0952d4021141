#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "bus/message.hpp"

/// Messages as JSON, for carriers and the outbox:
///
///     {"type":"fill","id":"01920e4a-...","time":"2024-08-08T23:54:15.342Z","source":"execution",
///      "cause":null,"trace":null,"data":{...}}
namespace argosy::bus {

/// A message whose payload is still (or again) JSON.
struct Sealed {
    Envelope envelope;
    std::string type;  ///< "fill"
    std::string data;  ///< a JSON object
};

/// One line. Requires: `data` is well-formed JSON.
[[nodiscard]] std::string seal(const Envelope& envelope, std::string_view type, std::string_view data);
/// Errors: parse, naming the field. Fields that we do not know are passed over: a newer program may send more.
[[nodiscard]] Result<Sealed> unseal(std::string_view json);

/// A name that lives as long as the program; equal texts give the same address. Any thread.
/// Requires: few different ones (names of services). Errors: invalid_argument above 4096 names.
[[nodiscard]] Result<std::string_view> intern(std::string_view name);

}  // namespace argosy::bus
