#pragma once

namespace CLI {
class App;
}

namespace argosy::app {

struct Session;
/// argosy token, login, status: what the owner of a running process asks it over its socket.
void add_owner(CLI::App& app, Session& session);

}  // namespace argosy::app
