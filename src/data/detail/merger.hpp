#pragma once

#include <memory>
#include <optional>
#include <span>

#include "data/detail/series_writer.hpp"
#include "data/detail/stored_cursor.hpp"
#include "data/store.hpp"

namespace argosy::data::detail {

/// Merges ascending rows into a stored series in one pass and in constant memory.
///
/// It begins by comparing. At the first row behind all stored ones it goes over to appending; at the first one that
/// belongs between them, or replaces one, to rewriting the file beside the old one.
template <class Row>
class Merger {
public:
    /// stored may be null: a new series.
    Merger(std::filesystem::path path, FileHead head, std::shared_ptr<const SeriesFile> stored, OnConflict on_conflict);

    [[nodiscard]] Result<> add(std::span<const Row> rows);
    [[nodiscard]] Result<UpdateSummary> finish();
    [[nodiscard]] std::size_t failed_row() const noexcept { return failed_row_; }

private:
    enum class State : std::uint8_t { comparing, appending, rewriting };
    [[nodiscard]] Result<> check_order(const Row* before, const Row& row) const;
    [[nodiscard]] Result<> merge(const Row& row);
    [[nodiscard]] Result<> insert(const Row& row);
    [[nodiscard]] Result<> replace(const Row& stored, const Row& row);
    [[nodiscard]] Result<> pass_before(const RowKey& key);
    [[nodiscard]] Result<> pass_row();
    [[nodiscard]] Result<> pass_block();
    [[nodiscard]] Result<> copy_block(std::size_t i);
    [[nodiscard]] Result<> start_append();
    [[nodiscard]] Result<> start_rewrite();
    [[nodiscard]] bool wastes_space() const noexcept;

    std::filesystem::path path_;
    FileHead head_;
    std::shared_ptr<const SeriesFile> stored_;
    OnConflict on_conflict_;
    State state_ = State::comparing;
    StoredCursor<Row> cursor_;
    std::optional<SeriesWriter<Row>> writer_;
    std::optional<Row> last_;  ///< the row added last
    UpdateSummary summary_;
    std::size_t failed_row_ = 0;
};

}  // namespace argosy::data::detail
