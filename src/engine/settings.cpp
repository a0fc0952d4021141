#include "engine/settings.hpp"

#include <utility>

namespace argosy::engine {

std::string_view to_string(EntryType t) noexcept { return t == EntryType::market ? "market" : "limit"; }

std::string_view to_string(ResizeWhen w) noexcept {
    switch (w) {
        case ResizeWhen::asked: return "asked";
        case ResizeWhen::never: return "never";
        case ResizeWhen::always: return "always";
    }
    std::unreachable();
}

Duration timeframe_of(const StrategySettings& voter, Duration written_for) noexcept {
    if (voter.timeframe > Duration{}) return voter.timeframe;
    return written_for > Duration{} ? written_for : Duration{1h};
}

}  // namespace argosy::engine
