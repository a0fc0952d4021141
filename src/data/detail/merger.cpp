#include "data/detail/merger.hpp"

namespace argosy::data::detail {

template <class Row>
Merger<Row>::Merger(std::filesystem::path path, FileHead head, std::shared_ptr<const SeriesFile> stored,
                    OnConflict on_conflict)
    : path_(std::move(path)),
      head_(std::move(head)),
      stored_(std::move(stored)),
      on_conflict_(on_conflict),
      cursor_(stored_) {}

template <class Row>
Result<> Merger<Row>::add(std::span<const Row> rows) {
    std::size_t begin = 0;  // of the rows that an append takes in one go
    for (failed_row_ = 0; failed_row_ < rows.size(); ++failed_row_) {
        const Row& row = rows[failed_row_];
        ARGOSY_TRY(check_order(failed_row_ > 0 ? &rows[failed_row_ - 1]
                               : last_         ? &*last_
                                               : nullptr,
                               row),
                   to_string(head_.key));
        if (state_ == State::appending) continue;
        ARGOSY_TRY(merge(row), to_string(head_.key));
        if (state_ != State::appending) begin = failed_row_ + 1;
    }
    if (!rows.empty()) last_ = rows.back();
    summary_.added += rows.size() - begin;
    return begin == rows.size() ? Result<>{} : writer_->append(rows.subspan(begin));
}

template <class Row>
Result<> Merger<Row>::check_order(const Row* before, const Row& row) const {
    if (before == nullptr || key_of(*before) < key_of(row)) return {};
    if (key_of(*before) == key_of(row) && !is_unique(row)) return {};
    return fail(Errc::invalid_argument,
                to_iso8601(time_of(row)) + " does not come after " + to_iso8601(time_of(*before)));
}

/// One row against the stored ones. The row that starts an append is left to the caller.
template <class Row>
Result<> Merger<Row>::merge(const Row& row) {
    if (stored_ && stored_->info().encoding != head_.encoding) ARGOSY_TRY(start_rewrite(), "change of encoding");
    ARGOSY_TRY(pass_before(key_of(row)), "merge");
    if (cursor_.at_end()) return state_ == State::comparing ? start_append() : insert(row);
    ARGOSY_LET(const Row* const stored, cursor_.peek(), "merge");
    if (key_of(*stored) != key_of(row)) return insert(row);
    if (!same_content(*stored, row)) return replace(*stored, row);
    ++summary_.unchanged;
    return pass_row();
}

template <class Row>
Result<> Merger<Row>::insert(const Row& row) {
    ARGOSY_TRY(start_rewrite(), "insert");
    ++summary_.added;
    return writer_->append({&row, 1});
}

template <class Row>
Result<> Merger<Row>::replace(const Row& stored, const Row& row) {
    if (on_conflict_ == OnConflict::refuse)
        return fail(Errc::rejected,
                    to_iso8601(time_of(row)) + " is stored with other numbers: " + describe_row(stored) +
                        "; the new row says " + describe_row(row),
                    "keep what is stored, or run the command again with --replace");
    ARGOSY_TRY(start_rewrite(), "replace");
    ++summary_.replaced;
    cursor_.next();
    return writer_->append({&row, 1});
}

template <class Row>
Result<> Merger<Row>::pass_before(const RowKey& key) {
    while (!cursor_.at_end()) {
        if (cursor_.whole_block_before(key.first)) {
            ARGOSY_TRY(pass_block(), "merge");
            continue;
        }
        ARGOSY_LET(const Row* const stored, cursor_.peek(), "merge");
        if (!(key_of(*stored) < key)) break;
        ARGOSY_TRY(pass_row(), "merge");
    }
    return {};
}

template <class Row>
Result<> Merger<Row>::pass_row() {
    if (state_ == State::rewriting) {
        ARGOSY_LET(const Row* const stored, cursor_.peek(), "merge");
        ARGOSY_TRY(writer_->append({stored, 1}), "merge");
    }
    cursor_.next();
    return {};
}

template <class Row>
Result<> Merger<Row>::pass_block() {
    if (state_ == State::rewriting) ARGOSY_TRY(copy_block(cursor_.block()), "merge");
    cursor_.next_block();
    return {};
}

/// A stored block into the new file: its bytes where they fit, else its rows.
template <class Row>
Result<> Merger<Row>::copy_block(std::size_t i) {
    ARGOSY_LET(const bool copied, writer_->copy_block(*stored_, i), "copy");
    if (copied) return {};
    std::vector<Row> rows(stored_->index()[i].rows);
    ARGOSY_TRY(stored_->read_block(i, InstrumentId{}, std::span(rows)), "copy");
    return writer_->append(rows);
}

template <class Row>
Result<> Merger<Row>::start_append() {
    if (wastes_space()) {
        ARGOSY_TRY(start_rewrite(), "clean up");
    } else {
        auto writer = stored_ ? SeriesWriter<Row>::extend(*stored_) : SeriesWriter<Row>::create(path_, head_);
        if (!writer) return std::unexpected(std::move(writer).error());
        writer_.emplace(std::move(*writer));
    }
    state_ = State::appending;
    return {};
}

template <class Row>
Result<> Merger<Row>::start_rewrite() {
    if (state_ == State::rewriting) return {};
    ARGOSY_LET(auto writer, SeriesWriter<Row>::create(path_, head_), "rewrite");
    writer_.emplace(std::move(writer));
    state_ = State::rewriting;
    for (std::size_t i = 0; i < cursor_.block(); ++i) ARGOSY_TRY(copy_block(i), "rewrite");
    return writer_->append(cursor_.passed());
}

/// Old indexes and blocks that were filled up since take more room than what counts.
template <class Row>
bool Merger<Row>::wastes_space() const noexcept {
    if (!stored_) return false;
    constexpr std::uint64_t tolerated = std::uint64_t{1} << 20;
    std::uint64_t live = stored_->commit().index_size;
    for (const auto& e : stored_->index()) live += e.size;
    const std::uint64_t all = stored_->commit().end();
    return all > live + std::max(live, tolerated);
}

template <class Row>
Result<UpdateSummary> Merger<Row>::finish() {
    if (state_ == State::rewriting) {
        while (!cursor_.at_end()) {
            ARGOSY_LET(const Row* const stored, cursor_.peek(), "merge");
            ARGOSY_TRY(cursor_.passed().empty() ? pass_block() : pass_row(), "merge");
            (void)stored;
        }
    }
    if (writer_) ARGOSY_TRY(writer_->commit(), to_string(head_.key));
    summary_.stored = (stored_ ? stored_->info().rows : 0) + summary_.added;
    return summary_;
}

template class Merger<domain::Bar>;
template class Merger<domain::Trade>;
template class Merger<domain::Quote>;
template class Merger<domain::Funding>;

}  // namespace argosy::data::detail
