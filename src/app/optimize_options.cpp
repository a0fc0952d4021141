#include "app/optimize_options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "app/arguments.hpp"
#include "base/suggest.hpp"
#include "performance/metric.hpp"

namespace argosy::app {
namespace {

using backtest::SearchRange;
using backtest::WalkForwardSettings;
using backtest::WindowKind;

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> out;
    for (;;) {
        const auto at = text.find(separator);
        out.push_back(text.substr(0, at));
        if (at == text.npos) return out;
        text.remove_prefix(at + 1);
    }
}

Result<double> parse_number(std::string_view text) {
    double value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec == std::errc{} && end == text.data() + text.size()) return value;
    return fail(Errc::invalid_argument, fmt::format("not a number: \"{}\"", text.substr(0, 40)));
}

bool is_range(const std::string& parameter) {
    const auto equals = parameter.find('=');
    return equals != parameter.npos && parameter.find(':', equals) != parameter.npos;
}

/// ema_cross.fast=5:20:1, the step is 1 when it is left out.
Result<> add_range(backtest::OptimizeSettings& settings, const std::string& text) {
    const auto equals = text.find('=');
    const auto parts = split(std::string_view(text).substr(equals + 1), ':');
    if (parts.size() > 3)
        return fail(Errc::invalid_argument, fmt::format("--param {}: expected name=min:max:step", text));
    SearchRange range;
    double* const fields[] = {&range.min, &range.max, &range.step};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        ARGOSY_LET(*fields[i], parse_number(parts[i]), "--param " + text);
    }
    settings.parameters[text.substr(0, equals)] = range;
    return {};
}

Result<> apply_window_word(WalkForwardSettings& w, std::string_view word) {
    const auto equals = word.find('=');
    const auto key = word.substr(0, equals), value = equals == word.npos ? "" : word.substr(equals + 1);
    if (key == "train") {
        ARGOSY_LET(w.train, argument("--walk-forward train", parse_duration(value)), "");
    } else if (key == "test") {
        ARGOSY_LET(w.test, argument("--walk-forward test", parse_duration(value)), "");
    } else if (key == "folds") {
        ARGOSY_LET(const double folds, parse_number(value), "--walk-forward folds");
        if (folds < 2 || folds > 100) return fail(Errc::invalid_argument, "--walk-forward folds: from 2 to 100");
        w.kind = WindowKind::folds;
        w.folds = static_cast<std::uint32_t>(folds);
    } else if (word == "rolling" || word == "anchored") {
        w.kind = word == "rolling" ? WindowKind::rolling : WindowKind::anchored;
    } else {
        return fail(Errc::invalid_argument, fmt::format("--walk-forward {}: no such choice", word.substr(0, 40)),
                    "write it like train=365d,test=90d, with ,anchored behind it when training begins at the start, or "
                    "folds=5");
    }
    if (w.train > Duration{} && w.test > Duration{}) return {};
    return fail(Errc::invalid_argument, "--walk-forward: train and test must be longer than nothing");
}

Result<> apply_walk_forward(backtest::OptimizeSettings& settings, const OptimizeOptions& o) {
    if (!o.walk_forward.empty()) {
        if (!settings.walk_forward) settings.walk_forward.emplace();
        for (const auto word : split(o.walk_forward, ','))
            ARGOSY_TRY(apply_window_word(*settings.walk_forward, word), "");
    }
    if (o.purge.empty() && o.embargo.empty()) return {};
    if (!settings.walk_forward)
        return fail(Errc::invalid_argument, "--purge and --embargo need a walk-forward",
                    "add --walk-forward train=365d,test=90d");
    if (!o.purge.empty()) {
        ARGOSY_LET(settings.walk_forward->purge, argument("--purge", parse_duration(o.purge)), "");
    }
    if (!o.embargo.empty()) {
        ARGOSY_LET(settings.walk_forward->embargo, argument("--embargo", parse_duration(o.embargo)), "");
    }
    return {};
}

Result<> apply_objective(backtest::OptimizeSettings& settings, const std::string& name) {
    if (name.empty()) return {};
    settings.objective = name;
    if (performance::find_metric(name)) return {};
    std::vector<std::string> names;
    for (std::size_t i = 0; i < performance::metric_count; ++i)
        names.emplace_back(performance::definition_of(static_cast<performance::MetricId>(i)).name);
    const auto near = nearest(name, names);
    return fail(Errc::invalid_argument, fmt::format("--objective {}: there is no such metric", name),
                near.empty() ? "docs/metrics.md lists them" : fmt::format("did you mean {}?", near));
}

Result<> apply_sampler(backtest::OptimizeSettings& settings, const std::string& name) {
    using backtest::SamplerKind;
    if (name.empty()) return {};
    ARGOSY_LET(settings.sampler,
               choose("--sampler", name,
                      {std::pair{std::string_view("grid"), SamplerKind::grid},
                       std::pair{std::string_view("random"), SamplerKind::random},
                       std::pair{std::string_view("tpe"), SamplerKind::tpe}}),
               "");
    return {};
}

}  // namespace

void add_optimize_options(CLI::App& command, OptimizeOptions& o) {
    add_run_options(command, o.run);
    command.get_option("--param")->description(
        "A range to search, ema_cross.fast=5:20:1, or one value, ema_cross.fast=12");
    command.add_option("--objective", o.objective, "Metric to optimise (docs/metrics.md) [sharpe]");
    command.add_option("--min-trades", o.trades_min, "With fewer trades a candidate does not count [30]");
    command.add_option("--sampler", o.sampler, "grid, random or tpe [grid]");
    command.add_option("--trials", o.trials, "Candidates at most [the grid; 1000]");
    command.add_option("--seed", o.seed, "Of the sampler [1]");
    command.add_option("--keep", o.keep, "Candidates in the report [20]")->check(CLI::Range(1, 10'000));
    command.add_option("--walk-forward", o.walk_forward,
                       "Choose on one span, judge on the next: train=365d,test=90d[,anchored], or folds=5");
    command.add_option("--purge", o.purge, "Left out of training before a test span: 1d");
    command.add_option("--embargo", o.embargo, "folds: left out of training after a test span");
    command.add_option("--resamples", o.resamples, "Of trades and days, 0: none [1000]")->check(CLI::Range(0, 100'000));
    command.add_flag("--exact", o.exact, "Every candidate in the event-driven engine, never the sweep");
    command.add_option("--threads", o.threads, "Threads [one for each processor]")->check(CLI::Range(1, 1024));
    command.add_option("--memory-max", o.memory_max, "Memory that it may use")->capture_default_str();
    command.add_option(
        "-o,--out", o.out,
        "Folder for optimize.json, candidates.csv, heat_map.csv, windows.csv, winner.yaml, trials.jsonl");
    command.add_option("--resume", o.resume, "Go on with the trials.jsonl of an interrupted run");
}

Result<Run> read_optimization(const OptimizeOptions& o) {
    RunOptions run = o.run;
    std::erase_if(run.parameters, is_range);
    ARGOSY_LET(auto given, read_search(run), "");
    auto& config = given.config;
    if (!config.optimize) config.optimize.emplace();
    auto& settings = *config.optimize;
    for (const auto& p : o.run.parameters)
        if (is_range(p)) ARGOSY_TRY(add_range(settings, p), "");
    ARGOSY_TRY(apply_objective(settings, o.objective), "");
    ARGOSY_TRY(apply_sampler(settings, o.sampler), "");
    ARGOSY_TRY(apply_walk_forward(settings, o), "");
    settings.trials = o.trials.value_or(settings.trials);
    settings.trades_min = o.trades_min.value_or(settings.trades_min);
    settings.seed = o.seed.value_or(settings.seed);
    settings.keep = o.keep.value_or(settings.keep);
    settings.monte_carlo.resamples = o.resamples.value_or(settings.monte_carlo.resamples);
    settings.exact |= o.exact;
    return given;
}

Result<std::uint64_t> parse_bytes(std::string_view text) {
    constexpr std::pair<char, int> units[] = {{'K', 10}, {'M', 20}, {'G', 30}, {'T', 40}};
    int shift = 0;
    std::string_view digits = text;
    for (const auto& [letter, bits] : units)
        if (!digits.empty() && (digits.back() == letter || digits.back() == letter + 32)) {
            shift = bits;
            digits.remove_suffix(1);
            break;
        }
    double value = 0;
    const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (ec != std::errc{} || end != digits.data() + digits.size() || !(value > 0) || value > 1e6)
        return fail(Errc::invalid_argument, fmt::format("\"{}\" is no amount of memory", text), "write 512M or 4G");
    return static_cast<std::uint64_t>(value * static_cast<double>(std::uint64_t{1} << shift));
}

}  // namespace argosy::app
