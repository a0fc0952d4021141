#include "strategies/rules/program.hpp"

#include <algorithm>

namespace argosy::strategies::rules {

// Always inlined: with a constant operator it is one instruction in the loop below.
[[gnu::always_inline]] static inline double apply(Operator op, double a, double b) noexcept {
    switch (op) {
        case Operator::add: return a + b;
        case Operator::subtract: return a - b;
        case Operator::multiply: return a * b;
        case Operator::divide: return a / b;
        case Operator::less: return a < b ? 1 : 0;
        case Operator::less_equal: return a <= b ? 1 : 0;
        case Operator::greater: return a > b ? 1 : 0;
        case Operator::greater_equal: return a >= b ? 1 : 0;
        case Operator::equal: return a == b ? 1 : 0;
        case Operator::not_equal: return a < b || a > b ? 1 : 0;
        case Operator::logical_and: return a != 0 && b != 0 ? 1 : 0;
        case Operator::logical_or: return a != 0 || b != 0 ? 1 : 0;
        case Operator::logical_not: return a != 0 ? 0 : 1;
        case Operator::negate: return -a;
        case Operator::absolute: return std::fabs(a);
        case Operator::square_root: return std::sqrt(a);
        case Operator::logarithm: return std::log(a);
        case Operator::minimum: return a < b ? a : b;
        case Operator::maximum: return a > b ? a : b;
    }
    return 0;
}

double evaluate(Operator op, double a, double b) noexcept { return apply(op, a, b); }

void Program::run(const strategy::BarView& bar) noexcept {
    bar_ = &bar.bar();
    load(bar);
    run(steps_);
    bar_ = nullptr;
}

void Program::run_late() noexcept { run(late_); }

void Program::load(const strategy::BarView& bar) noexcept {
    set(Input::close, bar.close());
    if (uses(Input::open)) set(Input::open, bar.open());
    if (uses(Input::high)) set(Input::high, bar.high());
    if (uses(Input::low)) set(Input::low, bar.low());
    if (uses(Input::volume)) set(Input::volume, bar.volume());
}

void Program::run(const std::vector<Step>& steps) noexcept {
    double* const r = registers_.data();
    for (const Step& s : steps) {
        const double a = r[s.a], b = r[s.b];
        switch (s.code) {
            case Step::Code::cross_above: {
                Crossing& before = crossings_[s.state];
                r[s.to] = before.a <= before.b && a > b ? 1 : 0;
                before = {a, b};
                break;
            }
            case Step::Code::cross_below: {
                Crossing& before = crossings_[s.state];
                r[s.to] = before.a >= before.b && a < b ? 1 : 0;
                before = {a, b};
                break;
            }
            case Step::Code::delay: r[s.to] = delays_[s.state].update(a); break;
            case Step::Code::indicator: update_indicator(s); break;
            default: r[s.to] = apply(static_cast<Operator>(s.code), a, b);
        }
    }
}

void Program::update_indicator(const Step& s) noexcept {
    Indicator& slot = indicators_[s.state];
    indicators::AnyIndicator& indicator = *slot.indicator;
    if (indicator.feed() == indicators::Feed::value) {
        // Undefined values never enter: most indicators would keep them for good.
        if (!std::isfinite(registers_[s.a])) return;
        indicator.update({.open = 0, .high = 0, .low = 0, .close = registers_[s.a]});
    } else if (indicator.has_sessions()) {
        indicator.update(*bar_);
    } else {
        indicator.update({get(Input::open), get(Input::high), get(Input::low), get(Input::close), get(Input::volume)});
    }
    std::ranges::copy(indicator.outputs(), registers_.begin() + slot.first);
}

}  // namespace argosy::strategies::rules
