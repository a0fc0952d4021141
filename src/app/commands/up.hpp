#pragma once

namespace CLI {
class App;
}

namespace argosy::app {
struct Session;

/// argosy up: the simulation, its API and its page.
void add_up(CLI::App& app, Session& session);

}  // namespace argosy::app
