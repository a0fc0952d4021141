#pragma once

#include <filesystem>

#include "base/error.hpp"

/// Who may do what with the folder of the state, in which journal, stores, keys and log lie.
namespace argosy::app {

/// Errors: unauthorized when everybody may write there, or read what is in it, with what to do.
[[nodiscard]] Result<> check_rights(const std::filesystem::path& state);
/// Whether we could make it, or work in it. Errors: unavailable, naming the folder that cannot be written.
[[nodiscard]] Result<> check_writable(const std::filesystem::path& state);

}  // namespace argosy::app
