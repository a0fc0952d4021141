#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace argosy::net {

/// The header fields of one HTTP message, in the order they came.
///
/// Names compare without case. All text lies in one buffer, and clear() keeps its memory, so that a
/// connection parses request after request without allocating.
class Headers {
public:
    struct Field {
        std::string_view name, value;
    };

    /// Requires: the name is a token and the value has no line break (is_valid_field); asserted.
    void add(std::string_view name, std::string_view value);
    /// Replaces every field of that name.
    void set(std::string_view name, std::string_view value);
    void remove(std::string_view name) noexcept;
    void clear() noexcept;

    /// The first field of that name.
    [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const noexcept;
    /// The first field of that name, or "".
    [[nodiscard]] std::string_view value(std::string_view name) const noexcept;
    /// Whether a comma-separated list holds the word: has_token("Connection", "upgrade").
    [[nodiscard]] bool has_token(std::string_view name, std::string_view token) const noexcept;

    [[nodiscard]] std::size_t size() const noexcept { return spans_.size(); }
    [[nodiscard]] Field operator[](std::size_t i) const noexcept;

private:
    struct Span {
        std::uint32_t at, name_length, value_length;
    };
    std::string text_;
    std::vector<Span> spans_;
};

/// Letters of ASCII without regard to case, as header names compare.
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept;
/// A token for a name and no control characters in the value: nothing that could start another header.
[[nodiscard]] bool is_valid_field(std::string_view name, std::string_view value) noexcept;

}  // namespace argosy::net
