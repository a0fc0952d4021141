#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <unistd.h>

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

}  // namespace

Result<std::unique_ptr<ByteSource>> open_bytes(const std::filesystem::path& file) {
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored))
        return fail(Errc::invalid_argument, file.string() + " is a folder", "name the files in it");
    ARGOSY_LET(auto opened, File::open(file, File::Mode::read), "import");
    return std::unique_ptr<ByteSource>(new FileBytes(std::move(opened)));
}

std::unique_ptr<ByteSource> bytes_of(std::string_view text) { return std::make_unique<TextBytes>(text); }

}  // namespace argosy::data::detail
