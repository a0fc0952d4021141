#include "backtest/splits.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace argosy::backtest {
namespace {

Result<std::vector<Split>> windows(const WalkForwardSettings& s, Span range) {
    if (s.purge >= s.train)
        return fail(Errc::invalid_argument, fmt::format("a purge of {} leaves nothing of a training span of {}",
                                                        argosy::to_string(s.purge), argosy::to_string(s.train)));
    std::vector<Split> out;
    for (Time test = range.from + s.train; test < range.to; test += s.test) {
        const Time end = std::min(test + s.test, range.to);
        if (!out.empty() && end - test < s.test / 2) break;
        const Time from = s.kind == WindowKind::anchored ? range.from : test - s.train;
        out.push_back({.train = {{from, test - s.purge}}, .test = {test, end}});
    }
    if (out.empty())
        return fail(Errc::invalid_argument,
                    fmt::format("the data cover {}, less than one training span of {} and a test span",
                                argosy::to_string(range.length()), argosy::to_string(s.train)),
                    "shorten train, or take more data with --from");
    return out;
}

Result<std::vector<Split>> folds(const WalkForwardSettings& s, Span range) {
    const auto count = static_cast<std::int64_t>(s.folds);
    const auto edge = [&](std::int64_t i) {
        return i == count ? range.to
                          : range.from + floor_to(Time{} + range.length() / count, 1ms).time_since_epoch() * i;
    };
    std::vector<Split> out;
    for (std::int64_t i = 0; i < count; ++i) {
        Split split{.train = {}, .test = {edge(i), edge(i + 1)}};
        const Span before{range.from, split.test.from - s.purge}, after{split.test.to + s.embargo, range.to};
        if (before.from < before.to) split.train.push_back(before);
        if (after.from < after.to) split.train.push_back(after);
        if (split.train.empty())
            return fail(Errc::invalid_argument, fmt::format("fold {}: purge and embargo leave nothing to train on", i));
        out.push_back(std::move(split));
    }
    return out;
}

}  // namespace

Result<std::vector<Split>> make_splits(const WalkForwardSettings& settings, Span range) {
    return settings.kind == WindowKind::folds ? folds(settings, range) : windows(settings, range);
}

}  // namespace argosy::backtest
