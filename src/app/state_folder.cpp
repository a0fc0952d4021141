#include "app/state_folder.hpp"

#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace argosy::app {

namespace fs = std::filesystem;

Result<> check_rights(const fs::path& state) {
    std::error_code ec;
    const auto rights = fs::status(state, ec).permissions();
    if (ec) return {};
    if ((rights & fs::perms::others_write) != fs::perms::none)
        return fail(Errc::unauthorized, "everybody may write to " + state.string(), "chmod o-rwx " + state.string());
    if ((rights & (fs::perms::others_read | fs::perms::others_exec)) != fs::perms::none)
        return fail(Errc::unauthorized, "everybody may look into " + state.string(), "chmod o-rwx " + state.string());
    return {};
}

Result<> check_writable(const fs::path& state) {
    fs::path folder = fs::absolute(state).lexically_normal();
    std::error_code ec;
    while (!fs::exists(folder, ec) && !ec && folder.has_relative_path()) folder = folder.parent_path();
    if (::access(folder.c_str(), R_OK | W_OK | X_OK) == 0) return {};
    return fail(Errc::unavailable, "nothing can be written in " + folder.string() + ": " + std::strerror(errno),
                "name another folder with --state, or run as its owner");
}

}  // namespace argosy::app
