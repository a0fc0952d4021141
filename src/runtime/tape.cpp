#include "runtime/tape.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace argosy::runtime {

Result<Tape> Tape::open(journal::WriterSettings settings) {
    const auto folder = settings.folder;
    ARGOSY_LET(auto writer, journal::Writer::open(std::move(settings)), "journal");
    ARGOSY_LET(auto reader, journal::Reader::open(folder), "journal");
    Tape tape(folder, std::move(writer), std::move(reader));
    tape.recovery_note_ = tape.writer_.recovery().message;
    if (!tape.read_next() && tape.failure_)
        return fail(Errc::corrupt, *tape.failure_,
                    "argosy journal verify shows the damage; --new starts a new session and keeps this one");
    return tape;
}

bool Tape::skip_to(const Place& place) {
    auto reader = journal::Reader::open(folder_, place.sequence);
    if (!reader) return false;
    journal::Record record;
    const auto found = reader->next(record);
    if (!found || !*found || record.sequence != place.sequence || record.chain != place.chain) return false;
    reader_ = std::move(*reader);
    sequence_ = place.sequence;
    read_next();
    return true;
}

bool Tape::read_next() {
    journal::Record record;
    const auto more = reader_.next(record);
    next_.reset();
    if (!more) return fail_with(std::string(more.error().message()));
    if (!*more) return false;
    next_ = Record{.type = record.type, .time = record.time, .payload = {record.payload.begin(), record.payload.end()}};
    return true;
}

bool Tape::put(std::uint16_t type, Time time, std::span<const std::byte> payload) {
    if (failure_) return false;
    ++sequence_;
    if (next_) {
        if (next_->type != type || next_->time != time || !std::ranges::equal(next_->payload, payload))
            return fail_with(
                fmt::format("record {} of the journal is not what this program does now (type {} at {}, now type "
                            "{} at {}): the program or its configuration changed since",
                            sequence_, next_->type, to_iso8601(next_->time), type, to_iso8601(time)));
        read_next();
        return !failure_;
    }
    const auto appended = writer_.append(type, time, payload);
    return appended ? true : fail_with(std::string(appended.error().message()));
}

bool Tape::commit() {
    if (failure_) return false;
    const auto done = writer_.commit();
    return done ? true : fail_with(std::string(done.error().message()));
}

bool Tape::fail_with(std::string why) {
    if (!failure_) failure_ = std::move(why);
    return false;
}

}  // namespace argosy::runtime
