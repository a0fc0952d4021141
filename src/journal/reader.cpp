#include "journal/reader.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

#include "journal/detail/segment.hpp"

namespace argosy::journal {

using detail::Place;
using detail::SegmentName;
using detail::SegmentReader;

class Reader::Core {
public:
    Core(std::vector<SegmentName> segments, std::size_t index, SegmentReader segment)
        : segments_(std::move(segments)), index_(index), segment_(std::move(segment)) {}

    Result<bool> next(Record& record) {
        for (;;) {
            auto found = segment_.next(record);
            if (!found || *found) return found;
            if (index_ + 1 == segments_.size()) return finish(), false;
            ARGOSY_TRY(advance(), "");
        }
    }
    [[nodiscard]] const End& end() const { return end_; }

private:
    Result<> advance() {
        const auto& name = segments_[++index_];
        auto following = SegmentReader::open(name.path, place_of(index_));
        if (!following) return std::unexpected(std::move(following).error());
        const auto& h = following->header();
        if (h.first_sequence != segment_.next_sequence() || h.previous != segment_.previous())
            return fail(Errc::corrupt,
                        fmt::format("{} ends with record {}, but {} does not continue it (it begins with {})",
                                    segment_.path().string(), segment_.next_sequence() - 1, name.path.string(),
                                    h.first_sequence),
                        "a file between the two is missing or was replaced: restore it from a copy");
        segment_ = std::move(*following);
        return {};
    }
    [[nodiscard]] Place place_of(std::size_t index) const {
        return index + 1 == segments_.size() ? Place::last : Place::inner;
    }
    void finish() {
        end_ = {.last_sequence = segment_.next_sequence() - 1,
                .file = segment_.path(),
                .offset = segment_.offset(),
                .is_live = segment_.is_live()};
        (end_.is_live ? end_.pending_bytes : end_.dropped_bytes) = segment_.torn_bytes();
        if (end_.dropped_bytes > 0)
            end_.message = fmt::format(
                "{} ends at offset {} in a record that was cut while it was written: {} bytes behind record {} are "
                "ignored; they were never reported as stored",
                end_.file.string(), end_.offset, end_.dropped_bytes, end_.last_sequence);
    }

    std::vector<SegmentName> segments_;
    std::size_t index_;
    SegmentReader segment_;
    End end_;
};

Result<Reader> Reader::open(const std::filesystem::path& path, std::uint64_t from) {
    ARGOSY_LET(auto segments, detail::list_segments(path), "");
    if (segments.empty())
        return fail(Errc::not_found, "no journal in " + path.string() + ": it holds no file named <number>.journal");
    const bool is_folder = segments.front().path != path;
    const auto after = std::ranges::upper_bound(segments, from, {}, &SegmentName::first_sequence);
    if (is_folder && after == segments.begin())
        return fail(Errc::not_found,
                    fmt::format("the journal {} begins with record {}, record {} is missing", path.string(),
                                segments.front().first_sequence, from),
                    "restore the earlier files from a copy");
    const std::size_t index = is_folder ? static_cast<std::size_t>(after - segments.begin()) - 1 : 0;
    auto segment = SegmentReader::open(segments[index].path, index + 1 == segments.size() ? Place::last : Place::inner);
    if (!segment) return std::unexpected(std::move(segment).error());
    Reader reader(std::make_unique<Core>(std::move(segments), index, std::move(*segment)));
    reader.from_ = from;
    return reader;
}

Reader::Reader(std::unique_ptr<Core> core) noexcept : core_(std::move(core)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

Result<bool> Reader::next(Record& record) {
    for (;;) {
        auto found = core_->next(record);
        if (!found || !*found || record.sequence >= from_) return found;
    }
}

const End& Reader::end() const noexcept { return core_->end(); }

}  // namespace argosy::journal
