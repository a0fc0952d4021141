#pragma once

namespace CLI {
class App;
}

namespace argosy::app {

struct Session;

/// argosy optimize: search the parameters of a run, and doubt what was found.
void add_optimize(CLI::App& app, Session& session);

}  // namespace argosy::app
