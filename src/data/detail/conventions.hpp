#pragma once

#include "data/detail/row_parser.hpp"

namespace argosy::data::detail {

/// What the rows of a file mean, as far as it had to be declared.
struct Conventions {
    TimeReader times;
    Duration interval{};             ///< of bars
    std::vector<std::string> words;  ///< for the summary
};

/// Joins what names and format say with what the caller declared. `first` and `second` are the first data rows
/// (second may be empty); they only serve to say more in errors, except for closing times.
/// Errors: invalid_argument, listing everything that has to be declared, or contradicts; parse.
[[nodiscard]] Result<Conventions> agree_conventions(const Layout& layout, const ImportOptions& options, Fields first,
                                                    Fields second);

/// Watches the steps between the opening times of bars: they show a wrong interval.
class StepCheck {
public:
    explicit StepCheck(Duration interval) : interval_(interval) {}
    /// Errors: parse, when the bar begins before the one before has ended.
    [[nodiscard]] Result<> add(Time open_time);
    /// Errors: parse, when all steps are multiples of something longer than the interval.
    [[nodiscard]] Result<> finish() const;
    /// How many bars are missing between the first and the last in a market that never closes.
    [[nodiscard]] std::uint64_t missing() const noexcept { return missing_; }
    /// Where the first of them would begin. Requires: missing() > 0.
    [[nodiscard]] Time first_missing() const noexcept { return first_missing_; }

private:
    Duration interval_;
    std::optional<Time> last_;
    std::uint64_t missing_ = 0;
    Time first_missing_{};
    Duration common_{};  ///< greatest common divisor of the steps
    std::uint64_t steps_ = 0;
};

}  // namespace argosy::data::detail
