#include "strategies/rules/rules.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <utility>

#include "base/assert.hpp"
#include "strategies/rules/compiler.hpp"
#include "strategy/reason.hpp"
#include "strategy/stance.hpp"

namespace argosy::strategies::rules {
namespace {

using domain::Direction;
using strategy::ParameterType;

constexpr std::string_view help =
    "docs/strategies/rules.md explains rule files; conditions with a comma or [ ] inside "
    "a [ list ] need quotes or a line of their own";

/// Runs a program and keeps what the rule knows of itself.
class RuleStrategy final : public strategy::Strategy {
public:
    RuleStrategy(std::shared_ptr<const Definition> definition, Program program)
        : definition_(std::move(definition)), program_(std::move(program)) {}

    [[nodiscard]] std::size_t warm_up() const noexcept override { return program_.warm_up; }

    void on_bar(const strategy::BarView& bar, strategy::Context& context) override {
        program_.set(Input::bars_since_entry, program_.get(Input::bars_since_entry) + 1);
        if (program_.uses(Input::regime))
            program_.set(Input::regime, static_cast<double>(context.regime(bar.instrument())));
        program_.run(bar);
        if (seen_ + 1 < program_.warm_up) [[unlikely]] {
            ++seen_;
            return;
        }
        const auto& r = program_.registers();
        const Direction before = stance_.direction();
        const Direction now = strategy::next_direction(before, {.buy = program_.buy.holds(r),
                                                                .sell = program_.sell.holds(r),
                                                                .exit_long = program_.exit_long.holds(r),
                                                                .exit_short = program_.exit_short.holds(r)});
        if (stance_.turns_to(now)) [[unlikely]]
            say(bar, context, before);
        else if (definition_->scales && now != Direction::hold) [[unlikely]]
            resize(bar, context);
    }

private:
    void say(const strategy::BarView& bar, strategy::Context& context, Direction before) {
        const Direction now = stance_.direction();
        const double close = program_.get(Input::close);
        const auto why = reason_of(before, now);  // before the rule's own state changes
        program_.run_late();
        emit(bar, context, why);
        const bool is_flat = now == Direction::hold;
        program_.set(Input::position, static_cast<double>(now));
        program_.set(Input::bars_since_entry, is_flat ? undefined : 0);
        program_.set(Input::entry_price, is_flat ? undefined : close);
    }

    /// Says the size again when it has changed.
    void resize(const strategy::BarView& bar, strategy::Context& context) {
        program_.run_late();
        const double before = strength_, now = share(program_.strength);
        if (now != before) emit(bar, context, strategy::reason("strength ", now, " after ", before));
    }

    void emit(const strategy::BarView& bar, strategy::Context& context, const InlineString<64>& why) {
        strength_ = share(program_.strength);
        context.emit(bar.instrument(), stance_.direction(),
                     {.strength = strength_,
                      .confidence = share(program_.confidence),
                      .horizon = definition_->horizon,
                      .valid_for = definition_->valid_for,
                      .stop_price = stop(bar.close(), context.instrument(bar.instrument())),
                      .reason = why});
    }

    /// A strength or confidence in [0, 1]; 1 when the rule does not say, 0 when its value is undefined.
    [[nodiscard]] double share(const std::optional<Register>& at) const noexcept {
        if (!at) return 1;
        const double value = program_.at(*at);
        return std::isnan(value) ? 0 : std::clamp(value, 0.0, 1.0);
    }

    [[nodiscard]] Price stop(double close, const domain::Instrument& instrument) const noexcept {
        if (!program_.stop) return {};
        return strategy::protective_stop(stance_.direction(), close, program_.at(*program_.stop), instrument);
    }

    [[nodiscard]] InlineString<64> reason_of(Direction before, Direction now) const noexcept {
        const bool is_exit = now == Direction::hold;
        const auto& c = now == Direction::buy       ? program_.buy
                        : now == Direction::sell    ? program_.sell
                        : before == Direction::sell ? program_.exit_short
                                                    : program_.exit_long;
        strategy::ReasonText text;
        text.add(is_exit && before == Direction::hold ? "no condition holds" : is_exit ? "exit" : to_string(now));
        for (std::size_t i = 0; i < c.watches.size(); ++i) {
            text.add(i == 0 ? ": " : ", ");
            text.add(std::string_view(c.watches[i].name));
            text.add(" ");
            text.add(program_.at(c.watches[i].at));
        }
        return text.text();
    }

    static constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
    std::shared_ptr<const Definition> definition_;
    Program program_;
    std::size_t seen_ = 0;
    double strength_ = 1;  ///< said last
    strategy::Stance stance_;
};

std::vector<double> defaults_of(const Definition& d) {
    std::vector<double> out;
    for (const auto& p : d.parameters) out.push_back(p.value);
    return out;
}

std::unexpected<Error> refuse(const config::Problems& problems, Errc code) {
    return fail(code, std::string(problems.to_error().message()), help);
}

/// Gives parameters their types from how they are used, and refuses those that nothing uses.
void settle_parameters(Definition& d, const Compiler& compiled, config::Problems& problems) {
    for (std::size_t i = 0; i < d.parameters.size(); ++i) {
        auto& p = d.parameters[i];
        const std::string path = config::child_path("parameters", p.name);
        if (!compiled.used()[i]) problems.add(p.place, path, "no expression uses it");
        if (!p.has_type && compiled.whole()[i]) p.type = ParameterType::integer;
        const bool is_whole =
            p.value == std::floor(p.value) && p.min == std::floor(p.min) && p.max == std::floor(p.max);
        if (p.type == ParameterType::integer && !is_whole)
            problems.add(p.place, path, "it stands for a whole number: default, min and max must be whole");
    }
}

/// Whether what is wrong so far leaves the names of indicators and parameters known: then expressions can be checked in
/// the same go. A problem without a path is one of the document.
bool knows_its_names(const config::Problems& problems) {
    return std::ranges::all_of(problems.all(), [](const config::Problem& p) {
        const bool declares = p.path.starts_with("indicators") || p.path.starts_with("parameters") ||
                              p.message.ends_with("did you mean indicators?") ||
                              p.message.ends_with("did you mean parameters?");
        return !p.path.empty() && !declares;
    });
}

Result<std::unique_ptr<strategy::Strategy>> make(const std::shared_ptr<const Definition>& definition,
                                                 const strategy::Parameters& p, const strategy::Setup& setup) {
    if (definition->timeframe > Duration{} && setup.interval != definition->timeframe)
        return fail(Errc::invalid_argument, fmt::format("{} is written for bars of {}, not of {}", definition->name,
                                                        to_string(definition->timeframe), to_string(setup.interval)));
    config::Problems problems;
    auto program = Compiler(*definition, p.values(), problems).compile();
    if (!program) return refuse(problems, Errc::invalid_argument);
    return std::make_unique<RuleStrategy>(definition, std::move(*program));
}

}  // namespace

Result<strategy::Descriptor> read_rule(std::string_view yaml, std::string file) {
    config::Problems problems;
    auto definition = std::make_shared<Definition>(read_definition(yaml, file, problems));
    if (!knows_its_names(problems)) return refuse(problems, Errc::parse);
    const auto defaults = defaults_of(*definition);
    Compiler compiler(*definition, defaults, problems);
    if (compiler.compile() && problems.empty()) settle_parameters(*definition, compiler, problems);
    if (!problems.empty()) return refuse(problems, Errc::parse);
    for (const auto& p : definition->parameters)
        definition->specs.push_back({p.name, p.type, p.value, p.min, p.max, p.unit, p.doc});
    const std::shared_ptr<const Definition> shared = std::move(definition);
    return strategy::Descriptor{
        .name = shared->name,
        .title = shared->title.empty() ? shared->name : shared->title,
        .summary = shared->summary,
        .parameters = shared->specs,
        .timeframe = shared->timeframe,
        .scales = shared->scales,
        .make = [shared](const strategy::Parameters& p, const strategy::Setup& s) { return make(shared, p, s); }};
}

}  // namespace argosy::strategies::rules
