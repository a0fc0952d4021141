#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "data/detail/file.hpp"
#include "data/detail/row_source.hpp"

namespace argosy::data::detail {
namespace {

class FileBytes final : public ByteSource {
public:
    explicit FileBytes(File file) : file_(std::move(file)) {}
    Result<std::size_t> read(std::span<char> buffer) override {
        for (;;) {
            const auto n = ::read(file_.fd(), buffer.data(), buffer.size());
            if (n >= 0) return static_cast<std::size_t>(n);
            if (errno != EINTR) return system_failure("read", file_.path());
        }
    }

private:
    File file_;
};

class TextBytes final : public ByteSource {
public:
    explicit TextBytes(std::string_view text) : text_(text) {}
    Result<std::size_t> read(std::span<char> buffer) override {
        const std::size_t n = std::min(buffer.size(), text_.size());
        std::memcpy(buffer.data(), text_.data(), n);
        text_.remove_prefix(n);
        return n;
    }

private:
    std::string_view text_;
};

/// Which program packed the file, by its first bytes; empty: none that is known.
std::string_view packed_as(const File& file) {
    char begin[4] = {};
    if (::pread(file.fd(), begin, sizeof begin, 0) < 4) return {};
    constexpr std::pair<std::string_view, std::string_view> marks[] = {
        {"\x1f\x8b", "gzip"}, {"PK\x03\x04", "zip"}, {"\x28\xb5\x2f\xfd", "zstd"}, {"\xfd\x37\x7a\x58", "xz"}};
    for (const auto& [mark, name] : marks)
        if (std::string_view(begin, mark.size()) == mark) return name;
    return {};
}

}  // namespace

Result<std::unique_ptr<ByteSource>> open_bytes(const std::filesystem::path& file) {
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored))
        return fail(Errc::invalid_argument, file.string() + " is a folder", "name the files in it");
    auto opened = File::open(file, File::Mode::read);
    if (!opened && opened.error().code() == Errc::not_found)
        return fail(Errc::not_found, "no file " + file.string(), "check its path");
    if (!opened) return std::unexpected(std::move(opened).error());
    if (const auto packed = packed_as(*opened); !packed.empty())
        return fail(Errc::parse, file.string() + " is compressed (" + std::string(packed) + ")",
                    "unpack it first, and import the file that is in it");
    return std::unique_ptr<ByteSource>(new FileBytes(std::move(*opened)));
}

std::unique_ptr<ByteSource> bytes_of(std::string_view text) { return std::make_unique<TextBytes>(text); }

}  // namespace argosy::data::detail
