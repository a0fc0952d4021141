#pragma once

namespace CLI {
class App;
}

namespace argosy::app {

struct Session;
/// argosy config versions, diff, apply, rollback: the settings of the running process, each change a version of its
/// own.
void add_config_versions(CLI::App& config, Session& session);

}  // namespace argosy::app
