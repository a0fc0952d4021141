#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "net/http.hpp"

namespace argosy::api {

/// Decodes %XX, and '+' as a space in a query. None: malformed, or a control character is hidden in it.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text, bool is_query);

/// One request as a route's handler sees it. Lives as long as the handler runs.
class Call {
public:
    using Values = std::vector<std::pair<std::string_view, std::string>>;

    Call(const net::Request& request, Values parameters, Values query)
        : request_(request), parameters_(std::move(parameters)), query_(std::move(query)) {}

    [[nodiscard]] const net::Request& request() const noexcept { return request_; }
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
};

}  // namespace argosy::api
