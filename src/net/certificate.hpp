#pragma once

#include <string>

#include "base/error.hpp"
#include "base/time.hpp"
#include "net/http_server.hpp"

namespace argosy::net {

/// Until when the first certificate of a PEM file is good. Errors: not_found when the file cannot be read; parse when
/// it holds no certificate.
[[nodiscard]] Result<Time> certificate_end(const std::string& file);
/// Whether a listener can use them. Errors: invalid_argument naming the file.
[[nodiscard]] Result<> check_tls_files(const TlsFiles& files);

}  // namespace argosy::net
