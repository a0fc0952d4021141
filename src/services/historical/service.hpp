#pragma once

#include <filesystem>

#include "api/router.hpp"
#include "host/service.hpp"
#include "net/loop.hpp"
#include "runtime/simulation.hpp"

/// historical: bars from the catalogue of recorded data, what there is, and whether it is whole.
namespace argosy::services::historical {

struct Parts {
    api::Router& router;
    net::Loop& loop;
    const runtime::Simulation& core;            ///< its bars stand in where nothing was recorded
    std::filesystem::path data_dir;             ///< need not exist
    std::uint64_t cache_bytes_max = 256 << 20;  ///< of series kept in memory
};

/// The parts outlive the service.
[[nodiscard]] host::ServiceSpec spec(Parts parts);

}  // namespace argosy::services::historical
