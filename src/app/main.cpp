#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <fmt/format.h>
#include <span>

#include "app/commands/backtest.hpp"
#include "app/commands/config.hpp"
#include "app/commands/data.hpp"
#include "app/commands/doctor.hpp"
#include "app/commands/journal.hpp"
#include "app/commands/optimize.hpp"
#include "app/commands/owner.hpp"
#include "app/commands/store.hpp"
#include "app/commands/up.hpp"
#include "app/commands/user.hpp"
#include "app/output.hpp"
#include "app/usage.hpp"
#include "app/version.hpp"

namespace argosy::app {
namespace {

/// The list of commands: `argosy --help` shows them in this order.
void add_commands(CLI::App& app, Session& session) {
    add_data(app, session);
    add_backtest(app, session);
    add_optimize(app, session);
    add_strategies(app, session);
    add_up(app, session);
    add_owner(app, session);
    add_user(app, session);
    add_doctor(app, session);
    add_config(app, session);
    add_journal(app, session);
    add_store(app, session);
    add_audit(app, session);
}

void add_global_options(CLI::App& app, Session& session) {
    app.set_version_flag("--version", fmt::format("argosy {} ({})", version(), revision()));
    app.add_flag("--json", session.json, "Print one JSON document instead of text");
    app.add_option("--data-dir", session.data_dir, "Folder of stored market data [$ARGOSY_DATA or ./argosy-data]");
    app.fallthrough();
    app.require_subcommand(1);
    app.footer("Every command has --help with an example, --json, and exit codes 0 ok, 1 failed, 2 wrong use.");
}

int run(int argc, char** argv) {
    CLI::App app("Algorithmic trading: data, backtest, optimisation, simulation and live", "argosy");
    Session session;
    add_global_options(app, session);
    add_commands(app, session);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& help) {
        return app.exit(help);
    } catch (const CLI::ParseError& error) {
        const std::span words(argv, static_cast<std::size_t>(argc));
        const auto usage = explain(app, error, words);
        const bool json = std::ranges::find(words, std::string_view("--json")) != words.end();
        return static_cast<int>(report_failure(Error(Errc::invalid_argument, usage.message).hint(usage.next), json));
    }
    const auto exit = session.action();
    const auto written = flush_output();  // a result that nobody could read is a failure
    if (!exit) return static_cast<int>(report_failure(exit.error(), session.json));
    return static_cast<int>(written ? *exit : print_error(written.error()));
}

}  // namespace
}  // namespace argosy::app

int main(int argc, char** argv) {
    // A file that may not grow is an error like a full disk, which every writer reports, and no reason to die.
    std::signal(SIGXFSZ, SIG_IGN);
    try {
        return argosy::app::run(argc, argv);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "error: %s\nnext: this is a defect of argosy; please report it with the command line\n",
                     e.what());
        return 1;
    }
}
