#include "engine/settings.hpp"

namespace argosy::engine {

std::string_view to_string(EntryType t) noexcept { return t == EntryType::market ? "market" : "limit"; }

}  // namespace argosy::engine
