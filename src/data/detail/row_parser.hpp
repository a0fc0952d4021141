#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "data/detail/layout.hpp"
#include "data/detail/time_reader.hpp"
#include "domain/market_data.hpp"

namespace argosy::data::detail {

using Fields = std::span<const std::string_view>;

/// The sides of a quote bar; a side without prices is absent.
struct QuoteBars {
    std::optional<domain::Bar> bid, ask;
};

/// A row of text as a value, every field checked. Errors name the column, what was expected and what was found.
class RowParser {
public:
    RowParser(const Layout& layout, const ImportOptions& options, TimeReader times, ImportSummary& summary)
        : layout_(layout), options_(options), times_(std::move(times)), summary_(summary) {}

    /// As many fields as the header, one symbol throughout. Errors: parse.
    [[nodiscard]] Result<> check(Fields row);
    [[nodiscard]] Result<domain::Bar> bar(Fields row);
    [[nodiscard]] Result<QuoteBars> quote_bars(Fields row);
    [[nodiscard]] Result<domain::Trade> trade(Fields row);
    [[nodiscard]] Result<domain::Quote> quote(Fields row);
    [[nodiscard]] Result<domain::Funding> funding(Fields row);
    /// The interval that opening and closing time of a row span. Requires: the layout has a close_time.
    [[nodiscard]] Result<Duration> interval_of(Fields row);
    /// The interval of the bars, once it is known: where times are closing times, and to check closing times.
    void set_interval(Duration interval) noexcept { interval_ = interval; }
    [[nodiscard]] const std::string& time_convention() const noexcept { return times_.convention(); }

private:
    static constexpr std::string_view skip_hint = "correct the file, or leave such rows out with --on-error skip";
    enum class Sign : std::uint8_t { positive, not_negative };
    [[nodiscard]] Result<Time> time(Fields row);
    [[nodiscard]] Result<Time> bar_time(Fields row);
    [[nodiscard]] Result<Price> price(Fields row, Role role, Sign sign);
    [[nodiscard]] Result<Qty> qty(Fields row, Role role);
    [[nodiscard]] Result<std::uint64_t> count(Fields row, Role role) const;
    [[nodiscard]] Result<domain::Side> aggressor(Fields row) const;
    [[nodiscard]] Result<std::optional<domain::Bar>> side_bar(Fields row, Time t, Role open, Role size);
    [[nodiscard]] std::unexpected<Error> wrong(Fields row, Role role, std::string_view expected,
                                               std::string_view hint = skip_hint) const;

    const Layout& layout_;
    const ImportOptions& options_;
    TimeReader times_;
    ImportSummary& summary_;
    Duration interval_{};
    std::string symbol_;  ///< of the rows before
};

}  // namespace argosy::data::detail
