#include "data/detail/import_run.hpp"

#include <algorithm>
#include <system_error>

#include "data/detail/quote_merger.hpp"
#include "domain/instrument.hpp"

namespace argosy::data::detail {

using argosy::to_string;

/// "file.csv:12: what".
std::unexpected<Error> ImportRun::at(Error error, std::uint64_t line) const {
    return std::unexpected(std::move(error).with(summary_.file.string() + ":" + std::to_string(line)));
}

Result<> ImportRun::read_head(Container container) {
    std::vector<std::string_view> fields;
    auto more = source_->next(fields);
    if (!more) return at(std::move(more).error(), source_->line());
    if (!*more) return fail(Errc::parse, summary_.file.string() + ": the file has no rows", "check the file");
    auto layout = read_layout(fields, options_, container);
    if (!layout) return at(std::move(layout).error(), source_->line());
    layout_ = std::move(*layout);
    if (!layout_.has_header) head_.emplace_back(source_->line(), Owned(fields.begin(), fields.end()));
    while (head_.size() < 2) {
        more = source_->next(fields);
        if (!more) return at(std::move(more).error(), source_->line());
        if (!*more) break;
        head_.emplace_back(source_->line(), Owned(fields.begin(), fields.end()));
    }
    if (head_.empty())
        return fail(Errc::parse, summary_.file.string() + ": the file has column names but no rows", "check the file");
    return {};
}

Result<ImportSummary> ImportRun::run(std::unique_ptr<RowSource> source, Container container) {
    source_ = std::move(source);
    std::error_code ignored;
    size_ = std::filesystem::file_size(summary_.file, ignored);
    if (auto read = read_head(container); !read) return std::unexpected(std::move(read).error());
    const auto view = [](const Owned& row) { return std::vector<std::string_view>(row.begin(), row.end()); };
    const auto first = view(head_.front().second);
    const auto second = head_.size() > 1 ? view(head_[1].second) : std::vector<std::string_view>{};
    if (first.size() <= layout_.at(Role::time))
        return at(Error(Errc::parse, "the row is cut off"), head_.front().first);
    auto agreed = agree_conventions(layout_, options_, first, second);
    if (!agreed) return at(std::move(agreed).error(), head_.front().first);
    interval_ = agreed->interval;
    summary_.format = layout_.format;
    summary_.conventions = std::move(agreed->words);
    summary_.not_stored = layout_.not_stored;
    parser_.emplace(layout_, options_, std::move(agreed->times), summary_);
    parser_->set_interval(interval_);
    if (auto read = read_rows(); !read) return std::unexpected(std::move(read).error());
    if (source_->ends_openly()) summary_.warnings.emplace_back("the last line has no line break: it may have been cut");
    return std::move(summary_);
}

Result<> ImportRun::read_rows() {
    switch (layout_.kind) {
        case RowKind::bars: return read_bars();
        case RowKind::quote_bars: return read_quote_bars();
        case RowKind::trades: return read_trades();
        case RowKind::quotes: return read_quotes();
        case RowKind::funding: return read_funding();
    }
    std::unreachable();
}

template <class Row>
Result<RowSink<Row>> ImportRun::open_sink(SeriesKind kind) {
    SeriesKey key = options_.key;
    key.kind = kind;
    key.interval = is_bars(kind) ? interval_ : Duration{0};
    if (options_.dry_run) return RowSink<Row>(std::nullopt, summary_);
    ARGOSY_LET(auto update,
               store_.update<Row>(key, {.on_conflict = options_.on_conflict,
                                        .encoding = options_.encoding,
                                        .has_aggressor = kind != SeriesKind::trades || layout_.has(Role::side) ||
                                                         layout_.has(Role::buyer_is_maker)}),
               summary_.file.string());
    return RowSink<Row>(std::move(update), summary_);
}

template <class Row>
Result<> ImportRun::close_sink(RowSink<Row>& sink, SeriesKind kind) {
    if (!sink.first_time()) return {};
    SeriesImport out{.key = options_.key};
    out.key.kind = kind;
    out.key.interval = is_bars(kind) ? interval_ : Duration{0};
    ARGOSY_LET(out.update, sink.commit(), summary_.file.string());
    const bool is_first = summary_.series.empty();
    summary_.first_time = is_first ? *sink.first_time() : std::min(summary_.first_time, *sink.first_time());
    summary_.last_time = is_first ? *sink.last_time() : std::max(summary_.last_time, *sink.last_time());
    summary_.series.push_back(std::move(out));
    return {};
}

/// Remembers the line that the store refused.
template <class Row>
Result<> ImportRun::fed(Result<> result, const RowSink<Row>& sink) {
    if (!result) error_line_ = sink.error_line();
    return result;
}

/// One row through check and take; a broken one is counted or ends the import.
template <class Take>
Result<> ImportRun::take_row(Fields row, Take& take) {
    ++summary_.rows;
    Result<> taken = parser_->check(row);
    if (taken) taken = take(row);
    if (taken) return {};
    if (options_.on_error == OnError::stop || taken.error().code() != Errc::parse)
        return at(std::move(taken).error(), error_line_.value_or(line_));
    ++summary_.skipped;
    if (summary_.skipped_examples.size() < 5)
        summary_.skipped_examples.push_back("line " + std::to_string(line_) + ": " +
                                            std::string(taken.error().message()));
    return {};
}

template <class Take>
Result<> ImportRun::each_row(Take take) {
    std::vector<std::string_view> fields;
    for (const auto& [line, row] : head_) {
        line_ = line;
        fields.assign(row.begin(), row.end());
        if (auto taken = take_row(fields, take); !taken) return taken;
    }
    for (;;) {
        auto more = source_->next(fields);
        line_ = source_->line();
        if (!more) return at(std::move(more).error(), line_);
        if (!*more) return {};
        if (auto taken = take_row(fields, take); !taken) return taken;
        if (progress_ && summary_.rows % 65536 == 0) progress_(source_->bytes_read(), size_);
    }
}

/// A row that was parsed goes on to its sink.
template <class Row>
Result<> ImportRun::feed(RowSink<Row>& sink, Result<Row> row) {
    if (!row) return std::unexpected(std::move(row).error());
    return fed(sink.add(*row, line_), sink);
}

/// The last rows of a sink into the store.
template <class Row>
Result<> ImportRun::drain(RowSink<Row>& sink) {
    if (auto flushed = fed(sink.flush(), sink); !flushed)
        return at(std::move(flushed).error(), error_line_.value_or(line_));
    return {};
}

/// Nights and holidays are none of a market that closes: argosy data verify knows its calendar.
void ImportRun::note_missing(const StepCheck& steps) {
    const auto instrument = domain::parse_symbol(options_.key.symbol);
    if (steps.missing() == 0 || !instrument || instrument->hours != domain::TradingHours::always) return;
    summary_.warnings.push_back(std::to_string(steps.missing()) + (steps.missing() == 1 ? " bar is" : " bars are") +
                                " missing, the first at " + to_iso8601(steps.first_missing()) +
                                "; argosy data verify lists the gaps");
}

Result<> ImportRun::read_bars() {
    const SeriesKind kind = options_.key.kind;
    ARGOSY_LET(auto sink, open_sink<domain::Bar>(kind), "store");
    StepCheck steps(interval_);
    const auto take = [&](Fields row) -> Result<> {
        auto bar = parser_->bar(row);
        if (bar)
            if (auto step = steps.add(bar->open_time); !step) return step;
        return feed(sink, std::move(bar));
    };
    if (auto read = each_row(take); !read) return read;
    if (auto finished = steps.finish(); !finished) return at(std::move(finished).error(), line_);
    note_missing(steps);
    if (auto drained = drain(sink); !drained) return drained;
    return close_sink(sink, kind);
}

Result<> ImportRun::read_quote_bars() {
    ARGOSY_LET(auto bids, open_sink<domain::Bar>(SeriesKind::bid_bars), "store");
    ARGOSY_LET(auto asks, open_sink<domain::Bar>(SeriesKind::ask_bars), "store");
    StepCheck steps(interval_);
    const auto take = [&](Fields row) -> Result<> {
        auto sides = parser_->quote_bars(row);
        if (!sides) return std::unexpected(std::move(sides).error());
        if (sides->bid || sides->ask)
            if (auto step = steps.add((sides->bid ? sides->bid : sides->ask)->open_time); !step) return step;
        Result<> fine;
        if (sides->bid) fine = feed(bids, Result<domain::Bar>(*sides->bid));
        if (fine && sides->ask) fine = feed(asks, Result<domain::Bar>(*sides->ask));
        return fine;
    };
    if (auto read = each_row(take); !read) return read;
    if (auto finished = steps.finish(); !finished) return at(std::move(finished).error(), line_);
    if (auto drained = drain(bids); !drained) return drained;
    if (auto drained = drain(asks); !drained) return drained;
    if (auto closed = close_sink(bids, SeriesKind::bid_bars); !closed) return closed;
    return close_sink(asks, SeriesKind::ask_bars);
}

Result<> ImportRun::read_trades() {
    ARGOSY_LET(auto sink, open_sink<domain::Trade>(SeriesKind::trades), "store");
    if (auto read = each_row([&](Fields row) { return feed(sink, parser_->trade(row)); }); !read) return read;
    if (auto drained = drain(sink); !drained) return drained;
    return close_sink(sink, SeriesKind::trades);
}

Result<> ImportRun::read_quotes() {
    ARGOSY_LET(auto sink, open_sink<domain::Quote>(SeriesKind::quotes), "store");
    QuoteMerger merger(options_.quote_choice, options_.exchange);
    const auto take = [&](Fields row) -> Result<> {
        auto quote = parser_->quote(row);
        if (!quote || !layout_.has(Role::exchange)) return feed(sink, std::move(quote));
        auto merged = merger.add(*quote, row[layout_.at(Role::exchange)]);
        if (!merged) return std::unexpected(std::move(merged).error());
        summary_.merged_quotes += !merged->has_value();
        return *merged ? feed(sink, Result<domain::Quote>(**merged)) : Result<>{};
    };
    if (auto read = each_row(take); !read) return read;
    if (auto drained = drain(sink); !drained) return drained;
    return close_sink(sink, SeriesKind::quotes);
}

Result<> ImportRun::read_funding() {
    ARGOSY_LET(auto sink, open_sink<domain::Funding>(SeriesKind::funding), "store");
    if (auto read = each_row([&](Fields row) { return feed(sink, parser_->funding(row)); }); !read) return read;
    if (auto drained = drain(sink); !drained) return drained;
    return close_sink(sink, SeriesKind::funding);
}

}  // namespace argosy::data::detail
