#include "platform/applier.hpp"

#include <algorithm>

namespace argosy::platform {

bool is_within(std::string_view path, std::string_view key) noexcept {
    return path.starts_with(key) && (path.size() == key.size() || path[key.size()] == '.' || path[key.size()] == '[');
}

bool KeyApplier::takes(std::string_view path) const {
    return std::ranges::any_of(parts_.keys, [&](const std::string& key) { return is_within(path, key); });
}

void KeyApplier::prepare(const Change& change, Answer answer) {
    next_ = nullptr;
    if (std::ranges::none_of(change.paths, [this](const std::string& path) { return takes(path); })) return answer({});
    if (parts_.check) {
        if (auto checked = parts_.check(change); !checked) return answer(std::move(checked));
    }
    next_ = &change.after;
    answer({});
}

void KeyApplier::commit() noexcept {
    if (next_ != nullptr && parts_.make) parts_.make(*next_);
    next_ = nullptr;
}

std::vector<std::string> Appliers::untaken(const std::vector<std::string>& paths) const {
    std::vector<std::string> out;
    for (const std::string& path : paths)
        if (std::ranges::none_of(all_, [&](const Applier* a) { return a->takes(path); })) out.push_back(path);
    return out;
}

}  // namespace argosy::platform
