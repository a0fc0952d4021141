#include "backtest/sweep.hpp"

#include <algorithm>
#include <bit>
#include <tuple>

#include "backtest/detail/sweep_compare.hpp"
#include "backtest/detail/sweep_support.hpp"
#include "strategy/strategy.hpp"

namespace argosy::backtest {
namespace {

using namespace detail;

constexpr std::uint32_t tile = 4;

/// Columns of one comparison in the set.
struct Pair {
    std::uint32_t left = 0, right = 0;
    bool or_equal = false;
    friend bool operator==(const Pair&, const Pair&) = default;
};

/// A candidate on its way through the market.
struct Runner {
    std::size_t index = 0;  ///< in the candidates given
    Pair buy, sell, exit_long, exit_short;
    bool has_exits = false;
    bool is_mirrored = false;  ///< sell is buy the other way round: one pass finds both
    std::size_t ready = 0;     ///< the first bar on which the strategy may speak
    int direction = 0;
    SweepAccount account;
    std::vector<SweepTrade>* trades = nullptr;
};

struct Opinions {
    Bits buy, sell, exit_long{}, exit_short{};
};

void compare(const SweepColumns& columns, const Pair& p, std::size_t words, Bits& bits) {
    Bits ignored;
    if (p.or_equal)
        detail::compare_or_equal(columns[p.left], columns[p.right], words, bits);
    else
        detail::compare(columns[p.left], columns[p.right], words, bits, ignored);
}

void form(const Runner& r, const SweepColumns& columns, std::size_t words, Opinions& o) {
    if (r.is_mirrored) {
        detail::compare(columns[r.buy.left], columns[r.buy.right], words, o.buy, o.sell);
    } else {
        compare(columns, r.buy, words, o.buy);
        compare(columns, r.sell, words, o.sell);
    }
    if (!r.has_exits) return;
    compare(columns, r.exit_long, words, o.exit_long);
    compare(columns, r.exit_short, words, o.exit_short);
}

/// strategy::next_direction on 64 bars at once: those of them where the direction would change.
std::uint64_t changes(const Opinions& o, std::size_t word, int direction) noexcept {
    const std::uint64_t buy = o.buy[word] & ~o.sell[word], sell = o.sell[word] & ~o.buy[word];
    return direction > 0 ? sell | o.exit_long[word] : direction < 0 ? buy | o.exit_short[word] : buy | sell;
}

/// What a strategy turns to on a bar of changes().
int turned(const Opinions& o, std::size_t word, unsigned bit, int direction) noexcept {
    const bool buy = o.buy[word] >> bit & 1, sell = o.sell[word] >> bit & 1;
    if (buy && !sell && direction <= 0) return 1;
    if (sell && !buy && direction >= 0) return -1;
    return 0;
}

/// Calls use(bar, direction) for every turn on the bars [from, to) of the block that begins at `base`.
template <class Use>
void scan(Runner& r, const Opinions& o, std::size_t base, std::size_t from, std::size_t to, Use&& use) {
    from = std::max(from, std::max(base, r.ready));
    for (std::size_t word = from < to ? (from - base) / 64 : 0; from < to; ++word) {
        const std::size_t word_begin = base + word * 64;
        std::uint64_t allowed = ~std::uint64_t{0} << (from - word_begin);
        if (to - word_begin < 64) allowed &= (std::uint64_t{1} << (to - word_begin)) - 1;
        for (std::uint64_t bits; (bits = changes(o, word, r.direction) & allowed) != 0;) {
            const auto bit = static_cast<unsigned>(std::countr_zero(bits));
            r.direction = turned(o, word, bit, r.direction);
            use(word_begin + bit, r.direction);
            allowed &= ~((std::uint64_t{2} << bit) - 1);
        }
        from = word_begin + 64;
    }
}

}  // namespace

struct Sweep::Rep {
    const Study* study;
    SweepPrices prices;
    SweepTerms terms;
    performance::Assumptions assumptions;
    const strategy::Descriptor* descriptor;
    strategy::Parameters initial;
    std::vector<std::string> names;  ///< of the strategy's parameters, by dimension
    Duration interval;
    std::vector<Time> closes;

    [[nodiscard]] std::optional<strategy::Parameters> parameters_of(const Candidate& candidate) const {
        auto parameters = initial;
        for (std::size_t d = 0; d < names.size(); ++d)
            if (!parameters.set(names[d], candidate[d])) return {};
        return parameters;
    }
    /// None: the parameters contradict each other.
    [[nodiscard]] std::optional<Runner> runner_of(const Candidate& candidate, SweepColumns& columns) const;
    [[nodiscard]] SweepSpan span_of(Span span) const;
    void run(std::vector<Runner>& runners, SweepColumns& columns, const SweepSpan& span) const;
    void run_block(Runner& r, const SweepColumns& columns, std::size_t base, const SweepSpan& span) const;
    void sweep(Span span, std::span<const Candidate> candidates, std::vector<Runner>& runners) const;
};

std::optional<Runner> Sweep::Rep::runner_of(const Candidate& candidate, SweepColumns& columns) const {
    const auto parameters = parameters_of(candidate);
    if (!parameters) return {};
    const auto made = descriptor->make(
        *parameters, {.table = &study->instruments, .instruments = {InstrumentId(0)}, .interval = interval});
    if (!made) return {};
    const auto rules = rules_of(descriptor->name, *parameters);
    const auto pair = [&](const Compared& c) {
        const auto left = columns.add(c.left);
        return Pair{left, columns.add(c.right), c.or_equal};
    };
    Runner r{.buy = pair(rules.buy),
             .sell = pair(rules.sell),
             .has_exits = rules.has_exits,
             .ready = std::max<std::size_t>((*made)->warm_up(), 1) - 1,
             .account = SweepAccount(terms.balance)};
    if (r.has_exits) r.exit_long = pair(rules.exit_long), r.exit_short = pair(rules.exit_short);
    r.is_mirrored = r.sell == Pair{r.buy.right, r.buy.left, r.buy.or_equal};
    return r;
}

SweepSpan Sweep::Rep::span_of(Span span) const {
    const auto closed_by = [&](Time t) {
        return static_cast<std::size_t>(std::ranges::upper_bound(closes, t) - closes.begin());
    };
    SweepSpan out{.first = closed_by(span.from), .last = closed_by(span.to)};
    out.days = std::chrono::duration<double, std::ratio<86'400>>(span.length()).count();
    if (out.first == out.last) return out;
    // A day that ends before the first close has the equity of the start: the sample of no bar, which returns 0.
    for (Time day = floor_to(span.from, 24h) + 24h; day < span.to; day += 24h)
        out.samples.push_back(std::max(closed_by(day), out.first + 1) - 1);
    out.samples.push_back(out.last - 1);
    return out;
}

void Sweep::Rep::run_block(Runner& r, const SweepColumns& columns, std::size_t base, const SweepSpan& span) const {
    const std::size_t end = std::min(base + block_bars, span.last);
    Opinions o;
    form(r, columns, (end - base + 63) / 64, o);
    // A copy of its own stays in registers: the account cannot be what a vector of trades points to.
    SweepAccount account = r.account;
    const auto act = [&](std::size_t bar, int direction) {
        account.turn(bar, direction, prices, terms, span, r.trades);
    };
    std::size_t from = base;
    if (base <= span.first && span.first > 0) {
        // Before the span it listens; at the first close inside it acts on where it stands by then.
        from = std::min(end, span.first + 1);
        scan(r, o, base, base, from, [](auto, auto) {});
        if (end > span.first && r.direction != 0) act(span.first, r.direction);
    }
    Turns turns;
    if (r.is_mirrored && from >= r.ready && from < end &&
        find_turns(o.buy, o.sell, {from - base, end - base, r.direction}, turns)) {
        for (std::size_t k = 0; k < turns.count; ++k)
            account.turn(base + turns.bars[k], r.direction = -r.direction, prices, terms, span, r.trades);
    } else {
        scan(r, o, base, from, end, act);
    }
    r.account = account;
}

void Sweep::Rep::run(std::vector<Runner>& runners, SweepColumns& columns, const SweepSpan& span) const {
    for (std::size_t base = 0; base < span.last; base += block_bars) {
        columns.advance(std::min(block_bars, prices.close.size() - base));
        for (Runner& r : runners) run_block(r, columns, base, span);
    }
    for (Runner& r : runners) r.account.finish(prices, terms, span);
}

void Sweep::Rep::sweep(Span span, std::span<const Candidate> candidates, std::vector<Runner>& runners) const {
    SweepColumns columns(prices);
    for (std::size_t i = 0; i < candidates.size(); ++i)
        if (auto r = runner_of(candidates[i], columns)) {
            r->index = i;
            runners.push_back(std::move(*r));
        }
    // Neighbours share columns: in tiles, most of what they compare is still in the nearest cache.
    std::ranges::sort(runners, {},
                      [](const Runner& r) { return std::tuple(r.buy.left / tile, r.buy.right / tile, r.index); });
    run(runners, columns, span_of(span));
}

std::expected<Sweep, std::string> Sweep::make(const Study& study) {
    if (auto why = not_sweepable(study); !why.empty()) return std::unexpected(std::move(why));
    const auto& voter = study.config.books[0].strategies[0];
    const auto found = study.catalogue.find(voter.name);
    if (!found) return std::unexpected("the strategy is not known");
    strategy::Parameters base((*found)->parameters);
    for (const auto& [name, text] : voter.parameters)
        if (!base.set(name, std::string_view(text))) return std::unexpected("a parameter is out of range");
    const auto& track = study.market.bars[0];
    auto rep = std::make_unique<Rep>(Rep{.study = &study,
                                         .prices = SweepPrices(track.bars),
                                         .terms = terms_of(study),
                                         .assumptions = assumptions_of(study.config, study.instruments),
                                         .descriptor = *found,
                                         .initial = std::move(base),
                                         .names = {},
                                         .interval = track.interval,
                                         .closes = {}});
    for (const auto& d : study.space) rep->names.push_back(d.name.substr(d.name.rfind('.') + 1));
    for (const auto& b : track.bars) rep->closes.push_back(b.open_time + track.interval);
    return Sweep(std::move(rep));
}

void Sweep::evaluate(const Judgement& judgement, std::span<const Candidate> candidates, std::span<Outcome> outcomes,
                     std::span<std::uint8_t> done) const {
    struct Sum {
        double objective = 0, sharpe = 0;
        std::uint64_t trades = 0;
        bool is_sure = true;
    };
    std::vector<Sum> sums(candidates.size());
    std::ranges::fill(done, std::uint8_t{1});  // what has no runner is impossible
    double days = 0;
    std::vector<Runner> runners;
    for (const Span span : judgement.spans) {
        runners.clear();
        rep_->sweep(span, candidates, runners);
        const SweepSpan bars = rep_->span_of(span);
        const double weight = judgement.spans.size() == 1 ? 1 : bars.days;
        days += weight;
        for (const Runner& r : runners) {
            Sum& s = sums[r.index];
            s.objective += weight * r.account.objective(rep_->study->objective, rep_->terms, bars, rep_->assumptions);
            s.sharpe += weight * r.account.daily_sharpe(rep_->assumptions);
            s.trades += r.account.trades();
            s.is_sure &= !r.account.is_doubtful() && bars.first < bars.last;
        }
    }
    for (const Runner& r : runners) {
        const Sum& s = sums[r.index];
        outcomes[r.index] = judged(s.objective / days, s.sharpe / days, s.trades, judgement.trades_min);
        done[r.index] = s.is_sure;
    }
}

std::optional<std::vector<SweepTrade>> Sweep::trades(const Candidate& candidate, Span span) const {
    std::vector<SweepTrade> out;
    SweepColumns columns(rep_->prices);
    auto r = rep_->runner_of(candidate, columns);
    if (!r) return {};
    r->trades = &out;
    std::vector<Runner> runners{std::move(*r)};
    rep_->run(runners, columns, rep_->span_of(span));
    if (runners[0].account.is_doubtful()) return {};
    return out;
}

Sweep::Sweep(std::unique_ptr<const Rep> rep) : rep_(std::move(rep)) {}
Sweep::Sweep(Sweep&&) noexcept = default;
Sweep::~Sweep() = default;

}  // namespace argosy::backtest
