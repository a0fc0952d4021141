#include "data/exporter.hpp"

namespace argosy::data {
namespace {

using Cells = std::vector<std::string>;

/// Rows as lines of text, gathered into pieces.
class TextRows {
public:
    TextRows(ExportFormat format, const TextSink& sink) : is_json_(format == ExportFormat::json), sink_(sink) {}

    /// `numbers` says which cells are no text.
    [[nodiscard]] Result<> add(const Cells& cells, std::size_t first_number) {
        if (is_json_) out_ += rows_ == 0 ? "[\n[" : ",\n[";
        for (std::size_t i = 0; i < cells.size(); ++i) add_cell(cells[i], i, rows_ > 0 && i >= first_number);
        out_ += is_json_ ? "]" : "\n";
        ++rows_;
        constexpr std::size_t piece = std::size_t{1} << 16;
        return out_.size() < piece ? Result<>{} : flush();
    }
    [[nodiscard]] Result<> finish() {
        if (is_json_) out_ += "\n]\n";
        return flush();
    }

private:
    [[nodiscard]] Result<> flush() {
        auto written = sink_(out_);
        out_.clear();
        return written;
    }
    void add_cell(const std::string& cell, std::size_t i, bool is_number) {
        if (i > 0) out_ += ',';
        if (!is_json_)
            out_ += cell;
        else if (is_number)
            out_ += cell.empty() ? "null" : cell;
        else
            out_ += '"' + cell + '"';
    }

    bool is_json_;
    const TextSink& sink_;
    std::string out_;
    std::uint64_t rows_ = 0;
};

struct BarText {
    static constexpr std::size_t first_number = 2;  ///< the cells before are text
    Duration interval;
    [[nodiscard]] Cells head() const {
        return {"open_time", "close_time", "open", "high", "low", "close", "volume", "trade_count"};
    }
    [[nodiscard]] Cells row(const domain::Bar& b) const {
        return {to_iso8601(b.open_time), to_iso8601(b.open_time + interval),
                to_string(b.open),       to_string(b.high),
                to_string(b.low),        to_string(b.close),
                to_string(b.volume),     std::to_string(b.trade_count)};
    }
};

struct TradeText {
    static constexpr std::size_t first_number = 1;
    bool has_aggressor;
    [[nodiscard]] Cells head() const {
        Cells out{"time", "id", "price", "qty"};
        if (has_aggressor) out.emplace_back("buyer_is_maker");
        return out;
    }
    [[nodiscard]] Cells row(const domain::Trade& t) const {
        Cells out{to_iso8601(t.time), std::to_string(t.venue_id), to_string(t.price), to_string(t.qty)};
        if (has_aggressor) out.emplace_back(t.aggressor == domain::Side::sell ? "true" : "false");
        return out;
    }
};

struct QuoteText {
    static constexpr std::size_t first_number = 1;
    [[nodiscard]] Cells head() const { return {"time", "bid", "bid_qty", "ask", "ask_qty"}; }
    [[nodiscard]] Cells row(const domain::Quote& q) const {
        return {to_iso8601(q.time), to_string(q.bid), to_string(q.bid_qty), to_string(q.ask), to_string(q.ask_qty)};
    }
};

struct FundingText {
    static constexpr std::size_t first_number = 1;
    [[nodiscard]] Cells head() const { return {"time", "rate", "mark_price"}; }
    [[nodiscard]] Cells row(const domain::Funding& f) const {
        return {to_iso8601(f.time), to_string(f.rate), f.mark_price.is_zero() ? "" : to_string(f.mark_price)};
    }
};

template <class Row, class Text>
Result<std::uint64_t> write(const Series<Row>& series, const Text& text, ExportFormat format, const TextSink& sink) {
    TextRows out(format, sink);
    ARGOSY_TRY(out.add(text.head(), Text::first_number), "export");
    std::vector<Row> buffer;
    for (std::size_t i = 0; i < series.block_count(); ++i) {
        ARGOSY_LET(const auto rows, series.block(i, buffer), "export");
        for (const Row& row : rows) ARGOSY_TRY(out.add(text.row(row), Text::first_number), "export");
    }
    ARGOSY_TRY(out.finish(), "export");
    return series.size();
}

}  // namespace

Result<std::uint64_t> export_series(const Catalogue& catalogue, const SeriesKey& key, TimeRange range,
                                    ExportFormat format, const TextSink& sink) {
    const ReadOptions options{.range = range};
    ARGOSY_LET(const SeriesInfo info, catalogue.find(key), "export");
    const auto& [symbol, venue, kind, interval] = info.key;
    if (kind == SeriesKind::trades) {
        ARGOSY_LET(const auto series, catalogue.trades(symbol, venue, options), "export");
        return write<domain::Trade>(series, TradeText{info.has_aggressor}, format, sink);
    }
    if (kind == SeriesKind::quotes) {
        ARGOSY_LET(const auto series, catalogue.quotes(symbol, venue, options), "export");
        return write<domain::Quote>(series, QuoteText{}, format, sink);
    }
    if (kind == SeriesKind::funding) {
        ARGOSY_LET(const auto series, catalogue.funding(symbol, venue, options), "export");
        return write<domain::Funding>(series, FundingText{}, format, sink);
    }
    ARGOSY_LET(const auto series, catalogue.bars(info.key, options), "export");
    return write<domain::Bar>(series, BarText{interval}, format, sink);
}

}  // namespace argosy::data
