#pragma once

namespace CLI {
class App;
}

namespace argosy::app {
struct Session;

/// argosy backtest, argosy strategies
void add_backtest(CLI::App& app, Session& session);
void add_strategies(CLI::App& app, Session& session);

}  // namespace argosy::app
