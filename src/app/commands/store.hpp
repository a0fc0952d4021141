#pragma once

namespace CLI {
class App;
}

namespace argosy::app {
struct Session;

/// argosy store check, argosy store backup
void add_store(CLI::App& app, Session& session);
/// argosy audit verify
void add_audit(CLI::App& app, Session& session);

}  // namespace argosy::app
