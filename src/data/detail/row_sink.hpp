#pragma once

#include <optional>
#include <vector>

#include "data/importer.hpp"
#include "data/row.hpp"

namespace argosy::data::detail {

/// Takes parsed rows in file order: refuses those that go back in time or contradict the one before, drops repetitions,
/// and hands the rest to the store in pieces. Errors are about the row given last, unless error_line() says otherwise.
template <class Row>
class RowSink {
public:
    /// update may be absent: a dry run.
    RowSink(std::optional<Update<Row>> update, ImportSummary& summary) : update_(std::move(update)), summary_(summary) {
        rows_.reserve(piece);
    }

    /// Errors: parse for a row that does not fit (it is left out); others from the store.
    [[nodiscard]] Result<> add(const Row& row, std::uint64_t line) {
        if (last_) {
            if (key_of(row) < key_of(*last_))
                return fail(Errc::parse,
                            to_iso8601(time_of(row)) + " comes after " + to_iso8601(time_of(*last_)) + " (line " +
                                std::to_string(last_line_) + "): times must ascend",
                            time_of(*last_) == *first_
                                ? "it runs from new to old: turn it round, as (head -1 F; tail -n +2 F | tac) does"
                                : "sort the rows by time, or leave out those that go back with --on-error skip");
            if (is_unique(row) && key_of(row) == key_of(*last_)) return repeat(row);
        }
        last_ = row;
        last_line_ = line;
        if (!first_) first_ = time_of(row);
        rows_.push_back(row);
        lines_.push_back(line);
        return rows_.size() < piece ? Result<>{} : flush();
    }
    [[nodiscard]] Result<> flush() {
        if (!update_) rows_.clear();
        if (auto stored = update_ ? update_->add(rows_) : Result<>{}; !stored) {
            error_line_ = lines_[std::min(update_->failed_row(), lines_.size() - 1)];
            return stored;
        }
        rows_.clear();
        lines_.clear();
        return {};
    }
    [[nodiscard]] Result<UpdateSummary> commit() { return update_ ? update_->commit() : UpdateSummary{}; }

    /// The line of a row that the store refused.
    [[nodiscard]] std::optional<std::uint64_t> error_line() const noexcept { return error_line_; }
    [[nodiscard]] std::optional<Time> first_time() const noexcept { return first_; }
    [[nodiscard]] std::optional<Time> last_time() const noexcept {
        return last_ ? std::optional(time_of(*last_)) : std::nullopt;
    }

private:
    static constexpr std::size_t piece = 8192;
    [[nodiscard]] Result<> repeat(const Row& row) {
        if (same_content(row, *last_)) {
            ++summary_.duplicates;
            return {};
        }
        return fail(Errc::parse,
                    to_iso8601(time_of(row)) + " is there twice with different contents: " + describe_row(*last_) +
                        " (line " + std::to_string(last_line_) + ") and " + describe_row(row),
                    "remove one of the two, or keep the first of them with --on-error skip");
    }

    std::optional<Update<Row>> update_;
    ImportSummary& summary_;
    std::vector<Row> rows_;
    std::vector<std::uint64_t> lines_;
    std::optional<Row> last_;
    std::uint64_t last_line_ = 0;
    std::optional<Time> first_;
    std::optional<std::uint64_t> error_line_;
};

}  // namespace argosy::data::detail
