#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <source_location>
#include <string>
#include <string_view>

namespace argosy {

/// What the caller can do about it. Not where it happened: that is in the message and context.
enum class Errc : std::uint8_t {
    invalid_argument,  ///< the caller's fault; retrying the same call cannot help
    not_found,
    parse,    ///< bytes from outside did not have the documented shape
    timeout,  ///< nothing was sent, or the call was a read: safe to retry
    rate_limited,
    rejected,         ///< the venue said no, explicitly
    outcome_unknown,  ///< a command was sent and no answer came: reconcile, never assume
    unavailable,      ///< disk, network or peer cannot serve now
    unauthorized,
    corrupt,  ///< stored bytes do not carry their checksum: never guess, restore or rebuild
    internal,
};

[[nodiscard]] std::string_view to_string(Errc) noexcept;

/// What went wrong, for a caller that can act on it. One pointer wide, so that Result<T> stays small
/// on the success path.
class [[nodiscard]] Error {
public:
    Error(Errc code, std::string message, std::source_location where = std::source_location::current());
    Error(Error&&) noexcept;
    Error& operator=(Error&&) noexcept;
    ~Error();

    [[nodiscard]] Errc code() const noexcept;
    /// "load instruments: btc.csv:14: price: not a decimal: \"1.x\"", outermost context first.
    [[nodiscard]] std::string_view message() const noexcept;
    /// message(), the code, and the source line that failed, for logs.
    [[nodiscard]] std::string describe() const;
    /// What the user can do next, as a sentence; empty when nobody said.
    [[nodiscard]] std::string_view hint() const noexcept;

    /// Prepends what was being done; nothing when that is empty. Context goes outermost-first, lower case, no full
    /// stop.
    Error&& with(std::string_view doing) &&;
    /// Sets the next step for the user; the innermost hint wins because it knows most.
    Error&& hint(std::string_view next_step) &&;

private:
    struct Rep;
    std::unique_ptr<Rep> rep_;
};

template <class T = void>
using Result = std::expected<T, Error>;

/// return fail(Errc::parse, "negative price: " + text); remembers file and line.
[[nodiscard]] inline std::unexpected<Error> fail(Errc code, std::string message,
                                                 std::source_location where = std::source_location::current()) {
    return std::unexpected<Error>(Error(code, std::move(message), where));
}

/// The same with the user's next step: fail(Errc::not_found, "no bars for BTC/USDT", "run: argosy data import ...").
[[nodiscard]] inline std::unexpected<Error> fail(Errc code, std::string message, std::string_view hint,
                                                 std::source_location where = std::source_location::current()) {
    return std::unexpected<Error>(Error(code, std::move(message), where).hint(hint));
}

}  // namespace argosy

#define ARGOSY_CONCAT_(a, b) a##b
#define ARGOSY_CONCAT(a, b) ARGOSY_CONCAT_(a, b)
/// ARGOSY_TRY(check(order), "pre-trade check");  returns the error, with context, or goes on.
#define ARGOSY_TRY(expr, doing)                                                                                    \
    do {                                                                                                           \
        if (auto argosy_r_ = (expr); !argosy_r_) return std::unexpected(std::move(argosy_r_).error().with(doing)); \
    } while (false)
/// ARGOSY_LET(const auto px, parse_price(text), "field p");  the same, and names the value.
#define ARGOSY_LET(decl, expr, doing) ARGOSY_LET_(decl, expr, doing, ARGOSY_CONCAT(argosy_t_, __LINE__))
#define ARGOSY_LET_(decl, expr, doing, tmp)                               \
    auto tmp = (expr);                                                    \
    if (!tmp) return std::unexpected(std::move(tmp).error().with(doing)); \
    decl = std::move(*tmp)
