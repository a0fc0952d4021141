#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>

#include "base/describe_fwd.hpp"
#include "base/error.hpp"

namespace argosy::auth {

/// A text that must not be seen: a password, a key, a token shown once.
///
/// Its memory is kept out of core dumps and swap where the system allows it, stands between guard pages, and is wiped
/// when the secret ends. It cannot be streamed or formatted; settings that hold one print "***".
///
/// Known limits: what it was made from and what reveal() was copied into are the caller's to wipe. Each takes some
///               pages of memory, so keep tens, not millions.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string_view text);
    /// Takes the text and wipes it where it was.
    [[nodiscard]] static Secret take(std::string&& text);
    Secret(const Secret& other) : Secret(other.reveal()) {}
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret other) noexcept;
    ~Secret();

    /// The text itself, never null. Lives as long as the secret.
    [[nodiscard]] std::string_view reveal() const noexcept { return data_ ? std::string_view(data_, size_) : ""; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    /// In a time that depends on the lengths only.
    friend bool operator==(const Secret& a, const Secret& b) noexcept;

private:
    char* data_ = nullptr;
    std::size_t size_ = 0;
};

std::ostream& operator<<(std::ostream&, const Secret&) = delete;

/// Overwrites the text, beyond what a compiler may leave out, and empties it.
void wipe(std::string& text) noexcept;

void describe(Described<Secret>& d);

}  // namespace argosy::auth
