#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace argosy::data::detail {

/// Rows of text fields, one after the other, in constant memory.
class RowSource {
public:
    virtual ~RowSource() = default;
    /// The next row; false at the end. The fields live until the next call.
    /// Errors: parse, when the bytes are no rows at all (line() says where); unavailable.
    [[nodiscard]] virtual Result<bool> next(std::vector<std::string_view>& fields) = 0;
    /// Of the row read last, counted from 1.
    [[nodiscard]] virtual std::uint64_t line() const noexcept = 0;
    [[nodiscard]] virtual std::uint64_t bytes_read() const noexcept = 0;
    /// The last line has no line break: it may have been cut.
    [[nodiscard]] virtual bool ends_openly() const noexcept = 0;
};

/// Bytes from somewhere: fills the buffer, gives the number of bytes, 0 at the end.
class ByteSource {
public:
    virtual ~ByteSource() = default;
    [[nodiscard]] virtual Result<std::size_t> read(std::span<char> buffer) = 0;
};
/// Errors: not_found, unavailable; a folder is no file.
[[nodiscard]] Result<std::unique_ptr<ByteSource>> open_bytes(const std::filesystem::path& file);
[[nodiscard]] std::unique_ptr<ByteSource> bytes_of(std::string_view text);

/// Comma-separated values (RFC 4180 without line breaks in fields): an UTF-8 byte order mark, CRLF and empty lines are
/// accepted; lines above 64 KiB are not.
[[nodiscard]] std::unique_ptr<RowSource> csv_rows(std::unique_ptr<ByteSource> bytes, char delimiter);

/// A JSON list of lists of numbers, texts and null (an empty field).
[[nodiscard]] std::unique_ptr<RowSource> json_rows(std::unique_ptr<ByteSource> bytes);

}  // namespace argosy::data::detail
