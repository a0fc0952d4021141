#include <cstring>

#include "data/detail/row_source.hpp"

namespace argosy::data::detail {
namespace {

constexpr std::size_t buffer_size = std::size_t{1} << 18;
constexpr std::size_t line_max = std::size_t{1} << 16;

class CsvRows final : public RowSource {
public:
    CsvRows(std::unique_ptr<ByteSource> bytes, char delimiter)
        : bytes_(std::move(bytes)), delimiter_(delimiter), buffer_(buffer_size, '\0') {}

    Result<bool> next(std::vector<std::string_view>& fields) override;
    std::uint64_t line() const noexcept override { return line_; }
    std::uint64_t bytes_read() const noexcept override { return bytes_read_ - (end_ - begin_); }
    bool ends_openly() const noexcept override { return ends_openly_; }

private:
    [[nodiscard]] Result<bool> next_line(std::string_view& line);
    [[nodiscard]] Result<> fill();
    [[nodiscard]] Result<> split(std::string_view line, std::vector<std::string_view>& fields);
    [[nodiscard]] Result<> split_quoted(std::string_view line, std::vector<std::string_view>& fields);

    std::unique_ptr<ByteSource> bytes_;
    char delimiter_;
    std::string buffer_;
    std::size_t begin_ = 0, end_ = 0;  ///< of the bytes in the buffer that were not used yet
    std::uint64_t line_ = 0, bytes_read_ = 0;
    bool at_end_ = false, ends_openly_ = false;
    std::string unquoted_;  ///< fields whose quotes were taken off
};

/// Moves what is left to the front and reads behind it.
Result<> CsvRows::fill() {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    ARGOSY_LET(const std::size_t n, bytes_->read(std::span(buffer_).subspan(end_)), "");
    if (bytes_read_ == 0 && std::string_view(buffer_).substr(0, n).starts_with("\xEF\xBB\xBF")) begin_ = 3;
    end_ += n;
    bytes_read_ += n;
    at_end_ = n == 0;
    return {};
}

Result<bool> CsvRows::next_line(std::string_view& line) {
    std::size_t searched = 0;
    for (;;) {
        const std::string_view rest(buffer_.data() + begin_, end_ - begin_);
        const auto newline = rest.find('\n', searched);
        const bool found = newline != std::string_view::npos;
        if (found || (at_end_ && !rest.empty())) {
            line = rest.substr(0, newline);
            ends_openly_ = !found;
            begin_ += found ? newline + 1 : rest.size();
            ++line_;
            if (line.ends_with('\r')) line.remove_suffix(1);
            return true;
        }
        if (at_end_) return false;
        if (rest.size() > line_max) {
            ++line_;
            return fail(Errc::parse, "a line is longer than 65536 characters",
                        "check that this is a text file with one row a line");
        }
        searched = rest.size();
        ARGOSY_TRY(fill(), "");
    }
}

Result<bool> CsvRows::next(std::vector<std::string_view>& fields) {
    std::string_view line;
    do {
        auto found = next_line(line);
        if (!found || !*found) return found;
    } while (line.empty());
    auto fine = split(line, fields);
    if (!fine) return std::unexpected(std::move(fine).error());
    return true;
}

Result<> CsvRows::split(std::string_view line, std::vector<std::string_view>& fields) {
    fields.clear();
    if (line.find('"') != std::string_view::npos) return split_quoted(line, fields);
    for (;;) {
        const auto end = line.find(delimiter_);
        fields.push_back(line.substr(0, end));
        if (end == std::string_view::npos) return {};
        line.remove_prefix(end + 1);
    }
}

Result<> CsvRows::split_quoted(std::string_view line, std::vector<std::string_view>& fields) {
    const auto broken = [&] {
        return fail(Errc::parse, "a quoted field does not end", "correct the quotes of this line");
    };
    unquoted_.clear();
    unquoted_.reserve(line.size());  // the views into it must not move
    for (std::size_t i = 0;; ++i) {
        const std::size_t start = unquoted_.size();
        if (i < line.size() && line[i] == '"') {
            for (++i;; ++i) {
                if (i >= line.size()) return broken();
                if (line[i] != '"') {
                    unquoted_ += line[i];
                } else if (i + 1 < line.size() && line[i + 1] == '"') {
                    unquoted_ += line[++i];
                } else {
                    break;
                }
            }
            ++i;
        } else {
            while (i < line.size() && line[i] != delimiter_) unquoted_ += line[i++];
        }
        fields.push_back(std::string_view(unquoted_).substr(start));
        if (i >= line.size()) return {};
        if (line[i] != delimiter_) return broken();
    }
}

}  // namespace

std::unique_ptr<RowSource> csv_rows(std::unique_ptr<ByteSource> bytes, char delimiter) {
    return std::make_unique<CsvRows>(std::move(bytes), delimiter);
}

}  // namespace argosy::data::detail
