#pragma once

namespace CLI {
class App;
}

namespace argosy::app {

struct Session;

/// argosy data import | list | verify | resample | export
void add_data(CLI::App& app, Session& session);

}  // namespace argosy::app
