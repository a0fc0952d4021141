#include "bus/mailbox.hpp"

namespace argosy::bus {

Mailbox::Slot* Mailbox::open(Slot slot) {
    const std::lock_guard lock(mutex_);
    return slots_.emplace_back(std::make_unique<Slot>(std::move(slot))).get();
}

void Mailbox::close(Slot& slot) {
    const std::lock_guard lock(mutex_);
    slot.is_open = false;
}

void Mailbox::post(Slot& slot, std::uint64_t key, std::shared_ptr<const void> message) {
    bool was_empty = false;
    {
        const std::lock_guard lock(mutex_);
        if (!slot.is_open) return;
        if (slot.pending >= pending_max_ && replace_newest(slot, key, message)) return;
        was_empty = waiting_.empty();
        waiting_.push_back({&slot, std::move(message)});
        ++slot.pending;
    }
    if (was_empty) wake_();
}

/// True: the message took the place of an older one, or was dropped.
bool Mailbox::replace_newest(Slot& slot, std::uint64_t key, std::shared_ptr<const void>& message) {
    if (slot.overflow == Overflow::resync) {
        ++slot.gap;
        ++slot.skipped;
        return true;
    }
    const auto [place, is_new] = slot.newest.try_emplace(key, waiting_.size());
    if (is_new) return false;  // the first of this key since the bound was reached
    waiting_[place->second].message = std::move(message);
    ++slot.skipped;
    return true;
}

std::size_t Mailbox::run() {
    {
        const std::lock_guard lock(mutex_);
        batch_.swap(waiting_);
        for (const auto& slot : slots_) {
            slot->pending = 0;
            slot->newest.clear();
        }
    }
    for (auto& [slot, message] : batch_) {
        if (slot->is_open) slot->deliver(message.get());
        message.reset();
    }
    const std::size_t delivered = batch_.size();
    batch_.clear();
    tell_gaps();
    return delivered;
}

void Mailbox::tell_gaps() {
    std::vector<std::pair<Slot*, std::uint64_t>> gaps;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& slot : slots_)
            if (const auto gap = std::exchange(slot->gap, 0); gap > 0 && slot->is_open && slot->missed)
                gaps.emplace_back(slot.get(), gap);
    }
    for (const auto& [slot, gap] : gaps) slot->missed(gap);
}

std::uint64_t Mailbox::skipped(const Slot& slot) const {
    const std::lock_guard lock(mutex_);
    return slot.skipped;
}

}  // namespace argosy::bus
