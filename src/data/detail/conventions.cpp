#include "data/detail/conventions.hpp"

#include <numeric>

namespace argosy::data::detail {

using argosy::to_string;
namespace {

/// Everything that has to be declared, as one error.
class Missing {
public:
    void add(const Error& error) { add(std::string(error.message()), std::string(error.hint())); }
    void add(const std::string& what, const std::string& how) {
        what_ += (what_.empty() ? "" : "; ") + what;
        how_ += (how_.empty() ? "" : "; ") + how;
    }
    [[nodiscard]] bool any() const { return !what_.empty(); }
    [[nodiscard]] std::unexpected<Error> error() const {
        return fail(Errc::invalid_argument, what_, how_ + " (argosy data import --help lists all declarations)");
    }

private:
    std::string what_, how_;
};

bool has_bars(const Layout& layout) { return layout.kind == RowKind::bars || layout.kind == RowKind::quote_bars; }

/// "; the first two rows are 1h apart": never used as the interval, only shown.
std::string evidence(const Layout& layout, TimeReader times, Fields first, Fields second) {
    if (second.size() != first.size()) return {};
    const auto a = times.read(first[layout.at(Role::time)]), b = times.read(second[layout.at(Role::time)]);
    if (!a || !b || *b <= *a) return {};
    return "; the first two rows are " + to_string(*b - *a) + " apart";
}

void agree_time_is(const Layout& layout, const ImportOptions& options, Missing& missing, Conventions& out) {
    if (layout.time_is && options.time_is && *layout.time_is != *options.time_is)
        missing.add("--time-is contradicts the format " + std::string(to_string(layout.format)) +
                        ", whose times are opening times",
                    "leave out --time-is");
    if (!layout.time_is && !options.time_is)
        missing.add("nothing says whether a bar's time is its opening or its closing time",
                    "add --time-is open or --time-is close");
    const bool is_close = options.time_is == BarTime::close;
    out.words.push_back(std::string("times are ") + (is_close ? "closing" : "opening") + " times" +
                        (options.time_is ? " (declared)" : " (by the format)"));
}

Result<> agree_interval(const Layout& layout, const ImportOptions& options, Fields first, Fields second,
                        Missing& missing, Conventions& out) {
    out.interval = options.key.interval;
    std::optional<Duration> spanned;
    if (layout.has(Role::close_time)) {
        ImportSummary unused;
        ARGOSY_LET(spanned, RowParser(layout, options, out.times, unused).interval_of(first), "first row");
    }
    if (spanned && out.interval == Duration{0}) out.interval = *spanned;
    if (spanned && *spanned != out.interval)
        missing.add(
            "--interval " + to_string(out.interval) + " contradicts the file, whose bars span " + to_string(*spanned),
            "leave out --interval");
    if (out.interval == Duration{0})
        missing.add("nothing says how long a bar is" + evidence(layout, out.times, first, second),
                    "add --interval, like --interval 1h");
    else
        out.words.push_back("bars of " + to_string(out.interval) +
                            (options.key.interval != Duration{0} ? " (declared)" : " (by their closing times)"));
    return {};
}

}  // namespace

Result<Conventions> agree_conventions(const Layout& layout, const ImportOptions& options, Fields first, Fields second) {
    Missing missing;
    auto times = TimeReader::make(layout, options, first[layout.at(Role::time)]);
    if (!times) missing.add(times.error());
    Conventions out{.times = times ? std::move(*times) : TimeReader{}};
    if (!missing.any()) out.words.push_back("times: " + out.times.convention());
    if (has_bars(layout)) {
        agree_time_is(layout, options, missing, out);
        if (times) {
            ARGOSY_TRY(agree_interval(layout, options, first, second, missing, out), "interval");
        } else if (options.key.interval == Duration{0} && !layout.has(Role::close_time)) {
            missing.add("nothing says how long a bar is", "add --interval, like --interval 1h");
        }
    } else if (options.key.interval != Duration{0}) {
        missing.add("--interval has no meaning for rows that are no bars", "leave out --interval");
    }
    if (missing.any()) return missing.error();
    return out;
}

Result<> StepCheck::add(Time open_time) {
    if (last_ && open_time > *last_) {
        const Duration step = open_time - *last_;
        // Days of 23 hours exist where clocks change.
        const Duration least = interval_ >= std::chrono::days{1} ? interval_ - 1h : interval_;
        if (step < least)
            return fail(Errc::parse,
                        "the bar begins " + to_string(step) + " after the one before, but bars are " +
                            to_string(interval_) + " long",
                        "declare the right --interval");
        common_ = Duration{std::gcd(common_.count(), step.count())};
        ++steps_;
        const auto bars = static_cast<std::uint64_t>((step + interval_ / 2) / interval_);
        if (bars > 1 && missing_ == 0) first_missing_ = *last_ + interval_;
        missing_ += bars > 1 ? bars - 1 : 0;
    }
    last_ = last_ ? std::max(*last_, open_time) : open_time;  // rows that go back are the business of RowSink
    return {};
}

Result<> StepCheck::finish() const {
    constexpr std::uint64_t enough = 10;
    if (steps_ < enough || common_ <= interval_) return {};
    return fail(
        Errc::parse,
        "bars of " + to_string(interval_) + " were declared, but all are multiples of " + to_string(common_) + " apart",
        "declare --interval " + to_string(common_));
}

}  // namespace argosy::data::detail
