#include "strategies/grid/grid.hpp"

#include <cmath>
#include <cstdlib>
#include <fmt/format.h>

#include "base/archive.hpp"
#include "indicators/moving_average.hpp"
#include "strategy/reason.hpp"

namespace argosy::strategies::grid {
namespace {

using domain::Direction;
using strategy::ParameterType;

constexpr strategy::ParameterSpec parameters[] = {
    {"anchor", ParameterType::integer, 200, 2, 5000, "bars", "period of the simple average that a new grid is laid on"},
    {"spacing", ParameterType::number, 0.01, 0.0001, 0.5, "fraction", "distance between levels, of the anchor price"},
    {"levels", ParameterType::integer, 5, 1, 100, "", "levels on each side of the anchor"},
};

struct Settings {
    std::size_t anchor;
    double spacing;
    int levels;
    Duration interval;
};

class Grid final : public strategy::BarStrategy<Grid> {
public:
    explicit Grid(const Settings& s) : settings_(s), average_(s.anchor) {}

    [[nodiscard]] std::size_t warm_up() const noexcept override { return average_.warm_up(); }

    void on_bar(const strategy::BarView& bar, strategy::Context& context) override {
        const double close = bar.close();
        const double average = average_.update(close);
        if (!average_.ready()) [[unlikely]]
            return;
        if (left_ && std::fabs(close - average) > settings_.spacing * average) return;
        left_ = false;
        if (level_ == 0) anchor_ = average;
        const double steps = (anchor_ - close) / (settings_.spacing * anchor_);
        const int before = level_;
        move(steps);
        if (level_ != before || !given_) [[unlikely]]
            say(bar, context);
    }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) {
        archive(self.average_, self.anchor_, self.level_, self.left_, self.given_);
    }

private:
    /// A level is taken when the close reaches it and given back when the close reaches the one before.
    void move(double steps) noexcept {
        if (std::fabs(steps) >= settings_.levels + 1) {
            level_ = 0;
            left_ = true;
        } else if (steps >= level_ + 1) {
            level_ = static_cast<int>(std::floor(steps));
        } else if (steps <= level_ - 1) {
            level_ = static_cast<int>(std::ceil(steps));
        }
    }

    void say(const strategy::BarView& bar, strategy::Context& context) {
        given_ = true;
        const Direction now = level_ > 0 ? Direction::buy : level_ < 0 ? Direction::sell : Direction::hold;
        const double stop = anchor_ * (1 - static_cast<double>(now) * (settings_.levels + 1) * settings_.spacing);
        context.emit(
            bar.instrument(), now,
            {.strength = level_ == 0 ? 1.0 : static_cast<double>(std::abs(level_)) / settings_.levels,
             .horizon = settings_.interval * static_cast<std::int64_t>(settings_.anchor),
             .stop_price = level_ == 0 ? Price{} : strategy::stop_at(stop, context.instrument(bar.instrument())),
             .reason = context.reason(left_ ? "left at " : "level ", level_, " of ", settings_.levels, ", anchor ",
                                      anchor_, ", close ", bar.close())});
    }

    Settings settings_;
    indicators::Sma average_;
    double anchor_ = 0;  ///< fixed while a level is held
    int level_ = 0;      ///< held: positive below the anchor (long), negative above it (short)
    bool left_ = false;  ///< the close left the grid: wait until it is near the average again
    bool given_ = false;
};

Result<std::unique_ptr<strategy::Strategy>> make(const strategy::Parameters& p, const strategy::Setup& setup) {
    const Settings s{.anchor = p.integer("anchor"),
                     .spacing = p.number("spacing"),
                     .levels = static_cast<int>(p.integer("levels")),
                     .interval = setup.interval};
    if ((s.levels + 1) * s.spacing >= 1)
        return fail(Errc::invalid_argument,
                    fmt::format("levels = {} at spacing = {} reach below a price of zero", s.levels, s.spacing),
                    "choose them so that (levels + 1) × spacing is below 1");
    return std::make_unique<Grid>(s);
}

}  // namespace

strategy::Descriptor descriptor() {
    return {.name = "grid",
            .title = "Grid",
            .summary = "buys more at each level below an anchor price and sells it back level by level; mirrored above",
            .parameters = parameters,
            .scales = true,
            .make = make};
}

}  // namespace argosy::strategies::grid
