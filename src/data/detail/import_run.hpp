#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "data/detail/conventions.hpp"
#include "data/detail/row_sink.hpp"
#include "data/detail/row_source.hpp"

namespace argosy::data::detail {

using Owned = std::vector<std::string>;

/// One file on its way into the store.
class ImportRun {
public:
    ImportRun(Store& store, const std::filesystem::path& file, const ImportOptions& options,
              const ImportProgress& progress)
        : store_(store), options_(options), progress_(progress) {
        summary_.file = file;
    }
    [[nodiscard]] Result<ImportSummary> run(std::unique_ptr<RowSource> source, Container container);

private:
    [[nodiscard]] Result<> read_head(Container container);
    [[nodiscard]] Result<> read_rows();
    template <class Row>
    [[nodiscard]] Result<RowSink<Row>> open_sink(SeriesKind kind);
    template <class Row>
    [[nodiscard]] Result<> close_sink(RowSink<Row>& sink, SeriesKind kind);
    template <class Take>
    [[nodiscard]] Result<> each_row(Take take);
    template <class Take>
    [[nodiscard]] Result<> take_row(Fields row, Take& take);
    template <class Row>
    [[nodiscard]] Result<> feed(RowSink<Row>& sink, Result<Row> row);
    template <class Row>
    [[nodiscard]] Result<> drain(RowSink<Row>& sink);
    template <class Row>
    [[nodiscard]] Result<> fed(Result<> result, const RowSink<Row>& sink);
    void note_missing(const StepCheck& steps);
    [[nodiscard]] Result<> read_bars();
    [[nodiscard]] Result<> read_quote_bars();
    [[nodiscard]] Result<> read_trades();
    [[nodiscard]] Result<> read_quotes();
    [[nodiscard]] Result<> read_funding();
    [[nodiscard]] std::unexpected<Error> at(Error error, std::uint64_t line) const;

    Store& store_;
    const ImportOptions& options_;
    const ImportProgress& progress_;
    std::unique_ptr<RowSource> source_;
    ImportSummary summary_;
    Layout layout_;
    std::vector<std::pair<std::uint64_t, Owned>> head_;  ///< the data rows that were read to agree on conventions
    std::optional<RowParser> parser_;
    Duration interval_{};
    std::uint64_t size_ = 0;
    std::uint64_t line_ = 0;                   ///< of the row at hand
    std::optional<std::uint64_t> error_line_;  ///< where the store refused a row
};

}  // namespace argosy::data::detail
