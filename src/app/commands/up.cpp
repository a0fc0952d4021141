#include "app/commands/up.hpp"

#include <CLI/CLI.hpp>
#include <csignal>
#include <filesystem>
#include <fmt/format.h>

#include "api/problem.hpp"
#include "api/router.hpp"
#include "app/live_api.hpp"
#include "app/output.hpp"
#include "app/rule_files.hpp"
#include "app/version.hpp"
#include "config/load.hpp"
#include "net/http_server.hpp"
#include "net/loop.hpp"
#include "web/assets.hpp"

namespace argosy::app {
namespace {

namespace fs = std::filesystem;

struct Options {
    std::string file, state = "argosy-state", address = "127.0.0.1";
    std::vector<std::string> sets;
    std::uint16_t page_port = 9100, gateway_port = 9000;
    double speed = -1;
    bool fresh = false, no_journal = false;
};

/// Moves the journal of an earlier session aside; it is never deleted.
Result<> set_aside(const fs::path& journal) {
    if (!fs::exists(journal)) return {};
    fs::path to;
    for (int n = 1; to.empty() || fs::exists(to); ++n) to = journal.string() + "-" + std::to_string(n);
    std::error_code ec;
    fs::rename(journal, to, ec);
    if (ec)
        return fail(Errc::unavailable,
                    fmt::format("cannot move {} to {}: {}", journal.string(), to.string(), ec.message()));
    print_warning("the earlier session is kept in " + to.string());
    return {};
}

Result<runtime::SimulationConfig> read_config(const Options& o) {
    auto config = runtime::default_simulation();
    ARGOSY_TRY(config::load_into({.file = o.file, .environment = config::process_environment(), .sets = o.sets},
                                 type_of<runtime::SimulationConfig>(), &config),
               "configuration");
    if (o.speed >= 0) config.speed = o.speed;
    return config;
}

Result<std::unique_ptr<runtime::Simulation>> open_simulation(const Options& o, const Session& session) {
    ARGOSY_LET(auto config, read_config(o), "up");
    const fs::path journal = fs::path(o.state) / "journal";
    if (o.fresh) ARGOSY_TRY(set_aside(journal), "new session");
    ARGOSY_LET(auto strategies, settle_strategies(config.run.books, fs::path(o.file).parent_path()), "up");
    std::optional<data::Catalogue> catalogue;
    if (config.source == runtime::SourceKind::replay) {
        ARGOSY_LET(catalogue, data::Catalogue::open(data::data_dir(session.data_dir)), "market data");
    }
    return runtime::Simulation::open(
        std::move(config), strategies,
        {.journal = o.no_journal ? fs::path{} : journal, .catalogue = catalogue ? &*catalogue : nullptr});
}

/// Plays the market at the configured speed on the loop.
class Pace {
public:
    Pace(net::Loop& loop, runtime::Simulation& simulation) : simulation_(simulation), timer_(loop) {
        origin_ = simulation.now();
        started_ = net::steady_time();
        timer_.every(10ms, [this] { play(); });
    }

private:
    void play() {
        const Duration begin = net::steady_time();
        const double speed = simulation_.config().speed;
        while (!over_ && is_due(begin, speed)) {
            over_ = !simulation_.step();
            if (net::steady_time() - begin > 5ms) break;  // the API must answer meanwhile
        }
        if (over_ && !told_) {
            told_ = true;
            print_warning(simulation_.failure().value_or("the replay is over; the page stays"));
        }
    }
    [[nodiscard]] bool is_due(Duration now, double speed) const {
        if (speed <= 0) return true;
        const auto elapsed = static_cast<double>((now - started_).count()) * speed;
        return simulation_.source().next_time() <= origin_ + Duration{static_cast<std::int64_t>(elapsed)};
    }
    runtime::Simulation& simulation_;
    net::Timer timer_;
    Time origin_;
    Duration started_{};
    bool over_ = false, told_ = false;
};

Result<Exit> up_command(const Options& o, const Session& session) {
    ARGOSY_LET(auto simulation, open_simulation(o, session), "up");
    if (!simulation->recovery_note().empty()) print_warning(simulation->recovery_note());
    if (simulation->resumed_records() > 0)
        print_line(fmt::format("continued from {} after {} records", to_iso8601(simulation->now()),
                               format_count(simulation->resumed_records())));
    simulation->play_history();

    net::Loop loop;
    LiveApi live(loop, *simulation, fmt::format("{} ({})", version(), revision()));
    api::Router router;
    live.add_routes(router);
    web::add_pages(router);
    const auto handler = [&router](const net::Request& request, net::Responder responder) {
        router.handle(request, std::move(responder));
    };
    net::HttpServer pages(loop, handler, api::with_problems()), gateway(loop, handler, api::with_problems());
    ARGOSY_LET(const auto page_port, pages.listen(o.address, o.page_port), "page");
    ARGOSY_TRY(gateway.listen(o.address, o.gateway_port), "gateway");
    Pace pace(loop, *simulation);
    net::Signals signals(loop, {SIGINT, SIGTERM, SIGUSR1}, [&](int number) {
        if (number == SIGUSR1) {
            if (const auto done = live.emergency_stop("SIGUSR1", false); !done) print_error(done.error());
            return;
        }
        loop.stop();
    });
    print_line(fmt::format("SIMULATION: {}; http://{}:{}/", simulation->source().describe(), o.address, page_port));
    loop.run();
    if (!simulation->commit()) return fail(Errc::unavailable, simulation->failure().value_or("the journal failed"));
    print_line("stopped; the next start continues from " + to_iso8601(simulation->now()));
    return Exit::ok;
}

}  // namespace

void add_up(CLI::App& app, Session& session) {
    auto* command = app.add_subcommand("up", "Trade in simulation; dashboard at http://127.0.0.1:9100");
    const auto o = std::make_shared<Options>();
    command->add_option("config", o->file,
                        "YAML file (argosy config example simulation); without one: the embedded default");
    command->add_option("--set", o->sets, "Any key of the configuration: speed=600");
    command->add_option("--speed", o->speed, "Simulated seconds in a second; 0: as fast as possible")
        ->check(CLI::NonNegativeNumber);
    command->add_option("--state", o->state, "Folder of the journal");
    command->add_flag("--new", o->fresh, "Start a new session; the journal of the earlier one is kept beside it");
    command->add_flag("--no-journal", o->no_journal, "Keep nothing");
    command->add_option("--address", o->address, "Address to listen on");
    command->add_option("--port", o->page_port, "Port of the page");
    command->add_option("--gateway-port", o->gateway_port, "Port of the API");
    command->footer("example: argosy up --speed 600");
    on_command(*command, session, [o, &session] { return up_command(*o, session); });
}

}  // namespace argosy::app
