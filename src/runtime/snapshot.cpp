#include "runtime/snapshot.hpp"

#include <cstring>
#include <elf.h>
#include <fmt/format.h>
#include <fstream>
#include <link.h>

#include "base/archive.hpp"
#include "base/hash.hpp"

namespace argosy::runtime {
namespace {

/// What stands before the bytes.
struct Head {
    std::array<char, 8> magic{'A', 'R', 'G', 'O', 'S', 'N', 'P', '1'};
    std::uint64_t size = 0;
    std::uint64_t checksum = 0;
};

std::filesystem::path file_in(const std::filesystem::path& folder) { return folder / "state.snapshot"; }

/// The build id among the notes of a loaded segment; empty when it is not there.
std::string find_build_id(std::span<const std::byte> notes) {
    constexpr auto padded = [](std::size_t n) { return (n + 3) / 4 * 4; };
    ElfW(Nhdr) head;
    while (notes.size() >= sizeof head) {
        std::memcpy(&head, notes.data(), sizeof head);
        const std::size_t name = padded(head.n_namesz), size = sizeof head + name + padded(head.n_descsz);
        if (size > notes.size()) break;
        if (head.n_type == NT_GNU_BUILD_ID) {
            std::string id;
            for (const std::byte b : notes.subspan(sizeof head + name, head.n_descsz))
                id += fmt::format("{:02x}", std::to_integer<unsigned>(b));
            return id;
        }
        notes = notes.subspan(size);
    }
    return {};
}

/// Called for the program itself first, then for its libraries: the first answer ends the walk.
int visit_program(dl_phdr_info* info, std::size_t, void* out) {
    for (const auto& segment : std::span(info->dlpi_phdr, info->dlpi_phnum))
        if (segment.p_type == PT_NOTE) {
            const auto* const at = reinterpret_cast<const std::byte*>(info->dlpi_addr + segment.p_vaddr);
            auto id = find_build_id({at, segment.p_memsz});
            if (!id.empty()) *static_cast<std::string*>(out) = std::move(id);
        }
    return 1;
}

}  // namespace

std::string build_id() {
    std::string id;
    ::dl_iterate_phdr(visit_program, &id);
    return id;
}

Result<> write_snapshot(const std::filesystem::path& folder, const Snapshot& snapshot) {
    ArchiveWriter archive;
    archive(snapshot);
    const Head head{.size = archive.bytes().size(), .checksum = checksum64(archive.bytes())};
    const auto path = file_in(folder), unfinished = std::filesystem::path(path).replace_extension(".part");
    std::ofstream out(unfinished, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(&head), sizeof head);
    out.write(reinterpret_cast<const char*>(archive.bytes().data()), static_cast<std::streamsize>(head.size));
    out.close();
    std::error_code ec;
    if (out) std::filesystem::rename(unfinished, path, ec);
    // A power cut may leave an empty or a torn file all the same: its checksum tells.
    if (!out || ec) return fail(Errc::unavailable, "cannot write " + path.string());
    return {};
}

std::optional<Snapshot> read_snapshot(const std::filesystem::path& folder) {
    std::ifstream in(file_in(folder), std::ios::binary | std::ios::ate);
    const std::streamoff length = in ? static_cast<std::streamoff>(in.tellg()) : 0;
    Head head;
    const auto expected = head.magic;
    if (length < static_cast<std::streamoff>(sizeof head)) return {};
    in.seekg(0);
    in.read(reinterpret_cast<char*>(&head), sizeof head);
    if (!in || head.magic != expected || head.size != static_cast<std::uint64_t>(length) - sizeof head) return {};
    std::vector<std::byte> bytes(head.size);
    in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!in || checksum64(bytes) != head.checksum) return {};
    Snapshot snapshot;
    ArchiveReader archive(bytes);
    archive(snapshot);
    if (!archive.is_complete()) return {};
    return snapshot;
}

}  // namespace argosy::runtime
