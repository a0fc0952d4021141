#include "market/book_feed.hpp"

#include <string>
#include <utility>

namespace argosy::market {

BookState BookFeed::on_update(const domain::BookUpdate& update) {
    if (update.is_snapshot)
        begin(update);
    else if (state_ == BookState::synced)
        follow(update);
    else
        keep(update);
    return state_;
}

void BookFeed::reset(std::string_view reason) {
    book_.clear();
    buffer_.clear();
    state_ = BookState::waiting;
    reason_ = reason;
}

void BookFeed::begin(const domain::BookUpdate& snapshot) {
    book_.clear();
    state_ = BookState::synced;
    reason_ = {};
    last_seq_ = snapshot.last_seq;
    joins_ = true;
    if (!write(snapshot)) return;
    const auto kept = std::exchange(buffer_, {});
    for (const auto& update : kept) on_update(update);
}

void BookFeed::keep(const domain::BookUpdate& update) {
    if (buffer_.size() == buffer_max_) buffer_.pop_front();
    buffer_.push_back(update);
}

void BookFeed::follow(const domain::BookUpdate& update) {
    if (is_older(update)) {
        ++counts_.dropped;
        return;
    }
    if (!is_next(update)) {
        go_stale("BOOK_GAP: " + std::to_string(update.first_seq) + " to " + std::to_string(update.last_seq) +
                 " does not follow " + std::to_string(last_seq_));
        return keep(update);
    }
    joins_ = false;
    last_seq_ = update.last_seq;
    if (write(update)) ++counts_.applied;
}

/// Only what comes right after a snapshot may be older than the book; later it is a message out of order.
bool BookFeed::is_older(const domain::BookUpdate& u) const noexcept {
    if (!joins_) return false;
    switch (rule_) {
        case SequenceRule::none: return false;
        case SequenceRule::contiguous:
        case SequenceRule::linked:
        case SequenceRule::binance_spot: return u.last_seq <= last_seq_;
        case SequenceRule::binance_futures: return u.last_seq < last_seq_;
    }
    std::unreachable();
}

bool BookFeed::is_next(const domain::BookUpdate& u) const noexcept {
    switch (rule_) {
        case SequenceRule::none: return true;
        case SequenceRule::contiguous: return u.last_seq == last_seq_ + 1;
        case SequenceRule::linked: return u.prev_seq == last_seq_;
        case SequenceRule::binance_spot:
            return joins_ ? u.first_seq <= last_seq_ + 1 && last_seq_ + 1 <= u.last_seq : u.first_seq == last_seq_ + 1;
        case SequenceRule::binance_futures:
            return joins_ ? u.first_seq <= last_seq_ && last_seq_ <= u.last_seq : u.prev_seq == last_seq_;
    }
    std::unreachable();
}

bool BookFeed::write(const domain::BookUpdate& update) {
    for (const domain::BookLevel& level : update.levels) {
        if (book_.set(level.side, level.price, level.qty)) [[likely]]
            continue;
        go_stale("BOOK_GRID: level " + to_string(level.price) + " × " + to_string(level.qty) +
                 " is not on the instrument's tick or cannot be kept");
        return false;
    }
    if (!book_.is_crossed()) return true;
    go_stale("BOOK_CROSSED: bid " + to_string(book_.best(domain::Side::buy).price) + ", ask " +
             to_string(book_.best(domain::Side::sell).price));
    return false;
}

void BookFeed::go_stale(std::string_view reason) {
    book_.clear();
    state_ = BookState::stale;
    reason_ = reason;
    ++counts_.gaps;
}

}  // namespace argosy::market
