#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "journal/reader.hpp"

/// What `argosy journal verify` and `argosy journal show` do.
namespace argosy::journal {

struct Summary {
    std::uint64_t records = 0;
    std::uint64_t first_sequence = 0;
    Time first_time{}, last_time{};
    std::uint64_t payload_bytes = 0;
    std::map<std::string, std::uint64_t> by_type;  ///< "venue_event" -> how many; owners' types as "type 1000"
    End end;
};

/// Reads the whole journal, checksums and payloads, and changes nothing. A torn tail is no error: see end.message.
/// Errors: corrupt and parse, with file, offset and what to do.
[[nodiscard]] Result<Summary> verify(const std::filesystem::path& path);

struct ShowSettings {
    std::uint64_t from = 1;  ///< first sequence number
    std::uint64_t count = UINT64_MAX;
    std::string type;  ///< only these ("venue_event"); empty: all
};

/// Calls line(json) for every record, in order, until it returns false. Instruments are named from the journal itself.
/// Errors: those of verify; invalid_argument for a type that does not exist.
[[nodiscard]] Result<> show(const std::filesystem::path& path, const ShowSettings& settings,
                            const std::function<bool(std::string_view json)>& line);

}  // namespace argosy::journal
