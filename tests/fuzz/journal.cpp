// Any bytes behind a good segment header: the reader ends or refuses, and what it gives is what the writer keeps.
// The header is made good here, because its checksum would stop almost every input.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include "base/assert.hpp"
#include "journal/detail/frame.hpp"
#include "journal/entry.hpp"
#include "journal/reader.hpp"

namespace {

const std::filesystem::path& folder() {
    static const std::filesystem::path path = [] {
        auto p = std::filesystem::path("/dev/shm") / ("argosy_journal_fuzz_" + std::to_string(::getpid()));
        std::filesystem::create_directories(p);
        std::atexit([] { std::filesystem::remove_all(folder()); });
        return p;
    }();
    return path;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace argosy;
    using namespace argosy::journal;
    journal::detail::SegmentHeader header;
    header.checksum = header.expected_checksum();
    const auto file = folder() / "00000000000000000001.journal";
    {
        std::ofstream out(file, std::ios::binary | std::ios::trunc);
        out.write(reinterpret_cast<const char*>(&header), sizeof header);
        out.write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    }
    auto reader = Reader::open(folder());
    ARGOSY_ASSERT(reader.has_value(), "the header is good");
    std::uint64_t records = 0;
    bool is_refused = false;
    for (Record record;;) {
        const auto found = reader->next(record);
        is_refused = !found;
        if (!found || !*found) break;
        ++records;
        static_cast<void>(to_json(record));
    }
    auto writer = Writer::open({.folder = folder(), .segment_bytes = 65'536});
    ARGOSY_ASSERT(writer.has_value() != is_refused, "reader and writer agree on what is damage");
    if (writer) ARGOSY_ASSERT(writer->recovery().last_sequence == records, "and on where the journal ends");
    return 0;
}
