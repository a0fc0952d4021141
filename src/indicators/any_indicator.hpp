#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"
#include "indicators/ohlcv.hpp"

namespace argosy::indicators {

/// The number of a bar that an indicator of single values is fed with.
enum class Source : std::uint8_t { close, open, high, low, hl2, hlc3, ohlc4, volume };

[[nodiscard]] std::string_view to_string(Source) noexcept;
/// Errors: invalid_argument, listing the names.
[[nodiscard]] Result<Source> parse_source(std::string_view name);
[[nodiscard]] double pick(const Ohlcv& bar, Source source) noexcept;

/// What one update of an indicator takes.
enum class Feed : std::uint8_t {
    value,  ///< one number of the bar, by Source
    bar,    ///< the whole bar
    pair,   ///< the same number of two bars: the own one and that of the series it is compared with
};

/// An indicator chosen at run time by name (registry.hpp): rule strategies, the API and the page use it. Strategies in
/// C++ use the classes themselves, which are faster by an indirect call and yield the very same numbers.
///
/// Thread safety: none needed; one owner.
class AnyIndicator {
public:
    AnyIndicator(const AnyIndicator&) = delete;
    AnyIndicator& operator=(const AnyIndicator&) = delete;
    virtual ~AnyIndicator() = default;

    /// Takes the next bar. Requires: feed() is not Feed::pair (asserted).
    void update(const Ohlcv& bar) { step(bar, bar, feed_ != Feed::pair); }
    /// Takes the next bar and that of the other series, which only pairs look at.
    void update(const Ohlcv& bar, const Ohlcv& other) { step(bar, other, true); }
    /// The same, and starts sessions by the time of the bar where the indicator has them: aligned to midnight UTC, or
    /// to Monday for whole weeks.
    void update(const domain::Bar& bar);
    /// The next bar is the first of a session; only indicators with sessions take note.
    virtual void start_session() {}

    /// Output number i in the order of the declaration; NaN while it is not defined. Requires: i < outputs().size().
    [[nodiscard]] double value(std::size_t i = 0) const noexcept { return outputs_[i]; }
    [[nodiscard]] std::span<const double> outputs() const noexcept { return outputs_; }
    [[nodiscard]] virtual bool ready() const noexcept = 0;
    /// The number of updates after which every output is defined.
    [[nodiscard]] virtual std::size_t warm_up() const noexcept = 0;
    [[nodiscard]] Feed feed() const noexcept { return feed_; }
    /// It starts again with each session, so it must be updated with domain::Bar, which has a time.
    [[nodiscard]] bool has_sessions() const noexcept { return session_ > Duration{0}; }

protected:
    explicit AnyIndicator(Feed feed) noexcept : feed_(feed) {}
    virtual void advance(const Ohlcv& bar, const Ohlcv& other) = 0;
    void set_outputs(std::span<const double> outputs) noexcept { outputs_ = outputs; }
    void set_session(Duration length) noexcept { session_ = length; }

private:
    void step(const Ohlcv& bar, const Ohlcv& other, bool complete) {
        ARGOSY_ASSERT(complete, "an indicator of two series was given one");
        advance(bar, other);
    }

    Feed feed_;
    std::span<const double> outputs_;
    Duration session_{};  ///< zero: no sessions
    std::optional<Time> session_start_;
};

/// The outputs over a series of bars, one column each, NaN during the warm-up: what a chart needs.
[[nodiscard]] std::vector<std::vector<double>> columns(AnyIndicator& indicator, std::span<const domain::Bar> bars);

}  // namespace argosy::indicators
