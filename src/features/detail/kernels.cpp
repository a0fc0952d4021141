#include <cmath>
#include <deque>
#include <fmt/format.h>
#include <numbers>
#include <utility>

#include "base/suggest.hpp"
#include "features/detail/kernel.hpp"
#include "indicators/indicator.hpp"
#include "indicators/moments.hpp"
#include "indicators/registry.hpp"
#include "sentiment/decaying_score.hpp"

namespace argosy::features::detail {
namespace {

using indicators::nan;

/// The closes of the last bars.
class CloseRing {
public:
    explicit CloseRing(std::size_t bars) : closes_(bars, nan) {}
    /// Takes the newest close; gives the one that many bars ago, NaN while there is none.
    double exchange(double close) noexcept {
        const double old = std::exchange(closes_[next_], close);
        if (++next_ == closes_.size()) next_ = 0;
        return old;
    }

private:
    std::vector<double> closes_;
    std::size_t next_ = 0;
};

class ReturnsKernel final : public Kernel {
public:
    explicit ReturnsKernel(const Returns& r) : before_(r.bars), kind_(r.kind), bars_(r.bars) {}
    void take(const Step& step) override { ratio_ = step.close / before_.exchange(step.close); }
    void write(const Step&, double* out) const override {
        *out = kind_ == ReturnKind::simple ? ratio_ - 1 : std::log(ratio_);
    }
    [[nodiscard]] std::size_t warm_up() const noexcept override { return bars_ + 1; }

private:
    CloseRing before_;
    ReturnKind kind_;
    std::size_t bars_;
    double ratio_ = nan;
};

class VolatilityKernel final : public Kernel {
public:
    explicit VolatilityKernel(const RealisedVolatility& v) : before_(1), squares_(v.bars) {}
    void take(const Step& step) override {
        const double change = std::log(step.close / before_.exchange(step.close));
        mean_ = std::isnan(change) ? nan : squares_.update(change * change);
    }
    void write(const Step&, double* out) const override {
        // The mean is summed relative to one of its values and may miss zero by a rounding error.
        *out = std::isnan(mean_) || !squares_.full() ? nan : std::sqrt(std::max(mean_, 0.0));
    }
    [[nodiscard]] std::size_t warm_up() const noexcept override { return squares_.length() + 1; }

private:
    CloseRing before_;
    indicators::RollingMean squares_;
    double mean_ = nan;
};

class IndicatorKernel final : public Kernel {
public:
    IndicatorKernel(std::unique_ptr<indicators::AnyIndicator> indicator, std::size_t output, bool relative)
        : indicator_(std::move(indicator)), output_(output), relative_(relative) {}
    void take(const Step& step) override { indicator_->update(step.bar); }
    void write(const Step& step, double* out) const override {
        const double value = indicator_->value(output_);
        *out = relative_ ? value / step.close - 1 : value;
    }
    [[nodiscard]] std::size_t warm_up() const noexcept override { return indicator_->warm_up(); }

private:
    std::unique_ptr<indicators::AnyIndicator> indicator_;
    std::size_t output_;
    bool relative_;
};

/// Where a time lies in a period, as a point on a circle.
class CircleKernel final : public Kernel {
public:
    CircleKernel(Duration period, Duration offset) : period_(period), offset_(offset) {}
    void take(const Step&) override {}
    void write(const Step& step, double* out) const override {
        auto into = (step.close_time.time_since_epoch() - offset_) % period_;
        if (into < Duration{0}) into += period_;
        const double angle =
            2 * std::numbers::pi * static_cast<double>(into.count()) / static_cast<double>(period_.count());
        out[0] = std::sin(angle), out[1] = std::cos(angle);
    }
    [[nodiscard]] std::size_t warm_up() const noexcept override { return 1; }

private:
    Duration period_, offset_;
};

class MoodKernel final : public Kernel {
public:
    explicit MoodKernel(const Mood& mood) : score_(mood.half_life), measure_(mood.measure) {}
    void on_headline(const ScoredHeadline& headline) override { waiting_.push_back(headline); }
    void take(const Step& step) override {
        for (; !waiting_.empty() && waiting_.front().arrived <= step.close_time; waiting_.pop_front()) {
            const auto added = score_.add(waiting_.front().score, waiting_.front().arrived);
            ARGOSY_ASSERT(added.has_value(), "headlines are checked before they come here");
        }
    }
    void write(const Step& step, double* out) const override {
        const auto mood = score_.at(step.close_time);
        if (mood.count == 0)
            *out = nan;
        else
            *out = measure_ == MoodMeasure::mean         ? mood.mean
                   : measure_ == MoodMeasure::dispersion ? mood.dispersion
                                                         : mood.weight;
    }
    [[nodiscard]] std::size_t warm_up() const noexcept override { return 1; }

private:
    sentiment::DecayingScore score_;
    MoodMeasure measure_;
    std::deque<ScoredHeadline> waiting_;  ///< arrived, but after the last close
};

Result<std::size_t> output_index(const indicators::IndicatorSpec& spec, const std::string& output) {
    if (output.empty()) return 0;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < spec.outputs.size(); ++i) {
        if (spec.outputs[i] == output) return i;
        names.emplace_back(spec.outputs[i]);
    }
    return fail(Errc::invalid_argument,
                fmt::format("{} has no output \"{}\", expected {}", spec.name, output, join(names)));
}

std::string column_name(const IndicatorValue& f) {
    std::string name = f.indicator;
    for (const auto& [_, value] : f.parameters) name += fmt::format("_{}", value);
    for (const auto& part : {f.source, f.output})
        if (!part.empty()) name += '_' + part;
    return name;
}

Result<NamedKernel> make(const IndicatorValue& f) {
    ARGOSY_LET(const auto* spec, indicators::find_indicator(f.indicator), "");
    ARGOSY_LET(const std::size_t output, output_index(*spec, f.output), "");
    if (spec->feed == indicators::Feed::pair)
        return fail(Errc::invalid_argument, fmt::format("{} compares two series; a feature has one", f.indicator));
    std::vector<indicators::Argument> arguments;
    for (const auto& [name, value] : f.parameters) arguments.push_back({name, value});
    std::optional<indicators::Source> source;
    if (!f.source.empty()) {
        ARGOSY_LET(source, indicators::parse_source(f.source), f.indicator);
    }
    ARGOSY_LET(auto indicator, indicators::make(f.indicator, arguments, source), "");
    return NamedKernel{std::make_unique<IndicatorKernel>(std::move(indicator), output, f.relative), {column_name(f)}};
}

Result<NamedKernel> make(const Returns& f) {
    const auto* prefix = f.kind == ReturnKind::log ? "log_return" : "return";
    return NamedKernel{std::make_unique<ReturnsKernel>(f), {fmt::format("{}_{}", prefix, f.bars)}};
}
Result<NamedKernel> make(const RealisedVolatility& f) {
    return NamedKernel{std::make_unique<VolatilityKernel>(f), {fmt::format("volatility_{}", f.bars)}};
}
Result<NamedKernel> make(const Calendar& f) {
    const std::string name(to_string(f.part));
    // 1970-01-05 was a Monday.
    auto kernel = f.part == CalendarPart::hour ? std::make_unique<CircleKernel>(24h, Duration{0})
                                               : std::make_unique<CircleKernel>(168h, 96h);
    return NamedKernel{std::move(kernel), {name + "_sin", name + "_cos"}};
}
Result<NamedKernel> make(const FundingClock& f) {
    return NamedKernel{std::make_unique<CircleKernel>(f.interval, f.offset), {"funding_sin", "funding_cos"}};
}
Result<NamedKernel> make(const Mood& f) {
    return NamedKernel{std::make_unique<MoodKernel>(f), {fmt::format("mood_{}", to_string(f.measure))}};
}

}  // namespace

Result<NamedKernel> make_kernel(const Feature& feature) {
    return std::visit([](const auto& f) { return make(f); }, feature);
}

}  // namespace argosy::features::detail
