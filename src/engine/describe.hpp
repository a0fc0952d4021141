#pragma once

#include "base/describe_fwd.hpp"
#include "engine/settings.hpp"

/// How the settings of this library are written in a file; docs/config.md is printed from it.
namespace argosy::engine {

void describe(Described<StrategySettings>& d);
void describe(Described<EntrySettings>& d);
void describe(Described<ResizeSettings>& d);
void describe(Described<BookSettings>& d);

}  // namespace argosy::engine
