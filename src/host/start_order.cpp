#include "host/start_order.hpp"

#include <algorithm>
#include <map>

namespace argosy::host {
namespace {

/// Depth first through what each service needs; a service that is met while it is open closes a cycle.
class Sorter {
public:
    explicit Sorter(const std::vector<ServiceSpec>& specs) : specs_(specs), mark_(specs.size(), Mark::unseen) {}

    Result<std::vector<std::size_t>> sort() {
        for (std::size_t i = 0; i < specs_.size(); ++i)
            if (!places_.emplace(specs_[i].name, i).second)
                return fail(Errc::invalid_argument, "service " + specs_[i].name + " is there twice");
        for (std::size_t i = 0; i < specs_.size(); ++i) ARGOSY_TRY(visit(i), "start order");
        return std::move(order_);
    }

private:
    enum class Mark : std::uint8_t { unseen, open, done };

    Result<> visit(std::size_t i) {
        if (mark_[i] == Mark::done) return {};
        path_.push_back(i);
        if (mark_[i] == Mark::open) return fail(Errc::invalid_argument, "services need each other: " + cycle());
        mark_[i] = Mark::open;
        for (const auto& needed : specs_[i].needs)
            if (const auto place = places_.find(needed); place != places_.end())
                ARGOSY_TRY(visit(place->second), specs_[i].name);
        mark_[i] = Mark::done;
        path_.pop_back();
        order_.push_back(i);
        return {};
    }

    std::string cycle() const {
        std::string out;
        for (auto at = std::find(path_.begin(), path_.end(), path_.back()); at != path_.end(); ++at)
            out += (out.empty() ? "" : " needs ") + specs_[*at].name;
        return out;
    }

    const std::vector<ServiceSpec>& specs_;
    std::vector<Mark> mark_;
    std::map<std::string, std::size_t, std::less<>> places_;
    std::vector<std::size_t> path_, order_;
};

}  // namespace

Result<std::vector<std::size_t>> start_order(const std::vector<ServiceSpec>& specs) { return Sorter(specs).sort(); }

}  // namespace argosy::host
