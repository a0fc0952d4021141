#pragma once

#include <memory>

#include "strategy/strategy.hpp"

/// The smallest strategy: long while the last close is above the one before, else short.
/// Built in: add descriptor() to src/strategies/builtin.cpp. What each line may use: src/strategy/strategy.hpp.
namespace argosy::examples::two_closes {

class TwoCloses final : public strategy::Strategy {
public:
    [[nodiscard]] std::size_t warm_up() const noexcept override { return 2; }

    void on_bar(const strategy::BarView& bar, strategy::Context& context) override {
        const Price close = bar.bar().close, before = std::exchange(before_, close);
        if (before.is_zero() || close == before) return;
        context.emit(bar.instrument(), close > before ? domain::Direction::buy : domain::Direction::sell,
                     {.reason = "two closes"});
    }

private:
    Price before_;  ///< zero: there was no bar yet
};

[[nodiscard]] inline strategy::Descriptor descriptor() {
    return {
        .name = "two_closes",
        .title = "Two closes",
        .summary = "long while the last close is above the one before, else short",
        .make = [](const strategy::Parameters&, const strategy::Setup&) -> Result<std::unique_ptr<strategy::Strategy>> {
            return std::make_unique<TwoCloses>();
        }};
}

}  // namespace argosy::examples::two_closes
