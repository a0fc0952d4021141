#pragma once

namespace CLI {
class App;
}

namespace argosy::app {

struct Session;
/// argosy user list, add, reset, remove: who may sign in to the running process, as its owner decides.
void add_user(CLI::App& app, Session& session);

}  // namespace argosy::app
