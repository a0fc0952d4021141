#pragma once

#include <memory>
#include <vector>

#include "data/row.hpp"
#include "data/series_file.hpp"

namespace argosy::data::detail {

/// Walks over the rows of a stored series, a block at a time in memory.
template <class Row>
class StoredCursor {
public:
    /// file may be null: no rows.
    explicit StoredCursor(std::shared_ptr<const SeriesFile> file) : file_(std::move(file)) {}

    [[nodiscard]] bool at_end() const noexcept { return !file_ || block_ >= file_->index().size(); }
    /// The next row. Requires: not at the end. Errors: corrupt.
    [[nodiscard]] Result<const Row*> peek() {
        if (rows_.empty()) {
            rows_.resize(file_->index()[block_].rows);
            ARGOSY_TRY(file_->read_block(block_, InstrumentId{}, std::span(rows_)), "stored rows");
        }
        return &rows_[row_];
    }
    void next() noexcept {
        if (++row_ == rows_.size()) next_block();
    }
    void next_block() noexcept {
        ++block_;
        row_ = 0;
        rows_.clear();
    }
    /// Nothing of the current block was passed yet, and all of it lies before t.
    [[nodiscard]] bool whole_block_before(Time t) const noexcept {
        return row_ == 0 && file_->index()[block_].last_time < to_ns(t);
    }
    [[nodiscard]] std::size_t block() const noexcept { return block_; }
    /// The rows of the current block that were passed.
    [[nodiscard]] std::span<const Row> passed() const noexcept { return {rows_.data(), row_}; }

private:
    std::shared_ptr<const SeriesFile> file_;
    std::size_t block_ = 0, row_ = 0;
    std::vector<Row> rows_;  ///< of the current block once it was looked at
};

}  // namespace argosy::data::detail
