#include "journal/hold.hpp"

#include <thread>

#include "journal/detail/disk.hpp"
#include "journal/detail/segment.hpp"
#include "journal/reader.hpp"

namespace argosy::journal {
namespace {

constexpr Duration pause = 20ms;  // between two attempts

}  // namespace

Hold::Hold(std::unique_ptr<detail::Lock> lock) noexcept : lock_(std::move(lock)) {}
Hold::Hold(Hold&&) noexcept = default;
Hold& Hold::operator=(Hold&&) noexcept = default;
Hold::~Hold() = default;

Result<Hold> Hold::take(const std::filesystem::path& folder, Duration patience) {
    std::error_code ec;
    if (!std::filesystem::exists(folder, ec) && !ec) return Hold(nullptr);
    for (;; patience -= pause) {
        auto lock = detail::Lock::take(folder);
        if (lock) return Hold(std::make_unique<detail::Lock>(std::move(*lock)));
        if (patience <= Duration{} || !detail::Lock::is_held(folder)) return std::unexpected(std::move(lock).error());
        std::this_thread::sleep_for(pause);
    }
}

bool has_records(const std::filesystem::path& folder) {
    std::error_code ec;
    if (!std::filesystem::exists(folder, ec)) return static_cast<bool>(ec);
    const auto segments = detail::list_segments(folder);
    if (!segments || segments->empty()) return !segments;
    auto reader = Reader::open(folder);
    if (!reader) return true;
    Record record;
    const auto found = reader->next(record);
    return !found || *found;
}

}  // namespace argosy::journal
