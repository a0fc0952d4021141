#pragma once

#include <expected>
#include <functional>
#include <string>
#include <string_view>

#include "api/endpoint.hpp"
#include "auth/lru_map.hpp"

namespace argosy::services::execution {

/// Does what was asked for under an Idempotency-Key once; a repetition gets the first answer again, refusals too.
/// Without a key it is done each time.
///
/// Thread safety: the loop's thread. Known limits: the answers are in memory, a restart forgets them. Orders are not
/// done by this: their key is in the journal.
class Once {
public:
    static constexpr std::size_t answers_kept = 4'096;
    using Act = std::function<Result<std::string>()>;

    /// `asked`: all that matters of the request; with another one the key is refused (422). `act` gives JSON.
    [[nodiscard]] net::Response answer(const api::Call& call, std::string_view asked, const Act& act);

private:
    struct Told {
        std::uint64_t digest = 0;
        std::expected<std::string, api::Problem> outcome;
    };
    auth::LruMap<Told> told_{answers_kept};
};

}  // namespace argosy::services::execution
