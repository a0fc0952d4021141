#pragma once

#include <optional>
#include <string>

#include "domain/state.hpp"
#include "store/page.hpp"

namespace argosy::store {

/// Something a person should know, until it is resolved.
struct Alert {
    std::string id;
    domain::AlertLevel level = domain::AlertLevel::info;
    std::string category, message;
    std::string venue;           ///< empty: of none
    std::string details = "{}";  ///< a JSON object
    Time time{};
    std::optional<Time> resolved;

    friend bool operator==(const Alert&, const Alert&) = default;
};

struct AlertFilter {
    domain::AlertLevel level_min = domain::AlertLevel::info;
    std::string category;  ///< empty: all
    bool unresolved_only = false;
    TimeRange time;
};

/// Owner: ledger.
class Alerts {
public:
    virtual ~Alerts() = default;
    /// Inserts the alert, or replaces the one with its id. Errors: invalid_argument for an empty id.
    [[nodiscard]] virtual Result<> put(const Alert& alert) = 0;
    /// False when there is no such alert or it was resolved before.
    [[nodiscard]] virtual Result<bool> resolve(std::string_view id, Time when) = 0;
    [[nodiscard]] virtual Result<std::optional<Alert>> find(std::string_view id) const = 0;
    /// The newest first. Errors: invalid_argument (limit, cursor).
    [[nodiscard]] virtual Result<Page<Alert>> list(const AlertFilter& filter, const PageRequest& page) const = 0;
    /// Removes what was resolved before `time`; the number of them.
    [[nodiscard]] virtual Result<std::uint64_t> trim(Time time) = 0;
};

}  // namespace argosy::store
