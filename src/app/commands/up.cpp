#include "app/commands/up.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <fmt/format.h>

#include "api/guard.hpp"
#include "app/layout_options.hpp"
#include "app/output.hpp"
#include "app/pace.hpp"
#include "app/platform.hpp"
#include "app/rule_files.hpp"
#include "app/run_options.hpp"
#include "app/settings_kinds.hpp"
#include "app/version.hpp"
#include "config/load.hpp"
#include "data/catalogue.hpp"
#include "ledger/journal_mark.hpp"
#include "net/loop.hpp"
#include "services/config/configuration.hpp"
#include "services/orchestrator/stop_signal.hpp"
#include "store/sqlite/maintenance.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace argosy::app {
namespace {

namespace fs = std::filesystem;

struct Options {
    RunOptions run;
    LayoutOptions layout;
    std::string state = "argosy-state", speed;
    std::string address;  ///< empty: that of the layout
    std::string replay;   ///< symbols, separated by commas; empty: those of the file
    bool is_replay = false;
    bool is_served = false;                                ///< argosy serve, which is told its process
    std::optional<std::uint16_t> page_port, gateway_port;  ///< none: those of the layout
    bool fresh = false, no_journal = false;
    net::TlsFiles tls;
    std::string master_key;
};

/// Moves a file or folder of an earlier session aside; it is never deleted.
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

/// --replay: the run that `argosy backtest` makes of the same file and flags, played live.
Result<runtime::SimulationConfig> read_replay(const Options& o) {
    runtime::SimulationConfig config;
    RunOptions run = o.run;
    if (!o.replay.empty()) run.symbols = CLI::detail::split(o.replay, ',');
    const bool names_strategies = !run.strategies.empty() || !run.file.empty();
    if (!names_strategies)
        for (const auto& s : runtime::default_simulation().run.books.front().strategies)
            run.strategies.push_back(s.name);
    ARGOSY_LET(auto recorded, read_run(run), "replay");
    config.run = std::move(recorded.config);
    config.source = runtime::SourceKind::replay;
    config.history = 0;
    config.speed = 3600;
    return config;
}

Result<runtime::SimulationConfig> read_simulation(const Options& o) {
    auto config = runtime::default_simulation();
    const config::Sources sources{.file = o.run.file, .environment = config::process_environment(), .sets = o.run.sets};
    ARGOSY_TRY(with_kind_hint(config::load_into(sources, type_of<runtime::SimulationConfig>(), &config), o.run.file,
                              "simulation"),
               "configuration");
    RunOptions run = o.run;
    if (config.source == runtime::SourceKind::synthetic) {  // the market makes the bars that the strategies see
        if (run.timeframe.empty() && !run.strategies.empty()) run.timeframe = to_string(config.interval);
        if (!run.timeframe.empty()) {
            ARGOSY_LET(config.interval, parse_duration(run.timeframe), "--timeframe");
        }
    }
    ARGOSY_TRY(apply_run_options(config.run, run), "simulation");
    if (config.source == runtime::SourceKind::synthetic && !(o.run.venue + o.run.from + o.run.to).empty())
        return fail(Errc::invalid_argument, "--venue, --from and --to choose recorded data, this market is synthetic",
                    "add --replay, or leave them out");
    return config;
}

Result<double> read_speed(const std::string& text) {
    if (text == "max") return 0.0;
    double speed = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), speed);
    if (ec == std::errc{} && end == text.data() + text.size() && speed >= 0 && speed <= 1e9) return speed;
    return fail(Errc::invalid_argument, "--speed " + text + ": expected simulated seconds in a second, up to 1e9",
                "write it like 1, 600 or max");
}

Result<runtime::SimulationConfig> read_config(const Options& o) {
    auto config = o.is_replay ? read_replay(o) : read_simulation(o);
    if (config && !o.speed.empty()) {
        ARGOSY_LET(config->speed, read_speed(o.speed), "");
    }
    return config;
}

Result<std::unique_ptr<runtime::Simulation>> open_simulation(const Options& o, const Session& session,
                                                             runtime::SimulationConfig config,
                                                             const strategy::Catalogue& strategies) {
    std::optional<data::Catalogue> catalogue;
    if (config.source == runtime::SourceKind::replay) {
        ARGOSY_LET(catalogue, data::Catalogue::open(data::data_dir(session.data_dir)), "market data");
    }
    const fs::path journal = fs::path(o.state) / "journal";
    return runtime::Simulation::open(
        std::move(config), strategies,
        {.journal = o.no_journal ? fs::path{} : journal, .catalogue = catalogue ? &*catalogue : nullptr});
}

/// What the command line says, or, when it says nothing of the run, what the configuration of this state says.
Result<platform::Settings> read_settings(const Options& o, const store::Store& store) {
    platform::Settings settings;
    ARGOSY_LET(settings.simulation, read_config(o), "");
    ARGOSY_LET(auto stored, services::config::session_settings(store, settings), "configuration");
    settings.platform = std::move(stored.platform);
    const bool says_nothing =
        !o.is_replay && o.speed.empty() && o.run.is_empty() && config::process_environment().empty();
    if (says_nothing) settings.simulation = std::move(stored.simulation);
    return settings;
}

/// What SIGHUP reads again. The file of a replay is a backtest's, which is no settings of a platform.
config::Sources sources_of(const Options& o) {
    if (o.is_replay || o.run.file.empty()) return {};
    return {.file = o.run.file, .environment = config::process_environment(), .sets = o.run.sets};
}

Result<> set_session_aside(const Options& o) {
    if (!o.fresh || o.no_journal) return {};
    ARGOSY_TRY(set_aside(fs::path(o.state) / "journal"), "new session");
    return set_aside(fs::path(o.state) / "argosy.db");
}

/// As it is written in a browser.
std::string address_of(const Options& o, std::uint16_t port) {
    const std::string host = o.address.contains(':') ? "[" + o.address + "]" : o.address;
    return fmt::format("{}://{}:{}/", o.tls.private_key.empty() ? "http" : "https", host, port);
}

void tell_started(const Options& o, const Session& session, const fs::path& state,
                  const runtime::Simulation& simulation, Ports ports) {
    if (session.json) {
        JsonWriter w;
        w.begin_object().field("mode", "simulation").field("source", simulation.source().describe());
        w.field("page", address_of(o, ports.page)).field("gateway", address_of(o, ports.gateway));
        w.field("journal", o.no_journal ? "" : (fs::path(o.state) / "journal").string());
        w.field("state", state.string());
        w.field("resumed_records", simulation.resumed_records()).field("time", to_iso8601(simulation.now()));
        print_json(w.end_object());
    } else {
        if (simulation.resumed_records() > 0)
            print_line(fmt::format("continued from {} after {} records", to_iso8601(simulation.now()),
                                   format_count(simulation.resumed_records())));
        print_line(fmt::format("SIMULATION: {}; {}", simulation.source().describe(), address_of(o, ports.page)));
    }
    static_cast<void>(flush_output());  // somebody may wait for this line; trading does not depend on it
}

/// Passwords and tokens travel to every address but our own encrypted only.
Result<> check_address(const Options& o) {
    if (o.tls.certificate_chain.empty() != o.tls.private_key.empty())
        return fail(Errc::invalid_argument, "--tls-cert and --tls-key belong together");
    if (api::is_loopback(o.address) || !o.tls.private_key.empty()) return {};
    return fail(Errc::invalid_argument, "--address " + o.address + ": passwords would travel there unencrypted",
                "give --tls-cert and --tls-key, or keep 127.0.0.1 and reach it from elsewhere with "
                "ssh -L 9100:127.0.0.1:9100 THIS-MACHINE");
}

/// The folder of the state, or of a run that keeps nothing one that goes with it.
class StateFolder {
public:
    static Result<StateFolder> make(const Options& o) {
        StateFolder folder;
        folder.path_ = o.state;
        folder.is_temporary_ = o.no_journal;
        std::string name = (fs::temp_directory_path() / "argosy-XXXXXX").string();
        if (o.no_journal && ::mkdtemp(name.data()) == nullptr)
            return fail(Errc::unavailable, "no folder can be made in " + fs::temp_directory_path().string());
        if (o.no_journal) folder.path_ = name;
        std::error_code ec;
        fs::create_directories(folder.path_, ec);
        if (ec) return fail(Errc::unavailable, "cannot make the folder " + folder.path_.string() + ": " + ec.message());
        return folder;
    }
    StateFolder(StateFolder&& other) noexcept
        : path_(std::move(other.path_)), is_temporary_(std::exchange(other.is_temporary_, false)) {}
    StateFolder& operator=(StateFolder&&) = delete;
    ~StateFolder() {
        std::error_code ignored;
        if (is_temporary_) fs::remove_all(path_, ignored);
    }
    [[nodiscard]] const fs::path& path() const noexcept { return path_; }

private:
    StateFolder() = default;
    fs::path path_;
    bool is_temporary_ = false;
};

void on_signal(int number, Platform& platform, net::Loop& loop) {
    if (number == SIGHUP) {
        if (const auto done = platform.reload(); !done) print_error(done.error());
    } else {
        loop.stop();
    }
}

/// What the command line says of where to listen, over what the layout says.
Result<> settle_place(Options& o) {
    ARGOSY_LET(const auto place, read_place(o.layout), "layout");
    if (o.address.empty()) o.address = place.address;
    if (!o.page_port) o.page_port = place.ports.page;
    if (!o.gateway_port) o.gateway_port = place.ports.gateway;
    return check_address(o);
}

/// A start reads a small database whole, so that nothing trades on what is damaged; argosy doctor reads any.
Result<> check_database(const fs::path& file) {
    constexpr std::uintmax_t small = 64U << 20U;
    std::error_code none;
    if (const auto size = fs::file_size(file, none); none || size > small) return {};
    ARGOSY_LET(const auto report, store::sqlite::check(file), "store");
    if (report.problems.empty()) return {};
    return fail(Errc::corrupt, fmt::format("{} is damaged: {}", file.string(), report.problems.front()),
                "put a backup back (argosy store check shows all that is wrong), or move the file away: the journal "
                "holds all trading, but settings, secrets and the audit log begin anew");
}

Result<Exit> up_command(Options o, const Session& session) {
    ARGOSY_TRY(settle_place(o), "up");
    std::optional<services::orchestrator::HoldStopSignal> hold(std::in_place);
    ARGOSY_LET(const auto folder, StateFolder::make(o), "up");
    ARGOSY_TRY(set_session_aside(o), "up");
    ARGOSY_TRY(check_database(folder.path() / "argosy.db"), "up");
    ARGOSY_LET(auto store, store::sqlite::open({.file = folder.path() / "argosy.db"}), "store");
    ARGOSY_LET(auto settings, read_settings(o, *store), "up");
    ARGOSY_LET(const auto strategies,
               settle_strategies(settings.simulation.run.books, fs::path(o.run.file).parent_path()), "up");
    ARGOSY_LET(auto simulation, open_simulation(o, session, settings.simulation, strategies), "up");
    if (!o.no_journal) ARGOSY_TRY(ledger::check_journal(*store, simulation->records()), "up");
    if (!simulation->recovery_note().empty()) print_warning(simulation->recovery_note());
    simulation->play_history();

    std::signal(SIGPIPE, SIG_IGN);  // trading goes on when nobody reads our output any more
    net::Loop loop;
    ARGOSY_LET(const auto platform,
               Platform::open(loop, *simulation, strategies, std::move(store),
                              {.state = folder.path(),
                               .master_key = o.master_key,
                               .address = o.address,
                               .ports = {.page = *o.page_port, .gateway = *o.gateway_port},
                               .tls = o.tls,
                               .data_dir = data::data_dir(session.data_dir),
                               .version = fmt::format("{} ({})", version(), revision()),
                               .settings = std::move(settings),
                               .sources = sources_of(o)}),
               "up");
    Pace pace(loop, *simulation);
    net::Signals signals(loop, {SIGINT, SIGTERM, SIGHUP}, [&](int number) { on_signal(number, *platform, loop); });
    ARGOSY_TRY(platform->start(), "up");
    hold.reset();
    tell_started(o, session, folder.path(), *simulation, platform->ports());
    loop.run();
    platform->stop();
    if (!simulation->commit()) return fail(Errc::unavailable, simulation->failure().value_or("the journal failed"));
    if (!session.json)
        print_line("stopped" +
                   (o.no_journal ? std::string() : "; the next start continues from " + to_iso8601(simulation->now())));
    return Exit::ok;
}

CLI::App* add(CLI::App& app, Session& session, const std::shared_ptr<Options>& o, const char* name, const char* help) {
    auto* command = app.add_subcommand(name, help);
    // Before the file of the run: what is first on the line is the process.
    if (o->is_served) command->add_option("process", o->layout.process, "Its name in the layout")->required();
    add_run_options(*command, o->run);
    command->get_option("config")->description(
        "YAML file: argosy config example simulation; with --replay that of argosy backtest");
    command->get_option("--set")->description(
        "Any key of the settings: run.limits.daily_trades_max=20; with --replay those of argosy backtest");
    command->get_option("--strategy")
        ->description(
            "Strategies that vote (argosy strategies), or rule files [those of argosy config example simulation]");
    auto* replay =
        command->add_option("--replay", o->replay,
                            "Play recorded bars, of these instruments or of those of the file; flags as in backtest");
    replay->expected(0, 1);
    command->add_option("--speed", o->speed,
                        "Simulated seconds in a second; max or 0: as fast as it can [60; replay: 3600]");
    command->add_option("--state", o->state, "Folder of the journal");
    command->add_flag("--new", o->fresh, "Start a new session; the journal of the earlier one is kept beside it");
    command->add_flag("--no-journal", o->no_journal, "Keep nothing");
    command->add_option("--layout", o->layout.file, "YAML file: argosy config example layout [all in one process]");
    command->add_option("--address", o->address, "Address to listen on; another than 127.0.0.1 or ::1 needs TLS");
    command->add_option("--tls-cert", o->tls.certificate_chain, "PEM file of the certificate and its chain");
    command->add_option("--tls-key", o->tls.private_key, "PEM file of its key; SIGHUP reads both again");
    command->add_option("--master-key", o->master_key,
                        "File of the key that seals secrets [made in the state folder, or systemd's credential]");
    command->add_option("--port", o->page_port, "Port of the page [9100]");
    command->add_option("--gateway-port", o->gateway_port, "Port of the API [9000]");
    on_command(*command, session, [o, replay, &session] {
        o->is_replay = replay->count() > 0;
        return up_command(*o, session);
    });
    return command;
}

}  // namespace

void add_up(CLI::App& app, Session& session) {
    add(app, session, std::make_shared<Options>(), "up", "Trade in simulation; dashboard at http://127.0.0.1:9100")
        ->footer(
            "examples: argosy up --speed 600\n"
            "          argosy up --replay BTC/USDT:USDT --venue binance --interval 1h -S ema_cross,macd --speed max");
    const auto served = std::make_shared<Options>();
    served->is_served = true;
    add(app, session, served, "serve", "Run one process of a layout, as a container or systemd does")
        ->footer("example: argosy serve argosy --layout layout.yaml");
}

}  // namespace argosy::app
