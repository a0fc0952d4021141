#include "strategies/gradient_boost/gradient_boost.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "features/computer.hpp"
#include "learning/model.hpp"
#include "strategy/reason.hpp"
#include "strategy/stance.hpp"

namespace argosy::strategies::gradient_boost {
namespace {

using domain::Direction;
using learning::Target;
using strategy::ParameterType;

// An edge is how far a prediction leans to one side.
constexpr strategy::ParameterSpec up_parameters[] = {
    {"enter", ParameterType::number, 0.03, 0.0, 0.5, "probability", "edge over one half that opens a position"},
    {"leave", ParameterType::number, 0.0, -0.5, 0.5, "probability", "edge below which a position is left"},
    {"short", ParameterType::boolean, 1, 0, 1, "", "also follow predicted falls"},
};
constexpr strategy::ParameterSpec change_parameters[] = {
    {"enter", ParameterType::number, 0.001, 0.0, 1.0, "log return", "predicted move that opens a position"},
    {"leave", ParameterType::number, 0.0, -1.0, 1.0, "log return", "predicted move below which a position is left"},
    {"short", ParameterType::boolean, 1, 0, 1, "", "also follow predicted falls"},
};

/// A model and the texts that its descriptor points to.
struct Shared {
    learning::Model model;
    std::string title, summary;
};

class GradientBoost final : public strategy::Strategy {
public:
    struct Rules {
        double enter = 0, leave = 0;
        bool shorts = true;
    };
    GradientBoost(std::shared_ptr<const Shared> shared, features::Computer computer, const Rules& rules)
        : shared_(std::move(shared)), computer_(std::move(computer)), rules_(rules), row_(computer_.columns().size()) {}

    [[nodiscard]] std::size_t warm_up() const noexcept override { return computer_.warm_up(); }

    void on_bar(const strategy::BarView& bar, strategy::Context& context) override {
        computer_.update(bar.bar());
        // Bars that the model was trained on warm its features up and are never traded.
        if (!computer_.ready() || bar.bar().open_time < info().span.known_to) return;
        std::ranges::transform(computer_.values(), row_.begin(), [](double v) { return static_cast<float>(v); });
        const double prediction = shared_->model.trees.predict(row_);
        const double edge = info().label.target == Target::up ? prediction - 0.5 : prediction;
        const Direction now =
            strategy::next_direction(stance_.direction(), {.buy = edge >= rules_.enter && edge > 0,
                                                           .sell = -edge >= rules_.enter && edge < 0 && rules_.shorts,
                                                           .exit_long = edge < rules_.leave,
                                                           .exit_short = -edge < rules_.leave});
        if (!stance_.turns_to(now)) return;
        context.emit(bar.instrument(), now,
                     {.confidence = confidence(prediction),
                      .horizon = bar.interval() * static_cast<std::int64_t>(info().label.horizon),
                      .reason = context.reason(info().label.target == Target::up ? "p " : "move ",
                                               strategy::Fixed{prediction, 4}, ", model ",
                                               std::string_view(info().name), " ", info().version)});
    }

private:
    [[nodiscard]] const learning::ModelInfo& info() const noexcept { return shared_->model.info; }
    /// The probability of the side that is taken; a predicted move says nothing about how sure it is.
    [[nodiscard]] double confidence(double prediction) const noexcept {
        return info().label.target == Target::up ? std::max(prediction, 1 - prediction) : 1;
    }

    std::shared_ptr<const Shared> shared_;
    features::Computer computer_;
    Rules rules_;
    std::vector<float> row_;
    strategy::Stance stance_;
};

Result<std::unique_ptr<strategy::Strategy>> make(const std::shared_ptr<const Shared>& shared,
                                                 const strategy::Parameters& p, const strategy::Setup& setup) {
    const auto& set = shared->model.info.features;
    if (setup.interval != set.interval)
        return fail(Errc::invalid_argument,
                    fmt::format("model {} was trained on bars of {}, not of {}", shared->model.info.name,
                                to_string(set.interval), to_string(setup.interval)));
    const GradientBoost::Rules rules{p.number("enter"), p.number("leave"), p.flag("short")};
    if (rules.leave > rules.enter)
        return fail(Errc::invalid_argument,
                    fmt::format("leave = {} must not be above enter = {}", rules.leave, rules.enter));
    ARGOSY_LET(auto computer, features::Computer::make(set), "features");
    return std::make_unique<GradientBoost>(shared, std::move(computer), rules);
}

std::string summary_of(const learning::ModelInfo& info) {
    const char* what = info.label.target == Target::up ? "probability of a rise" : "change";
    return fmt::format("follows the {} over {} bars that model {} predicts; trained to {}", what, info.label.horizon,
                       info.version, to_iso8601(info.span.known_to));
}

}  // namespace

Result<strategy::Descriptor> read_model_strategy(std::string_view text, std::string file) {
    ARGOSY_LET(auto model, learning::read_model(text), file);
    for (const auto& feature : model.info.features.features)
        if (std::holds_alternative<features::Mood>(feature))
            return fail(Errc::invalid_argument,
                        fmt::format("{}: the model's features need headlines, which a strategy does not see", file),
                        "train it on a feature set without mood");
    auto title = fmt::format("Model {}", model.info.name);
    auto summary = summary_of(model.info);
    const auto shared = std::make_shared<const Shared>(Shared{std::move(model), std::move(title), std::move(summary)});
    const auto& info = shared->model.info;
    return strategy::Descriptor{
        .name = info.name,
        .title = shared->title,
        .summary = shared->summary,
        .parameters = info.label.target == Target::up ? std::span<const strategy::ParameterSpec>(up_parameters)
                                                      : std::span<const strategy::ParameterSpec>(change_parameters),
        .timeframe = info.features.interval,
        .not_before = info.span.known_to,
        .make = [shared](const strategy::Parameters& p, const strategy::Setup& s) { return make(shared, p, s); }};
}

}  // namespace argosy::strategies::gradient_boost
