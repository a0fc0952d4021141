#pragma once

#include <filesystem>
#include <memory>

#include "base/error.hpp"
#include "base/time.hpp"

namespace argosy::journal {

namespace detail {
class Lock;
}

/// Keeps every writer away from a journal while it lives, also when its folder is renamed meanwhile.
class Hold {
public:
    /// Waits for a writer that is just ending. A folder that is not there is nobody's: it is not made.
    /// Errors: unavailable, naming the process that writes there.
    [[nodiscard]] static Result<Hold> take(const std::filesystem::path& folder, Duration patience = {});

    Hold(Hold&&) noexcept;
    Hold& operator=(Hold&&) noexcept;
    ~Hold();

private:
    explicit Hold(std::unique_ptr<detail::Lock> lock) noexcept;
    std::unique_ptr<detail::Lock> lock_;  ///< none: there is no folder
};

/// Whether there is something to continue: false for a folder that is missing or holds no record. Damage is something.
[[nodiscard]] bool has_records(const std::filesystem::path& folder);

}  // namespace argosy::journal
