#pragma once

#include <string>

#include "base/error.hpp"
#include "base/time.hpp"

namespace argosy::net {

/// Until when the first certificate of a PEM file is good. Errors: not_found when the file cannot be read; parse when
/// it holds no certificate.
[[nodiscard]] Result<Time> certificate_end(const std::string& file);

}  // namespace argosy::net
