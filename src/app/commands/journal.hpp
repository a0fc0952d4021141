#pragma once

namespace CLI {
class App;
}

namespace argosy::app {
struct Session;

/// argosy journal show, argosy journal verify
void add_journal(CLI::App& app, Session& session);

}  // namespace argosy::app
