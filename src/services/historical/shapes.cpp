// What the answers of query.hpp look like.
#include "base/describe.hpp"
#include "services/historical/query.hpp"

namespace argosy::services::historical {

void describe(Described<HistoryQuery>& d) {
    using T = HistoryQuery;
    d.name("history_query").field("symbol", &T::symbol);
    d.field("venue", &T::venue, {.doc = "Of the data; needed when several venues have it."});
    d.field("interval", &T::interval, {.above = Duration{}, .doc = "Of the bars."});
    d.field("from", &T::from, {.doc = "First opening; none: the newest bars."})
        .field("to", &T::to, {.doc = "Exclusive."});
    d.field("limit", &T::limit, {.min = 1, .max = 10'000, .unit = "bars", .doc = "At most."});
    d.check([](const T& q) -> Result<> {
        if (q.from && q.to && *q.from >= *q.to) return fail(Errc::invalid_argument, "from lies behind to");
        return {};
    });
}

void describe(Described<HistoryAnswer>& d) {
    using T = HistoryAnswer;
    d.name("history").field("instrument", &T::instrument).field("venue", &T::venue).field("interval", &T::interval);
    d.field("source", &T::source, {.doc = "catalogue, or memory: the bars that the running market keeps."});
    d.field("bars", &T::bars, {.doc = "[open_time, open, high, low, close, volume], oldest first."});
    d.field("rows", &T::rows, {.doc = "Bars in the whole range."});
    d.field("next_from", &T::next_from, {.doc = "Where to go on; null: that was all."});
}

void describe(Described<SeriesRow>& d) {
    using T = SeriesRow;
    d.name("series").field("symbol", &T::symbol).field("venue", &T::venue).field("kind", &T::kind);
    d.field("interval", &T::interval, {.doc = "null: not bars."}).field("rows", &T::rows).field("bytes", &T::bytes);
    d.field("first_time", &T::first_time).field("last_time", &T::last_time).field("encoding", &T::encoding);
    d.field("checksum", &T::checksum, {.doc = "SHA-256 of the rows."});
}

void describe(Described<SeriesProblem>& d) {
    using T = SeriesProblem;
    d.name("series_problem").field("file", &T::file).field("message", &T::message).field("hint", &T::hint);
}

void describe(Described<DataList>& d) {
    using T = DataList;
    d.name("data_list").field("series", &T::series);
    d.field("problems", &T::problems, {.doc = "Files that cannot be read."}).field("hint", &T::hint);
}

void describe(Described<VerifyQuery>& d) {
    using T = VerifyQuery;
    d.name("verify_query").field("symbol", &T::symbol).field("venue", &T::venue);
    d.field("kind", &T::kind, {.doc = "bars, trades, quotes, funding ..."});
    d.field("interval", &T::interval, {.above = Duration{}, .doc = "Of bars; 1h when left out."});
}

void describe(Described<GapRow>& d) {
    using T = GapRow;
    d.name("gap").field("after", &T::after).field("before", &T::before).field("missing", &T::missing);
}

void describe(Described<VerifyAnswer>& d) {
    using T = VerifyAnswer;
    d.name("verification").field("series", &T::series);
    d.field("sound", &T::sound, {.doc = "Readable, ordered, unique, sane bars. Gaps are for you to judge."});
    d.field("gaps", &T::gaps).field("missing", &T::missing, {.unit = "rows"}).field("duplicates", &T::duplicates);
    d.field("out_of_order", &T::out_of_order).field("ohlc_violations", &T::ohlc_violations);
    d.field("zero_volume", &T::zero_volume).field("outside_sessions", &T::outside_sessions).field("jumps", &T::jumps);
    d.field("largest_gaps", &T::largest_gaps, {.doc = "The first of them."});
    d.field("damage", &T::damage).field("hint", &T::hint);
}

}  // namespace argosy::services::historical
