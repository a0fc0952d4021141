#include <algorithm>

#include "data/detail/row_source.hpp"

namespace argosy::data::detail {
namespace {

constexpr std::size_t field_max = 256, fields_max = 64;

class JsonRows final : public RowSource {
public:
    explicit JsonRows(std::unique_ptr<ByteSource> bytes) : bytes_(std::move(bytes)), buffer_(1 << 16, '\0') {}

    Result<bool> next(std::vector<std::string_view>& fields) override;
    std::uint64_t line() const noexcept override { return row_line_; }
    std::uint64_t bytes_read() const noexcept override { return bytes_read_; }
    bool ends_openly() const noexcept override { return false; }

private:
    enum class State : std::uint8_t { begin, more, end };
    [[nodiscard]] Result<int> peek();
    [[nodiscard]] Result<int> peek_token();
    void take() noexcept { line_ += buffer_[begin_++] == '\n'; }
    [[nodiscard]] Result<> expect(char c, const char* what);
    [[nodiscard]] Result<bool> enter_row();
    [[nodiscard]] Result<> read_row();
    [[nodiscard]] Result<> read_field();
    [[nodiscard]] Result<> read_text();
    [[nodiscard]] Result<> read_bare();
    [[nodiscard]] std::unexpected<Error> wrong(int c, const char* expected);

    std::unique_ptr<ByteSource> bytes_;
    std::string buffer_;
    std::size_t begin_ = 0, end_ = 0;
    std::uint64_t line_ = 1, row_line_ = 1, bytes_read_ = 0;
    State state_ = State::begin;
    std::string text_;               ///< the fields of a row, one behind the other
    std::vector<std::size_t> ends_;  ///< of the fields in text_
};

/// The next byte; -1 at the end.
Result<int> JsonRows::peek() {
    if (begin_ == end_) {
        ARGOSY_LET(end_, bytes_->read(buffer_), "read");
        if (bytes_read_ == 0 && std::string_view(buffer_).substr(0, end_).starts_with("\xEF\xBB\xBF"))
            begin_ = 3;
        else
            begin_ = 0;
        bytes_read_ += end_;
        if (begin_ >= end_) return -1;
    }
    return static_cast<unsigned char>(buffer_[begin_]);
}

Result<int> JsonRows::peek_token() {
    for (;;) {
        ARGOSY_LET(const int c, peek(), "json");
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t') return c;
        take();
    }
}

std::unexpected<Error> JsonRows::wrong(int c, const char* expected) {
    row_line_ = line_;
    const std::string found = c < 0 ? "the end of the file" : "'" + std::string(1, static_cast<char>(c)) + "'";
    return fail(Errc::parse, std::string("expected ") + expected + ", found " + found,
                "the file must hold one list of rows, like [[1606780800000, 19695.87, ...], ...]");
}

Result<> JsonRows::expect(char c, const char* what) {
    ARGOSY_LET(const int found, peek_token(), "json");
    if (found != c) return wrong(found, what);
    take();
    return {};
}

/// Steps to the '[' of the next row; false behind the last one.
Result<bool> JsonRows::enter_row() {
    if (state_ == State::end) return false;
    if (state_ == State::begin) ARGOSY_TRY(expect('[', "'[' at the start"), "json");
    ARGOSY_LET(const int c, peek_token(), "json");
    if (c == ']') {
        take();
        state_ = State::end;
        ARGOSY_LET(const int rest, peek_token(), "json");
        if (rest >= 0) return wrong(rest, "nothing behind the list");
        return false;
    }
    if (state_ == State::more) ARGOSY_TRY(expect(',', "',' or ']' behind a row"), "json");
    ARGOSY_TRY(expect('[', "'[' at the start of a row"), "json");
    state_ = State::more;
    return true;
}

Result<bool> JsonRows::next(std::vector<std::string_view>& fields) {
    auto any = enter_row();
    if (!any || !*any) return any;
    row_line_ = line_;
    if (auto read = read_row(); !read) return std::unexpected(std::move(read).error());
    fields.clear();
    for (std::size_t i = 0, begin = 0; i < ends_.size(); begin = ends_[i++])
        fields.push_back(std::string_view(text_).substr(begin, ends_[i] - begin));
    return true;
}

Result<> JsonRows::read_row() {
    text_.clear();
    ends_.clear();
    for (;;) {
        ARGOSY_TRY(read_field(), "json");
        ends_.push_back(text_.size());
        ARGOSY_LET(const int c, peek_token(), "json");
        if (c != ',' && c != ']') return wrong(c, "',' or ']' behind a number");
        take();
        if (c == ']') return {};
        if (ends_.size() >= fields_max) return wrong(c, "at most 64 numbers in a row");
    }
}

Result<> JsonRows::read_field() {
    ARGOSY_LET(const int c, peek_token(), "json");
    return c == '"' ? read_text() : read_bare();
}

Result<> JsonRows::read_text() {
    take();
    for (std::size_t n = 0;; ++n) {
        ARGOSY_LET(const int c, peek(), "json");
        if (c < 0 || c == '\\' || c == '\n' || n >= field_max) return wrong(c, "a short text without escapes");
        take();
        if (c == '"') return {};
        text_ += static_cast<char>(c);
    }
}

/// A number, or null as an empty field.
Result<> JsonRows::read_bare() {
    const std::size_t start = text_.size();
    for (;;) {
        ARGOSY_LET(const int c, peek(), "json");
        const bool part = (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || (c >= 'a' && c <= 'z') ||
                          (c >= 'A' && c <= 'Z');
        if (!part) {
            if (text_.size() == start) return wrong(c, "a number");
            break;
        }
        if (text_.size() - start >= field_max) return wrong(c, "a shorter number");
        text_ += static_cast<char>(c);
        take();
    }
    if (std::string_view(text_).substr(start) == "null") text_.resize(start);
    return {};
}

}  // namespace

std::unique_ptr<RowSource> json_rows(std::unique_ptr<ByteSource> bytes) {
    return std::make_unique<JsonRows>(std::move(bytes));
}

}  // namespace argosy::data::detail
