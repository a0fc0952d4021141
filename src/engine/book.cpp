#include "engine/book.hpp"

#include <algorithm>

namespace argosy::engine {

Book::Book(const BookSettings& settings, StrategyId id, std::vector<strategy::Voter> voters, std::size_t instruments,
           bool resizes)
    : settings_(settings),
      id_(id),
      resizes_(resizes),
      consensus_(settings.consensus, std::move(voters), instruments),
      sizer_(settings.sizing),
      holdings_(instruments),
      positions_(instruments) {}

Price Book::tightest_stop(const domain::Ballot& ballot, domain::Direction direction) const noexcept {
    Price best;
    for (std::size_t v = 0; v < consensus_.voters().size(); ++v) {
        const auto& signal = consensus_.standing(v, ballot.instrument);
        if (!ballot.votes[v].counted || signal.direction != direction || signal.stop_price.is_zero()) continue;
        if (best.is_zero())
            best = signal.stop_price;
        else
            best = direction == domain::Direction::buy ? std::max(best, signal.stop_price)
                                                       : std::min(best, signal.stop_price);
    }
    return best;
}

}  // namespace argosy::engine
