#include "news/seen.hpp"

namespace argosy::news {

bool Seen::is_new(const Headline& headline) {
    std::string key = headline.source + '\n' + headline.id;
    if (!keys_.insert(key).second) return false;
    order_.push_back(std::move(key));
    if (order_.size() > capacity_) {
        keys_.erase(order_.front());
        order_.pop_front();
    }
    return true;
}

}  // namespace argosy::news
