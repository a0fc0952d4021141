#include <fmt/format.h>

#include "backtest/search_space.hpp"
#include "report/optimize.hpp"

namespace argosy::report {
namespace {

std::string number(double x) { return std::isnan(x) ? "" : fmt::format("{}", x); }

}  // namespace

std::string candidates_csv(const Optimization& o) {
    std::string out = "rank,trial";
    for (const auto& d : o.result.space) out += "," + d.name;
    out += ",objective,daily_sharpe,trades\n";
    std::size_t rank = 0;
    for (const auto& t : o.result.search.best) {
        out += fmt::format("{},{}", ++rank, t.number);
        for (const double v : t.candidate) out += fmt::format(",{}", v);
        out +=
            fmt::format(",{},{},{}\n", number(t.outcome.objective), number(t.outcome.daily_sharpe), t.outcome.trades);
    }
    return out;
}

std::string heat_map_csv(const Optimization& o) {
    std::string out = "x,y,x_value,y_value,count,mean,best\n";
    for (const auto& map : o.result.search.heat_maps)
        for (std::size_t x = 0; x < map.x().bins; ++x)
            for (std::size_t y = 0; y < map.y().bins; ++y) {
                const auto& cell = map.at(x, y);
                if (cell.count == 0) continue;
                out += fmt::format("{},{},{},{},{},{},{}\n", o.result.space[map.x().dimension].name,
                                   o.result.space[map.y().dimension].name, map.value(map.x(), x), map.value(map.y(), y),
                                   cell.count, cell.sum / static_cast<double>(cell.count), cell.best);
            }
    return out;
}

std::string windows_csv(const Optimization& o) {
    std::string out = "train_from,train_to,test_from,test_to";
    for (const auto& d : o.result.space) out += "," + d.name;
    out += ",train_objective,test_objective,train_growth,test_return,test_trades\n";
    if (!o.result.walk_forward) return out;
    for (const auto& w : o.result.walk_forward->windows) {
        out += fmt::format("{},{},{},{}", to_iso8601(w.split.train.front().from), to_iso8601(w.split.train.back().to),
                           to_iso8601(w.split.test.from), to_iso8601(w.split.test.to));
        for (std::size_t d = 0; d < o.result.space.size(); ++d)
            out += w.chosen ? fmt::format(",{}", w.chosen->candidate[d]) : ",";
        out += fmt::format(",{},{},{},{},{}\n", w.chosen ? number(w.chosen->outcome.objective) : "",
                           w.test_value.value ? number(*w.test_value.value) : "", w.train_growth, w.test_return,
                           w.test_trades);
    }
    return out;
}

std::string out_of_sample_csv(const Optimization& o) {
    std::string out = "time,daily_return,equity\n";
    if (!o.result.walk_forward) return out;
    const auto& w = *o.result.walk_forward;
    double equity = 1;
    for (std::size_t i = 0; i < w.returns.size(); ++i)
        out += fmt::format("{},{},{}\n", to_iso8601(w.times[i]), w.returns[i], equity *= 1 + w.returns[i]);
    return out;
}

}  // namespace argosy::report
