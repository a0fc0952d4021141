#include "journal/entry.hpp"

#include <fmt/format.h>

#include "base/json_writer.hpp"
#include "codec/bytes.hpp"

namespace argosy::journal {
namespace {

template <class T>
inline constexpr RecordType type_of{};
template <>
inline constexpr RecordType type_of<domain::MarketEvent> = RecordType::market_event;
template <>
inline constexpr RecordType type_of<domain::VenueEvent> = RecordType::venue_event;
template <>
inline constexpr RecordType type_of<domain::VenueCommand> = RecordType::venue_command;
template <>
inline constexpr RecordType type_of<domain::Command> = RecordType::command;
template <>
inline constexpr RecordType type_of<domain::Ballot> = RecordType::ballot;
template <>
inline constexpr RecordType type_of<domain::Signal> = RecordType::signal;
template <>
inline constexpr RecordType type_of<domain::Alert> = RecordType::alert;
template <>
inline constexpr RecordType type_of<domain::Instrument> = RecordType::instrument;

/// Calls f with the type that a record holds; false when it is none of ours.
template <class... T>
bool with_type(std::uint16_t type, const std::variant<T...>*, auto f) {
    return ((static_cast<std::uint16_t>(type_of<T>) == type && (f.template operator()<T>(), true)) || ...);
}

Error bad_payload(const Record& record, Error error) {
    return std::move(error).with(fmt::format("record {} ({})", record.sequence, type_name(record.type)));
}

}  // namespace

std::string type_name(std::uint16_t type) {
    switch (static_cast<RecordType>(type)) {
        case RecordType::market_event: return "market_event";
        case RecordType::venue_event: return "venue_event";
        case RecordType::venue_command: return "venue_command";
        case RecordType::command: return "command";
        case RecordType::ballot: return "ballot";
        case RecordType::signal: return "signal";
        case RecordType::alert: return "alert";
        case RecordType::instrument: return "instrument";
    }
    return fmt::format("type {}", type);
}

template <class T>
Result<std::uint64_t> append(Writer& writer, Time time, const T& value) {
    thread_local codec::ByteBuffer buffer;
    buffer.clear();
    codec::append_bytes(buffer, value);
    return writer.append(static_cast<std::uint16_t>(type_of<T>), time, buffer.view());
}

template Result<std::uint64_t> append(Writer&, Time, const domain::MarketEvent&);
template Result<std::uint64_t> append(Writer&, Time, const domain::VenueEvent&);
template Result<std::uint64_t> append(Writer&, Time, const domain::VenueCommand&);
template Result<std::uint64_t> append(Writer&, Time, const domain::Command&);
template Result<std::uint64_t> append(Writer&, Time, const domain::Ballot&);
template Result<std::uint64_t> append(Writer&, Time, const domain::Signal&);
template Result<std::uint64_t> append(Writer&, Time, const domain::Alert&);
template Result<std::uint64_t> append(Writer&, Time, const domain::Instrument&);

Result<> decode(const Record& record, Entry& out) {
    Result<> result;
    const bool is_ours = with_type(record.type, static_cast<const Entry*>(nullptr), [&]<class T> {
        T* held = std::get_if<T>(&out);
        auto r = codec::read_bytes(record.payload, held ? *held : out.emplace<T>());
        if (!r) [[unlikely]]
            result = std::unexpected(bad_payload(record, std::move(r).error()));
    });
    if (is_ours) return result;
    return fail(Errc::not_found,
                fmt::format("record {} is of {}, which its owner reads", record.sequence, type_name(record.type)));
}

Result<Entry> decode(const Record& record) {
    Result<Entry> out{std::in_place};
    if (auto r = decode(record, *out); !r) out = std::unexpected(std::move(r).error());
    return out;
}

Result<std::string> to_json(const Record& record, const codec::Names& names) {
    JsonWriter w;
    w.begin_object().field("sequence", record.sequence).field("time", to_iso8601(record.time));
    w.field("type", type_name(record.type));
    Result<std::string> out;
    const bool is_ours = with_type(record.type, static_cast<const Entry*>(nullptr), [&]<class T> {
        if (auto value = codec::from_bytes<T>(record.payload))
            w.key("data").raw(codec::to_json(*value, names));
        else
            out = std::unexpected(bad_payload(record, std::move(value).error()));
    });
    if (!out) return out;
    if (!is_ours) w.field("bytes", record.payload.size());
    w.end_object();
    return std::move(w).take();
}

}  // namespace argosy::journal
