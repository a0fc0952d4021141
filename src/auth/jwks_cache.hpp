#pragma once

#include <optional>
#include <string_view>

#include "auth/jwks.hpp"
#include "base/time.hpp"

namespace argosy::auth {

struct JwksCacheOptions {
    Duration refresh = 10min;    ///< keys are fetched anew after this
    Duration attempt_min = 30s;  ///< between two fetches, whatever strangers' tokens name
    Duration keep_max = 24h;     ///< keys of a provider that no longer answers are trusted for so long
};

/// The keys of a provider between two fetches, and when to fetch again. Whoever fetches tells began(), then succeeded()
/// or failed().
///
/// Thread safety: none.
class JwksCache {
public:
    explicit JwksCache(JwksCacheOptions options = {}) : options_(options) {}

    /// Null: none were fetched yet, or too long ago.
    [[nodiscard]] const Jwks* keys(Time now) const noexcept;
    /// They are old, or there are none; and a fetch is not under way and not too soon.
    [[nodiscard]] bool is_due(Time now) const noexcept;
    /// The same for a token whose key is not known: the provider may have a new one.
    [[nodiscard]] bool is_due_for(std::string_view key_id, Time now) const noexcept;
    [[nodiscard]] bool is_fetching() const noexcept { return is_fetching_; }

    void began(Time now) noexcept;
    void succeeded(Jwks keys, Time now);
    void failed() noexcept { is_fetching_ = false; }

private:
    [[nodiscard]] bool may_fetch(Time now) const noexcept;

    JwksCacheOptions options_;
    std::optional<Jwks> keys_;
    Time fetched_{};
    std::optional<Time> attempted_;
    bool is_fetching_ = false;
};

}  // namespace argosy::auth
