#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "data/importer.hpp"
#include "domain/market_data.hpp"

namespace argosy::data::detail {

/// Quotes of several exchanges, each keeping its last bid and ask, as one stream: those of one exchange, or the best
/// of all with the quantities at that price added up. A side of zero leaves the exchange's side as it was.
class QuoteMerger {
public:
    QuoteMerger(QuoteChoice choice, std::string exchange) : choice_(choice), exchange_(std::move(exchange)) {}

    /// The quote to store; none when nothing that counts changed.
    /// Errors: invalid_argument when a second exchange appears and nothing was declared.
    [[nodiscard]] Result<std::optional<domain::Quote>> add(const domain::Quote& row, std::string_view exchange);

private:
    [[nodiscard]] domain::Quote best(Time t) const;
    QuoteChoice choice_;
    std::string exchange_;
    std::map<std::string, domain::Quote, std::less<>> last_;  ///< by exchange
    domain::Quote emitted_;
};

}  // namespace argosy::data::detail
