#pragma once

#include <string>
#include <vector>

#include "app/platform.hpp"
#include "base/error.hpp"

/// Which process of a layout `argosy up` and `argosy serve` are.
namespace argosy::app {

struct LayoutOptions {
    std::string file;     ///< empty: the layout `local`
    std::string process;  ///< empty: the only one that there is
};

/// Where a process listens.
struct Place {
    std::string address;
    Ports ports;
};

/// Every service that a layout can name.
[[nodiscard]] const std::vector<std::string>& known_services();

/// Errors: those of host::load_layout; not_found for an unknown process; unavailable for a layout that needs a bus or
/// a store for which this program has no adapter, or that keeps services apart that must share a process then.
[[nodiscard]] Result<Place> read_place(const LayoutOptions& options);

}  // namespace argosy::app
