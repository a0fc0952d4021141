#pragma once

#include <bit>
#include <memory>
#include <optional>
#include <string_view>

#include "indicators/indicator.hpp"
#include "indicators/registry.hpp"

/// How the classes become entries of the registry.
namespace argosy::indicators::detail {

/// The most bars a window may have: a hundred thousand doubles are 0.8 MB an indicator.
inline constexpr double period_max = 100'000;

[[nodiscard]] constexpr ParamSpec bars(std::string_view name, double value, double min = 1) {
    return {.name = name, .value = value, .min = min, .max = period_max, .whole = true, .unit = "bars"};
}
[[nodiscard]] constexpr ParamSpec number(std::string_view name, double value, double min, double max,
                                         std::string_view unit) {
    return {.name = name, .value = value, .min = min, .max = max, .whole = false, .unit = unit};
}

/// The checked values of the parameters, in the order of the declaration.
struct Values {
    std::array<double, 5> items{};
    [[nodiscard]] std::size_t whole(std::size_t i) const { return static_cast<std::size_t>(items[i]); }
    [[nodiscard]] double number(std::size_t i) const { return items[i]; }
};

struct Entry {
    IndicatorSpec spec;
    std::unique_ptr<AnyIndicator> (*make)(const Values&, Source);
    /// The rule between parameters that the values break ("fast must be below slow"), or empty.
    std::string_view (*broken_rule)(const Values&) = nullptr;
};

/// Any of the classes behind the common interface.
template <Indicator I>
class Adapter final : public AnyIndicator {
public:
    using Input = typename I::Input;
    using Output = typename I::Output;

    Adapter(I indicator, Source source, Duration session)
        : AnyIndicator(feed_of()), indicator_(std::move(indicator)), source_(source) {
        set_outputs(outputs_);
        set_session(session);
        outputs_.fill(nan);
    }
    void start_session() override {
        if constexpr (requires { indicator_.start_session(); }) indicator_.start_session();
    }
    [[nodiscard]] bool ready() const noexcept override { return indicator_.ready(); }
    [[nodiscard]] std::size_t warm_up() const noexcept override { return indicator_.warm_up(); }

private:
    [[nodiscard]] static constexpr Feed feed_of() {
        if constexpr (std::same_as<Input, double>) return Feed::value;
        return std::same_as<Input, Pair> ? Feed::pair : Feed::bar;
    }
    [[gnu::flatten]] void advance(const Ohlcv& bar, const Ohlcv& other) override {
        if constexpr (std::same_as<Input, double>)
            keep(indicator_.update(pick(bar, source_)));
        else if constexpr (std::same_as<Input, Pair>)
            keep(indicator_.update({pick(bar, source_), pick(other, source_)}));
        else
            keep(indicator_.update(bar));
    }
    void keep(const Output& value) noexcept { outputs_ = std::bit_cast<decltype(outputs_)>(value); }

    I indicator_;
    Source source_;
    std::array<double, sizeof(Output) / sizeof(double)> outputs_;
};

template <Indicator I>
[[nodiscard]] std::unique_ptr<AnyIndicator> adapt(I indicator, Source source, Duration session = {}) {
    return std::make_unique<Adapter<I>>(std::move(indicator), source, session);
}

/// An indicator whose one parameter is its period in bars.
template <Indicator I>
[[nodiscard]] std::unique_ptr<AnyIndicator> of_period(const Values& v, Source s) {
    return adapt(I(v.whole(0)), s);
}

[[nodiscard]] std::span<const Entry> average_entries();
[[nodiscard]] std::span<const Entry> momentum_entries();
[[nodiscard]] std::span<const Entry> trend_entries();
[[nodiscard]] std::span<const Entry> volatility_entries();
[[nodiscard]] std::span<const Entry> volume_entries();
[[nodiscard]] std::span<const Entry> statistics_entries();
[[nodiscard]] std::span<const Entry> price_entries();

}  // namespace argosy::indicators::detail
