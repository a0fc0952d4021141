#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "indicators/detail/lanes.hpp"

namespace argosy::indicators {

/// b, b², ... b⁸.
using Powers = std::array<double, 8>;
[[nodiscard]] inline Powers powers_of(double b) noexcept {
    const double b2 = b * b, b4 = b2 * b2;
    return {b, b2, b2 * b, b4, b4 * b, b4 * b2, b4 * (b2 * b), b4 * b4};
}

/// Exponential smoothing, e += alpha × (x - e), arranged so that it is not bound by the latency of that chain.
///
/// Within blocks of eight values the smoothed value is ref + b^j × c + s, where ref is the first value of the block, c
/// the smoothed value before the block relative to ref, s the smoothing of the block's own values relative to ref, and
/// b = 1 - alpha. The blocks overlap in the processor; a constant input is reproduced exactly, so that two averages of
/// a flat series are equal and do not cross in the last bit.
class Smoother {
public:
    explicit Smoother(double alpha) noexcept : decay_(powers_of(1 - alpha)), alpha_(alpha) {}

    /// The smoothed value to start from.
    void seed(double value) noexcept {
        reference_ = value;
        carried_ = inside_ = 0;
        phase_ = 0;
    }

    double update(double x) noexcept { return at_block_start() ? start_block(x) : continue_block(x); }

    /// The next value begins a block. Owners that have something rare to do ask this first, and do it there.
    [[nodiscard]] bool at_block_start() const noexcept { return phase_ == 0; }
    /// update() when at_block_start().
    double start_block(double x) noexcept {
        carried_ = decay_.back() * carried_ + (inside_ + (reference_ - x));
        reference_ = x;
        inside_ = 0;
        phase_ = 1;
        return x + (decay_[0] * carried_ + inside_);
    }
    /// update() when not at_block_start().
    double continue_block(double x) noexcept {
        const double inside = decay_[0] * inside_ + alpha_ * (x - reference_);
        const double relative = decay_[phase_] * carried_ + inside;
        inside_ = inside;
        phase_ = (phase_ + 1) % decay_.size();
        return reference_ + relative;
    }

    /// update() for many values. Requires: out is as long as in; it may be the same memory.
    void update_all(std::span<const double> in, std::span<double> out) noexcept;
    /// update() for whole blocks. terms(i) gives values i and i + 1 as lanes; out may be the memory they come from.
    /// Requires: at_block_start(); count <= detail::chunk and divisible by 16.
    template <class Terms>
    void update_blocks(std::size_t count, Terms terms, double* out) noexcept;

private:
    // No two numbers that change stand side by side: the compiler would fetch both at once, and such a fetch stalls
    // on the two writes it has to wait for.
    Powers decay_;
    double inside_ = 0;
    std::size_t phase_ = 0;
    double carried_ = 0, alpha_, reference_ = 0;
};

/// Two of Wilder's running sums, sum = b × sum + x, in the same arrangement without the reference: for sums of
/// non-negative terms of which only ratios are used (RSI, ADX).
///
/// Without a movement the sums shrink for ever while their ratio stays, until doubles can no longer hold them and the
/// ratio would be noise. So sums at or below `faded` count as nothing, which owners ask before they divide; far below
/// that a sum becomes exactly 0 (and denormal numbers, a hundred times slower, do not arise).
class DecayingSums {
public:
    using Lanes = detail::Lanes;
    /// Reached by a movement of 1 after about 8,700 bars of no movement at a period of 14.
    static constexpr double faded = 1e-280;
    explicit DecayingSums(double decay) noexcept : decay_(powers_of(decay)) {}

    void seed(Lanes sums) noexcept {
        carried_ = Lanes{0, 0};
        inside_ = sums;
        phase_ = 0;
    }

    /// Requires: the terms are not negative.
    Lanes update(Lanes terms) noexcept { return at_block_start() ? start_block(terms) : continue_block(terms); }
    [[nodiscard]] bool at_block_start() const noexcept { return phase_ == 0; }
    Lanes start_block(Lanes terms) noexcept {
        carried_ = carry();
        inside_ = terms;
        phase_ = 1;
        return detail::both(decay_[0]) * carried_ + terms;
    }
    Lanes continue_block(Lanes terms) noexcept {
        inside_ = detail::both(decay_[0]) * inside_ + terms;
        const Lanes sums = detail::both(decay_[phase_]) * carried_ + inside_;
        phase_ = (phase_ + 1) % decay_.size();
        return sums;
    }

    /// update() for whole blocks. terms(i) gives the terms of values i and i + 1 as lanes, first those of the first
    /// sum; emit(i, first, second) takes the sums likewise. Requires: at_block_start(); count <= detail::chunk and
    /// divisible by 16.
    template <class Terms, class Emit>
    void update_blocks(std::size_t count, Terms terms, Emit emit) noexcept;

private:
    /// What the finished block leaves to the next one.
    [[nodiscard]] Lanes carry() const noexcept {
        const Lanes sums = detail::both(decay_.back()) * carried_ + inside_;
        return sums > detail::both(1e-20 * faded) ? sums : Lanes{0, 0};
    }

    Powers decay_;
    Lanes carried_{0, 0}, inside_{0, 0};
    std::size_t phase_ = 0;
};

/// Two passes over a chunk: first the part of every value that its own block of eight gives, two blocks side by side
/// and many under way at once, as they do not depend on each other; then the part carried from block to block, one
/// multiplication and one addition long.
template <class Terms>
void Smoother::update_blocks(std::size_t count, Terms terms, double* out) noexcept {
    using detail::both, detail::firsts, detail::seconds, detail::load, detail::store, detail::Lanes;
    constexpr std::size_t block = std::tuple_size_v<Powers>;
    double inside[detail::chunk], references[detail::chunk / block];
    const Lanes alpha = both(alpha_), decay = both(decay_[0]);
    for (std::size_t i = 0; i < count; i += 2 * block) {
        Lanes from{}, s = both(0);
        for (std::size_t j = i; j < i + block; j += 2) {
            const Lanes left = terms(j), right = terms(j + block);
            Lanes a = firsts(left, right), b = seconds(left, right);
            if (j == i) store(&references[i / block], from = a);
            a = decay * s + alpha * (a - from);
            s = b = decay * a + alpha * (b - from);
            store(&inside[j], firsts(a, b));
            store(&inside[j + block], seconds(a, b));
        }
    }
    Lanes powers[block / 2];
    for (std::size_t j = 0; j < block; j += 2) powers[j / 2] = load(&decay_[j]);
    double carried = carried_, last = inside_, reference = reference_;
    for (std::size_t i = 0; i < count; i += block) {
        carried = powers[block / 2 - 1][1] * carried + (last + (reference - references[i / block]));
        reference = references[i / block];
        last = inside[i + block - 1];
        for (std::size_t j = 0; j < block; j += 2)
            store(out + i + j, both(reference) + (powers[j / 2] * both(carried) + load(inside + i + j)));
    }
    carried_ = carried;
    inside_ = last;
    reference_ = reference;
}

/// In the same two passes.
template <class Terms, class Emit>
void DecayingSums::update_blocks(std::size_t count, Terms terms, Emit emit) noexcept {
    using detail::both, detail::firsts, detail::seconds, detail::load, detail::store;
    constexpr std::size_t block = std::tuple_size_v<Powers>;
    double inside[2][detail::chunk];
    const Lanes decay = both(decay_[0]);
    for (std::size_t i = 0; i < count; i += 2 * block) {
        Lanes s[2] = {both(0), both(0)};
        for (std::size_t j = i; j < i + block; j += 2) {
            const std::array<Lanes, 2> left = terms(j), right = terms(j + block);
            for (std::size_t k = 0; k < 2; ++k) {
                const Lanes a = decay * s[k] + firsts(left[k], right[k]);
                const Lanes b = s[k] = decay * a + seconds(left[k], right[k]);
                store(&inside[k][j], firsts(a, b));
                store(&inside[k][j + block], seconds(a, b));
            }
        }
    }
    Lanes powers[block / 2];
    for (std::size_t j = 0; j < block; j += 2) powers[j / 2] = load(&decay_[j]);
    for (std::size_t i = 0; i < count; i += block) {
        carried_ = carry();
        inside_ = Lanes{inside[0][i + block - 1], inside[1][i + block - 1]};
        const Lanes first = both(carried_[0]), second = both(carried_[1]);
        for (std::size_t j = 0; j < block; j += 2)
            emit(i + j, powers[j / 2] * first + load(&inside[0][i + j]),
                 powers[j / 2] * second + load(&inside[1][i + j]));
    }
}

}  // namespace argosy::indicators
