#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "domain/event.hpp"

namespace argosy::sim::detail {

/// Reports on their way to us, by delivery time; equal times keep the order they were made in.
/// Nearly always appended at the end, so a sorted vector with a moving head is the fastest queue.
class ReportQueue {
public:
    struct Report {
        Report() = default;
        template <class Event>
        Report(Time delivered_at, std::in_place_type_t<Event> kind) : at(delivered_at), event(kind) {}
        Time at{};
        domain::VenueEvent event;
        void parts(this auto& self, auto& archive) { archive(self.at, self.event); }
    };

    [[nodiscard]] bool has_due(Time until) const noexcept {
        return head_ < reports_.size() && reports_[head_].at <= until;
    }
    /// A new report of this kind, to be filled in where it stands: copying a freshly written struct costs more than
    /// writing it.
    template <class Event>
    Event& add(Time at) {
        std::size_t i = reports_.size();
        reports_.emplace_back(at, std::in_place_type<Event>);
        for (; i > head_ && reports_[i - 1].at > at; --i) std::swap(reports_[i], reports_[i - 1]);
        return *std::get_if<Event>(&reports_[i].event);
    }
    void push(Time at, const domain::VenueEvent& event) {
        std::visit([&]<class Event>(const Event& e) { add<Event>(at) = e; }, event);
    }
    /// Requires: not empty.
    Report pop() {
        Report first = std::move(reports_[head_++]);
        if (head_ == reports_.size())
            clear();
        else if (head_ >= 1024 && head_ * 2 > reports_.size())
            drop_delivered();
        return first;
    }
    void clear() noexcept {
        reports_.clear();
        head_ = 0;
    }
    [[nodiscard]] Time next() const noexcept { return head_ < reports_.size() ? reports_[head_].at : time_max; }
    [[nodiscard]] Time last() const noexcept { return head_ < reports_.size() ? reports_.back().at : Time::min(); }
    [[nodiscard]] auto begin() const noexcept { return reports_.begin() + static_cast<std::ptrdiff_t>(head_); }
    [[nodiscard]] auto end() const noexcept { return reports_.end(); }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.reports_, self.head_); }

private:
    void drop_delivered() {
        reports_.erase(reports_.begin(), begin());
        head_ = 0;
    }
    std::vector<Report> reports_;
    std::size_t head_ = 0;
};

}  // namespace argosy::sim::detail
