#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/decimal.hpp"
#include "base/enum.hpp"
#include "base/error.hpp"
#include "base/time.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace argosy::store::sqlite::detail {

/// What a parameter of a statement may be.
using Value = std::variant<std::monostate, std::int64_t, std::string>;

[[nodiscard]] inline Value to_value(std::int64_t n) { return n; }
/// Requires: below 2^63, as all counters are.
[[nodiscard]] inline Value to_value(std::uint64_t n) { return static_cast<std::int64_t>(n); }
[[nodiscard]] inline Value to_value(std::string_view text) { return std::string(text); }
[[nodiscard]] inline Value to_value(Time t) { return to_ns(t); }
/// Decimals are text, so that they stay exact and can be read with any tool.
template <class Tag, int Digits, class Rep>
[[nodiscard]] Value to_value(Decimal<Tag, Digits, Rep> d) {
    return to_string(d);
}
template <class E>
    requires std::is_enum_v<E>
[[nodiscard]] Value to_value(E e) {
    return std::string(to_string(e));
}
template <class T>
[[nodiscard]] Value to_value(const std::optional<T>& v) {
    return v ? to_value(*v) : Value{};
}

class Connection;

/// A statement in use. Reset when it goes.
class Query {
public:
    Query(Query&& other) noexcept
        : connection_(other.connection_), statement_(std::exchange(other.statement_, nullptr)) {}
    Query& operator=(Query&&) = delete;
    ~Query();

    /// The next row; false at the end.
    [[nodiscard]] Result<bool> next();
    /// The columns of the row, from the first. Errors: corrupt, naming the column.
    template <class... T>
    [[nodiscard]] Result<> into(T&... out) const {
        int column = 0;
        Result<> done;
        static_cast<void>(((done = read(column++, out)).has_value() && ...));
        return done;
    }

private:
    friend class Connection;
    Query(Connection& connection, sqlite3_stmt* statement) noexcept : connection_(connection), statement_(statement) {}

    [[nodiscard]] bool is_null(int column) const noexcept;
    [[nodiscard]] std::int64_t number(int column) const noexcept;
    [[nodiscard]] std::string_view bytes(int column) const noexcept;
    [[nodiscard]] std::unexpected<Error> bad(int column) const;

    Result<> read(int column, std::int64_t& out) const { return out = number(column), Result<>(); }
    Result<> read(int column, std::uint64_t& out) const {
        return out = static_cast<std::uint64_t>(number(column)), Result<>();
    }
    Result<> read(int column, std::string& out) const { return out = bytes(column), Result<>(); }
    Result<> read(int column, Time& out) const { return out = time_from_ns(number(column)), Result<>(); }
    template <class Tag, int Digits, class Rep>
    Result<> read(int column, Decimal<Tag, Digits, Rep>& out) const {
        auto value = parse_decimal<Decimal<Tag, Digits, Rep>>(bytes(column));
        if (!value) return bad(column);
        return out = *value, Result<>();
    }
    template <class E>
        requires std::is_enum_v<E>
    Result<> read(int column, E& out) const {
        const auto value = parse_enum<E>(bytes(column));
        if (!value) return bad(column);
        return out = *value, Result<>();
    }
    template <class T>
    Result<> read(int column, std::optional<T>& out) const {
        if (is_null(column)) return out.reset(), Result<>();
        return read(column, out.emplace());
    }

    Connection& connection_;
    sqlite3_stmt* statement_;
};

/// One connection to a database file, with its prepared statements. One thread at a time.
class Connection {
public:
    enum class Role : std::uint8_t {
        owner,   ///< writes; the file must be there (make_private)
        reader,  ///< cannot write
        copy,    ///< a file that a backup fills
        draft,   ///< as an owner, without a wait for the disk: a new file that is synced when it is whole
    };
    /// Errors: unavailable; corrupt, when the file is no store or its first page is damaged.
    [[nodiscard]] static Result<Connection> open(const std::filesystem::path& file, Role role);

    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;
    ~Connection();

    /// Runs a script without parameters.
    [[nodiscard]] Result<> execute(const char* script);
    /// Prepares (once) and binds; no step is done yet.
    [[nodiscard]] Result<Query> query(std::string_view sql, const std::vector<Value>& values) {
        return bound(sql, values, Lifetime::copied);
    }
    template <class... T>
    [[nodiscard]] Result<Query> query(std::string_view sql, const T&... values) {
        return bound(sql, std::array<Value, sizeof...(T)>{to_value(values)...}, Lifetime::copied);
    }
    /// Runs to the end; the number of rows that it changed.
    template <class... T>
    [[nodiscard]] Result<std::uint64_t> run(std::string_view sql, const T&... values) {
        const std::array<Value, sizeof...(T)> all{to_value(values)...};
        return run_all(bound(sql, all, Lifetime::kept));
    }
    /// The first row's columns. False when there is none.
    template <class... Out>
    [[nodiscard]] Result<bool> first(Result<Query> found, Out&... out) {
        if (!found) return std::unexpected(std::move(found).error());
        auto has_row = found->next();
        if (!has_row || !*has_row) return has_row;
        if (auto read = found->into(out...); !read) return std::unexpected(std::move(read).error());
        return true;
    }

    /// What SQLite says about its last error, as an error of ours.
    [[nodiscard]] std::unexpected<Error> error(int code) const;
    [[nodiscard]] sqlite3* handle() const noexcept { return db_; }
    [[nodiscard]] const std::filesystem::path& file() const noexcept { return file_; }

private:
    /// Of the values: whether they outlive the query.
    enum class Lifetime : std::uint8_t { copied, kept };

    explicit Connection(std::filesystem::path file) : file_(std::move(file)) {}
    [[nodiscard]] Result<> configure(Role role);
    [[nodiscard]] Result<Query> bound(std::string_view sql, std::span<const Value> values, Lifetime lifetime);
    [[nodiscard]] Result<std::uint64_t> run_all(Result<Query> query);
    [[nodiscard]] Result<sqlite3_stmt*> prepare(std::string_view sql);

    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    };
    std::filesystem::path file_;
    sqlite3* db_ = nullptr;
    std::unordered_map<std::string, sqlite3_stmt*, TextHash, std::equal_to<>> statements_;
};

inline constexpr std::int64_t application_id = 0x41524753;  ///< "ARGS": `file` and SQLite show it

}  // namespace argosy::store::sqlite::detail
