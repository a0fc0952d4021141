#include "engine/describe.hpp"

#include "base/describe.hpp"
#include "execution/describe.hpp"
#include "risk/describe.hpp"
#include "strategy/describe.hpp"

namespace argosy::engine {

void describe(Described<StrategySettings>& d) {
    using S = StrategySettings;
    d.name("strategy").doc("A voter.");
    d.field("name", &S::name, {.doc = "Which strategy: `argosy strategies` lists them. Empty with `rules`."});
    d.field("rules", &S::rules,
            {.doc = "Or a rule file or model file, sought beside this file, then in the working directory."});
    d.field("rules_checksum", &S::rules_checksum, {.doc = "SHA-256 that file must have; empty: any."});
    d.field("label", &S::label, {.doc = "Its name in this run; empty: the strategy's."});
    d.field("timeframe", &S::timeframe,
            {.min = Duration{}, .doc = "Length of the bars that it sees; 0s: what it is written for, else 1h."});
    d.field("instruments", &S::instruments, {.doc = "Symbols; empty: all of its book."});
    d.field("parameters", &S::parameters, {.doc = "Values of its parameters, by name."});
    d.field("weight", &S::weight, {.above = 0.0, .doc = "Of its vote."});
    d.field("veto", &S::veto, {.doc = "It can block what the others decide."});
    d.field("only_in", &S::only_in, {.doc = "Market regimes in which its vote counts; empty: all."});
    d.check([](const S& s) -> Result<> {
        if (!s.name.empty() || !s.rules.empty()) return {};
        return fail(Errc::invalid_argument, "missing name: which strategy, or rules: a rule file",
                    "argosy strategies lists the names");
    });
}

void describe(Described<EntrySettings>& d) {
    using S = EntrySettings;
    d.name("entry").doc("How positions are opened.");
    d.field("type", &S::type, {.doc = "market or limit."});
    d.field("limit_offset", &S::limit_offset,
            {.min = Ratio{}, .below = Ratio::from_int(1), .doc = "limit: this fraction better than the last price."});
    d.field("valid_for", &S::valid_for,
            {.min = Duration{}, .doc = "limit: canceled after so long; 0s: when the decision changes."});
    d.field("day", &S::day, {.doc = "limit: canceled at the end of the trading session (a DAY order)."});
    d.field("post_only", &S::post_only, {.doc = "limit: reject rather than take."});
    d.check([](const S& s) -> Result<> {
        if (!s.day || s.valid_for == Duration{}) return {};
        return fail(Errc::invalid_argument, "day and valid_for exclude each other", "leave one of them out");
    });
}

void describe(Described<ResizeSettings>& d) {
    using S = ResizeSettings;
    d.name("resize").doc("Whether an open position follows the strength of later decisions.");
    d.field("when", &S::when, {.doc = "asked: when a strategy of the book scales (grid); never; always."});
    d.field(
        "drift", &S::drift,
        {.min = Ratio{}, .below = Ratio::from_int(1), .doc = "Smaller changes, of a full position, are not traded."});
}

void describe(Described<BookSettings>& d) {
    using S = BookSettings;
    d.name("book").doc("Strategies that vote on the same instruments, and what is done with their decision.");
    d.field("name", &S::name, {.doc = "Unique in the run."});
    d.field("instruments", &S::instruments, {.doc = "Symbols; empty: all. An instrument belongs to one book."});
    d.field("strategies", &S::strategies, {.items_min = 1, .required = true, .doc = "The voters."});
    d.field("consensus", &S::consensus);
    d.field("sizing", &S::sizing);
    d.field("exits", &S::exits);
    d.field("entry", &S::entry);
    d.field("resize", &S::resize);
    d.field("allow_short", &S::allow_short, {.doc = "Take short positions where the instrument allows it."});
    d.field("atr_period", &S::atr_period, {.min = 1, .max = 1000, .unit = "bars", .doc = "Of the ATR that exits use."});
}

}  // namespace argosy::engine
