#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "auth/principal.hpp"
#include "base/error.hpp"
#include "net/http.hpp"

namespace argosy::api {

/// Decodes %XX, and '+' as a space in a query. None: malformed, or a control character is hidden in it.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text, bool is_query);

/// What the router knows of a request beside its text.
struct CallFacts {
    auth::Principal who;   ///< Requires, where it is read: a route that is not for anyone
    std::string trace_id;  ///< 32 hex digits
    net::Headers headers;  ///< every answer carries them
};

/// One request as a route's handler sees it. Lives as long as the handler runs.
class Call {
public:
    using Values = std::vector<std::pair<std::string_view, std::string>>;

    Call(const net::Request& request, Values parameters, Values query, CallFacts facts = {})
        : request_(request), parameters_(std::move(parameters)), query_(std::move(query)), facts_(std::move(facts)) {}

    [[nodiscard]] const net::Request& request() const noexcept { return request_; }
    [[nodiscard]] const auth::Principal& who() const noexcept { return facts_.who; }
    [[nodiscard]] const std::string& trace_id() const noexcept { return facts_.trace_id; }
    [[nodiscard]] const net::Headers& answer_headers() const noexcept { return facts_.headers; }
    [[nodiscard]] const Values& parameters() const noexcept { return parameters_; }
    [[nodiscard]] const Values& queries() const noexcept { return query_; }
    [[nodiscard]] std::string_view body() const noexcept { return request_.body; }
    /// The value of {name} in the route's path, decoded. Requires: the path has it; asserted.
    [[nodiscard]] const std::string& parameter(std::string_view name) const;
    /// The value in the query string, decoded; the first, should it be there twice.
    [[nodiscard]] std::optional<std::string_view> query(std::string_view name) const noexcept;
    /// A whole number in the query string.
    /// Errors: invalid_argument, naming the parameter and its range.
    [[nodiscard]] Result<std::int64_t> query_number(std::string_view name, std::int64_t otherwise, std::int64_t min,
                                                    std::int64_t max) const;

private:
    const net::Request& request_;
    Values parameters_;
    Values query_;
    CallFacts facts_;
};

}  // namespace argosy::api
