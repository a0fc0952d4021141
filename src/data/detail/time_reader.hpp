#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "data/detail/layout.hpp"

namespace date {
class time_zone;
}

namespace argosy::data::detail {

/// The text of a time column as Time, under conventions that were declared; nothing is guessed.
class TimeReader {
public:
    /// `first` is the time of the first row: it decides whether times are numbers or text.
    /// Errors: invalid_argument, listing what has to be declared, or when a declaration contradicts the file.
    [[nodiscard]] static Result<TimeReader> make(const Layout& layout, const ImportOptions& options,
                                                 std::string_view first);

    /// Errors: parse.
    [[nodiscard]] Result<Time> read(std::string_view text);
    /// "milliseconds UTC (by its name time_utc_ms)", for the summary.
    [[nodiscard]] const std::string& convention() const noexcept { return convention_; }

private:
    [[nodiscard]] Result<Time> read_number(std::string_view text) const;
    [[nodiscard]] Result<Time> read_text(std::string_view text);
    [[nodiscard]] Time to_utc(std::chrono::local_time<Duration> local);

    bool is_number_ = false;
    std::int64_t unit_ns_ = 0;               ///< of a number; 0: ms or µs by the number of digits
    const date::time_zone* zone_ = nullptr;  ///< of text without a zone
    std::optional<DateOrder> date_order_;
    std::string convention_;
    // The offset of the zone and the local times it is good for: neighbours in a file share it.
    std::chrono::local_time<Duration> offset_begin_{}, offset_end_{};
    Duration offset_{};
};

}  // namespace argosy::data::detail
