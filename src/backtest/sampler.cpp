#include "backtest/sampler.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>
#include <set>

namespace argosy::backtest {
namespace {

Candidate random_candidate(const std::vector<Dimension>& space, Prng& random) {
    Candidate c;
    for (const auto& d : space) c.push_back(d.value(random.below(d.count())));
    return c;
}

class Grid final : public Sampler {
public:
    explicit Grid(std::vector<Dimension> space) : space_(std::move(space)), digits_(space_.size(), 0) {}

    std::optional<Candidate> next() override {
        if (done_) return std::nullopt;
        Candidate c;
        for (std::size_t i = 0; i < space_.size(); ++i) c.push_back(space_[i].value(digits_[i]));
        advance();
        return c;
    }
    void tell(const Candidate&, double) override {}

private:
    void advance() {
        for (std::size_t i = space_.size(); i-- > 0;) {
            if (++digits_[i] < space_[i].count()) return;
            digits_[i] = 0;
        }
        done_ = true;
    }
    std::vector<Dimension> space_;
    std::vector<std::uint64_t> digits_;
    bool done_ = false;
};

class Random final : public Sampler {
public:
    Random(std::vector<Dimension> space, std::uint64_t trials, std::uint64_t seed)
        : space_(std::move(space)), trials_(trials), seed_(seed) {}
    std::optional<Candidate> next() override {
        if (drawn_ == trials_) return std::nullopt;
        Prng random = Prng(seed_).split(drawn_++);
        return random_candidate(space_, random);
    }
    void tell(const Candidate&, double) override {}

private:
    std::vector<Dimension> space_;
    std::uint64_t trials_, seed_, drawn_ = 0;
};

/// A mixture of Gaussians on [0, 1], one at each observation as wide as the gap to its farther neighbour, and a flat
/// share that keeps the search open.
class Density {
public:
    explicit Density(std::vector<double> centres) : centres_(std::move(centres)) {
        std::ranges::sort(centres_);
        const std::size_t n = centres_.size();
        const double narrowest = 1.0 / static_cast<double>(std::min<std::size_t>(100, n + 1));
        for (std::size_t i = 0; i < n; ++i) {
            const double left = i > 0 ? centres_[i - 1] : 0, right = i + 1 < n ? centres_[i + 1] : 1;
            widths_.push_back(std::clamp(std::max(centres_[i] - left, right - centres_[i]), narrowest, 1.0));
        }
    }
    [[nodiscard]] double draw(Prng& random) const {
        const auto i = random.below(centres_.size() + 1);
        if (i == centres_.size()) return random.uniform();
        return std::clamp(centres_[i] + widths_[i] * random.normal(), 0.0, 1.0);
    }
    [[nodiscard]] double at(double x) const {
        double sum = 1;
        for (std::size_t i = 0; i < centres_.size(); ++i) {
            const double z = (x - centres_[i]) / widths_[i];
            sum += std::exp(-0.5 * z * z) / (widths_[i] * std::sqrt(2 * std::numbers::pi));
        }
        return sum / static_cast<double>(centres_.size() + 1);
    }

private:
    std::vector<double> centres_, widths_;
};

class Tpe final : public Sampler {
public:
    Tpe(std::vector<Dimension> space, std::uint64_t trials, std::uint64_t seed)
        : space_(std::move(space)), trials_(trials), random_(seed) {}

    std::optional<Candidate> next() override {
        if (drawn_ == trials_) return std::nullopt;
        ++drawn_;
        Prng random = random_.split(drawn_);
        Candidate c = told_.size() < start_trials ? random_candidate(space_, random) : suggest(random);
        // A candidate tried before teaches nothing: its score is known. Where all of the space is known, it is over.
        for (std::size_t i = 0; i < redraws && given_.contains(c); ++i) c = random_candidate(space_, random);
        if (given_.contains(c)) {
            auto left = first_not_given();
            if (!left) return std::nullopt;
            c = std::move(*left);
        }
        given_.insert(c);
        return c;
    }
    void tell(const Candidate& candidate, double score) override {
        told_.push_back({candidate, std::isnan(score) ? -HUGE_VAL : score});
        if (told_.size() > memory) forget_worst();
    }

private:
    static constexpr std::size_t start_trials = 20, draws = 24, memory = 1000, redraws = 100;
    struct Told {
        Candidate candidate;
        double score;
    };

    void forget_worst() { told_.erase(std::ranges::min_element(told_, {}, &Told::score)); }

    Candidate suggest(Prng& random) const {
        std::vector<const Told*> ranked;
        for (const auto& t : told_) ranked.push_back(&t);
        std::ranges::sort(ranked, [](const Told* a, const Told* b) {  // equal scores in the order told
            return a->score != b->score ? a->score > b->score : a < b;
        });
        const std::size_t good = std::clamp<std::size_t>(ranked.size() / 10, 2, 25);
        Candidate c;
        for (std::size_t i = 0; i < space_.size(); ++i) c.push_back(suggest_one(i, ranked, good, random));
        return c;
    }

    /// Of the grid; reached only where nearly all of it has been given.
    [[nodiscard]] std::optional<Candidate> first_not_given() const {
        Grid grid(space_);
        auto c = grid.next();
        while (c && given_.contains(*c)) c = grid.next();
        return c;
    }

    double suggest_one(std::size_t i, const std::vector<const Told*>& ranked, std::size_t good, Prng& random) const {
        const auto& d = space_[i];
        const double width = d.max - d.min;
        if (width == 0) return d.min;
        const auto density_of = [&](std::size_t from, std::size_t to) {
            std::vector<double> centres;
            for (std::size_t r = from; r < to; ++r) centres.push_back((ranked[r]->candidate[i] - d.min) / width);
            return Density(std::move(centres));
        };
        const Density best = density_of(0, good), rest = density_of(good, ranked.size());
        double chosen = 0, chosen_ratio = -1;
        for (std::size_t k = 0; k < draws; ++k) {
            const double x = best.draw(random), ratio = best.at(x) / rest.at(x);
            if (ratio > chosen_ratio) chosen = x, chosen_ratio = ratio;
        }
        const auto index = static_cast<std::uint64_t>(std::llround(chosen * width / d.step));
        return d.value(std::min(index, d.count() - 1));
    }

    std::vector<Dimension> space_;
    std::uint64_t trials_, drawn_ = 0;
    Prng random_;
    std::vector<Told> told_;
    std::set<Candidate> given_;
};

}  // namespace

std::uint64_t Dimension::count() const noexcept {
    return static_cast<std::uint64_t>(std::floor((max - min) / step + 1e-9)) + 1;
}

double Dimension::value(std::uint64_t i) const noexcept {
    // Steps such as 0.1 are not exact in binary: rounding to 12 digits gives the number that a person typed.
    const double raw = min + static_cast<double>(i) * step;
    return std::round(raw * 1e12) / 1e12;
}

Result<> validate(const std::vector<Dimension>& space) {
    double total = 1;
    for (const auto& d : space) {
        if (!std::isfinite(d.min) || !std::isfinite(d.max) || !(d.step > 0) || d.max < d.min)
            return fail(Errc::invalid_argument,
                        fmt::format("parameter {}: {} to {} step {} is no range", d.name, d.min, d.max, d.step),
                        "write it as name=min:max:step, for example fast=5:50:5");
        total *= static_cast<double>(d.count());
    }
    if (total > 0x1p53) return fail(Errc::invalid_argument, "the search space has more than 2^53 candidates");
    return {};
}

std::unique_ptr<Sampler> make_grid(std::vector<Dimension> space) { return std::make_unique<Grid>(std::move(space)); }

std::unique_ptr<Sampler> make_random(std::vector<Dimension> space, std::uint64_t trials, std::uint64_t seed) {
    return std::make_unique<Random>(std::move(space), trials, seed);
}

std::unique_ptr<Sampler> make_tpe(std::vector<Dimension> space, std::uint64_t trials, std::uint64_t seed) {
    return std::make_unique<Tpe>(std::move(space), trials, seed);
}

}  // namespace argosy::backtest
