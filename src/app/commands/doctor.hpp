#pragma once

namespace CLI {
class App;
}

namespace argosy::app {

struct Session;
/// argosy doctor: looks at everything that may keep the program from running or its money from being safe.
void add_doctor(CLI::App& app, Session& session);

}  // namespace argosy::app
