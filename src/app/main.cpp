#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <fmt/format.h>
#include <span>

#include "app/commands/backtest.hpp"
#include "app/commands/data.hpp"
#include "app/output.hpp"
#include "app/usage.hpp"
#include "app/version.hpp"

namespace argosy::app {
namespace {

/// The list of commands: `argosy --help` shows them in this order.
void add_commands(CLI::App& app, Session& session) {
    add_data(app, session);
    add_backtest(app, session);
    add_strategies(app, session);
}
