#pragma once

namespace CLI {
class App;
}

namespace argosy::app {
struct Session;

/// argosy config example, schema, reference, validate, print
void add_config(CLI::App& app, Session& session);

}  // namespace argosy::app
