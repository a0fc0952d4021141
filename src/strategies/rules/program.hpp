#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "indicators/any_indicator.hpp"
#include "indicators/window.hpp"
#include "strategies/rules/vocabulary.hpp"
#include "strategy/bar_view.hpp"

namespace argosy::strategies::rules {

using Register = std::uint16_t;

/// One step: registers[to] = code(registers[a], registers[b]). The codes begin with the operators of the language.
struct Step {
    enum class Code : std::uint8_t {
        cross_above = static_cast<std::uint8_t>(Operator::maximum) + 1,  ///< state: a crossing
        cross_below,
        delay,      ///< state: a delay
        indicator,  ///< state: an indicator; a is its source
    };
    Code code;
    Register to = 0, a = 0, b = 0;
    std::uint16_t state = 0;
};

/// The value of an operator. A comparison with an undefined value (NaN) is false.
[[nodiscard]] double evaluate(Operator op, double a, double b) noexcept;

/// A compiled rule: what happens on each bar, as one flat list.
///
/// Registers hold, in this order, the inputs of the bar, constants and results; each is written once a bar, so the
/// list needs no jumps. Conditions are 1 or 0. Steps that remember (crossings, earlier values, indicators) run on every
/// bar, whatever the conditions say.
class Program {
public:
    struct Indicator {
        std::unique_ptr<indicators::AnyIndicator> indicator;
        Register first = 0;  ///< of its outputs
    };
    /// A value with its name in the rule, for the reason of a signal.
    struct Watch {
        std::string name;
        Register at = 0;
    };
    /// What the rule asks for each bar.
    struct Condition {
        std::optional<Register> at;
        std::vector<Watch> watches;
        [[nodiscard]] bool holds(const std::vector<double>& registers) const noexcept {
            return at && registers[*at] != 0;
        }
    };

    Condition buy, sell, exit_long, exit_short;
    std::optional<Register> stop, strength, confidence;
    std::size_t warm_up = 1;  ///< bars until everything that is used is defined

    void set(Input input, double value) noexcept { registers_[static_cast<std::size_t>(input)] = value; }
    [[nodiscard]] double get(Input input) const noexcept { return registers_[static_cast<std::size_t>(input)]; }
    [[nodiscard]] double at(Register r) const noexcept { return registers_[r]; }
    [[nodiscard]] const std::vector<double>& registers() const noexcept { return registers_; }
    [[nodiscard]] bool uses(Input input) const noexcept { return used_[static_cast<std::size_t>(input)]; }
    /// Takes a closed bar: its numbers as far as they are used, then every step.
    void run(const strategy::BarView& bar) noexcept;
    /// The steps that only a signal needs.
    void run_late() noexcept;

private:
    friend class Compiler;
    struct Crossing {
        double a = std::numeric_limits<double>::quiet_NaN(), b = std::numeric_limits<double>::quiet_NaN();
    };
    void load(const strategy::BarView& bar) noexcept;
    void run(const std::vector<Step>& steps) noexcept;
    void update_indicator(const Step& step) noexcept;

    std::vector<double> registers_;
    std::vector<Step> steps_, late_;
    std::vector<Crossing> crossings_;
    std::vector<indicators::Delay> delays_;
    std::vector<Indicator> indicators_;
    bool used_[input_count] = {};
    const domain::Bar* bar_ = nullptr;  ///< while it runs
};

}  // namespace argosy::strategies::rules
