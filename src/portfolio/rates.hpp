#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/decimal.hpp"
#include "base/error.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "domain/currency.hpp"
#include "domain/instrument.hpp"
#include "portfolio/position.hpp"

namespace argosy::portfolio {

/// Exchange rates between currencies, each with a named source. There is no default: USDT is not USD.
///
/// A rate is either set by hand or follows the mark of a spot instrument (BTC/USDT gives BTC in USDT). Known limits: at
/// most one currency in between (BNB to BTC over USDT).
class Rates {
public:
    struct Entry {
        domain::Currency from, to;
        Price rate;           ///< units of `to` for one of `from`; zero with a source: its mark counts
        InstrumentId source;  ///< none: set by hand
        Time at{};

        friend bool operator==(const Entry&, const Entry&) = default;
    };

    /// Lets every spot instrument of the table be a source for its base in its quote.
    explicit Rates(const domain::InstrumentTable& instruments);

    /// Sets the rate by hand; it wins over a mark. Requires: rate > 0.
    void set(domain::Currency from, domain::Currency to, Price rate, Time at);

    /// amount of `from` in `to`, rounded half to even. marks: positions by InstrumentId.
    ///
    /// Errors: not_found when no rate is known, with what to set; invalid_argument when the result is out of range.
    [[nodiscard]] Result<Money> convert(Money amount, const domain::Currency& from, const domain::Currency& to,
                                        std::span<const Position> marks) const;

    [[nodiscard]] const std::vector<Entry>& entries() const noexcept { return entries_; }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.entries_); }

private:
    std::vector<Entry> entries_;  // those set by hand first, then sources, each in order of arrival
};

}  // namespace argosy::portfolio
