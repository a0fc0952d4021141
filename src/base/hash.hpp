#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace argosy {

/// Detects damage of stored bytes (XXH3, 64 bits). Not for secrets.
[[nodiscard]] std::uint64_t checksum64(std::span<const std::byte> bytes) noexcept;
/// The same, chained: it also depends on the checksum of what came before.
[[nodiscard]] std::uint64_t checksum64(std::span<const std::byte> bytes, std::uint64_t previous) noexcept;

/// SHA-256 over a stream of bytes: result digests, data and config hashes, audit chains.
class Sha256 {
public:
    Sha256();
    Sha256(Sha256&&) noexcept;
    ~Sha256();
    void update(std::string_view bytes) noexcept;
    void update(std::span<const std::byte> bytes) noexcept;
    /// Lower-case hex of what was fed so far; the stream may go on.
    [[nodiscard]] std::string hex() const;
    /// The same as bytes.
    [[nodiscard]] std::array<std::byte, 32> digest() const;

private:
    struct Rep;
    std::unique_ptr<Rep> rep_;
};

[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace argosy
