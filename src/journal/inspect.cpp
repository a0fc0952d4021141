#include "journal/inspect.hpp"

#include <algorithm>
#include <vector>

#include "base/suggest.hpp"
#include "domain/instrument.hpp"
#include "journal/entry.hpp"

namespace argosy::journal {
namespace {

/// Learns the instruments of the run as they appear, so that ids can be shown as symbols.
class Directory {
public:
    void learn(const Record& record) {
        if (record.type != static_cast<std::uint16_t>(RecordType::instrument) || !is_complete_) return;
        auto entry = decode(record);
        if (!entry) return;
        // The table refuses broken and repeated instruments; then ids stay numbers rather than become wrong names.
        is_complete_ = table_.add(std::get<domain::Instrument>(std::move(*entry))).has_value();
    }
    [[nodiscard]] codec::Names names() const { return {is_complete_ ? &table_ : nullptr, {}}; }

private:
    domain::InstrumentTable table_;
    bool is_complete_ = true;
};

/// A misspelt type would silently show nothing.
Result<> check_type(const std::string& type) {
    std::vector<std::string> names;
    for (std::uint16_t t = 1; t <= static_cast<std::uint16_t>(RecordType::instrument); ++t)
        names.push_back(type_name(t));
    if (type.empty() || type.starts_with("type ") || std::ranges::find(names, type) != names.end()) return {};
    const std::string_view meant = nearest(type, names);
    return fail(Errc::invalid_argument, "no record is of type \"" + type + "\", there are " + join(names),
                meant.empty() ? std::string_view() : "did you mean " + std::string(meant) + "?");
}

}  // namespace

Result<Summary> verify(const std::filesystem::path& path) {
    ARGOSY_LET(auto reader, Reader::open(path), "");
    Summary s;
    Entry entry;
    for (Record record;;) {
        ARGOSY_LET(const bool found, reader.next(record), "");
        if (!found) break;
        if (s.records++ == 0) s.first_sequence = record.sequence, s.first_time = record.time;
        s.last_time = record.time;
        s.payload_bytes += record.payload.size();
        ++s.by_type[type_name(record.type)];
        if (record.type < first_own_type)
            if (auto r = decode(record, entry); !r) return std::unexpected(std::move(r).error());
    }
    s.end = reader.end();
    return s;
}

Result<> show(const std::filesystem::path& path, const ShowSettings& settings,
              const std::function<bool(std::string_view)>& line) {
    ARGOSY_TRY(check_type(settings.type), "");
    ARGOSY_LET(auto reader, Reader::open(path), "");
    Directory directory;
    std::uint64_t shown = 0;
    for (Record record; shown < settings.count;) {
        ARGOSY_LET(const bool found, reader.next(record), "");
        if (!found) break;
        directory.learn(record);
        if (record.sequence < settings.from) continue;
        if (!settings.type.empty() && settings.type != type_name(record.type)) continue;
        ARGOSY_LET(const std::string json, to_json(record, directory.names()), "");
        if (!line(json)) break;
        ++shown;
    }
    return {};
}

}  // namespace argosy::journal
