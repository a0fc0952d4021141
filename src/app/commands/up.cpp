#include "app/commands/up.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <ranges>
#include <sys/stat.h>

#include "api/guard.hpp"
#include "app/layout_options.hpp"
#include "app/memory.hpp"
#include "app/neighbours.hpp"
#include "app/new_session.hpp"
#include "app/output.hpp"
#include "app/pace.hpp"
#include "app/platform.hpp"
#include "app/rule_files.hpp"
#include "app/run_options.hpp"
#include "app/settings_kinds.hpp"
#include "app/start_check.hpp"
#include "app/state_folder.hpp"
#include "app/version.hpp"
#include "config/load.hpp"
#include "data/catalogue.hpp"
#include "engine/engine.hpp"
#include "journal/hold.hpp"
#include "journal/reader.hpp"
#include "ledger/journal_mark.hpp"
#include "net/loop.hpp"
#include "services/config/configuration.hpp"
#include "services/config/core_applier.hpp"
#include "services/orchestrator/stop_signal.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace argosy::app {
namespace {

namespace fs = std::filesystem;

struct Options {
    RunOptions run;
    LayoutOptions layout;
    std::string state;  ///< empty: argosy-state, and for a process that does not trade one of its own beside it
    std::string speed;
    std::string address;  ///< empty: that of the layout
    std::string replay;   ///< symbols, separated by commas; empty: those of the file
    bool is_replay = false;
    bool is_served = false;                                ///< argosy serve, which is told its process
    std::optional<std::uint16_t> page_port, gateway_port;  ///< none: those of the layout
    bool fresh = false, no_journal = false, forget_sealed = false;
    net::TlsFiles tls;
    std::string master_key;
};

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

/// What the command line says of the simulation.
struct Said {
    std::optional<runtime::SimulationConfig> simulation;  ///< none: nothing but perhaps its speed
    std::optional<double> speed;
};

Result<Said> read_said(const Options& o) {
    Said said;
    if (!o.speed.empty()) {
        ARGOSY_LET(said.speed, read_speed(o.speed), "");
    }
    if (!o.is_replay && o.run.is_empty() && config::process_environment().empty()) return said;
    ARGOSY_LET(said.simulation, o.is_replay ? read_replay(o) : read_simulation(o), "");
    return said;
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

/// The last version of the configuration, with the simulation that the command line says. A journal goes on with what
/// it began with: what was changed of it since is in force in the next session.
Result<platform::Settings> read_settings(const Said& said, const store::Store& store, bool is_new_session) {
    ARGOSY_LET(auto settings, services::config::stored_settings(store, {}), "configuration");
    if (!is_new_session) {
        ARGOSY_LET(auto began, services::config::session_settings(store, {}), "configuration");
        settings.simulation = std::move(began.simulation);
    }
    if (said.simulation) settings.simulation = *said.simulation;
    if (said.speed) settings.simulation.speed = *said.speed;
    return settings;
}

/// How fast it goes and from when a page is there changes no decision, so that a journal repeats with either.
bool is_decisive(const services::config::Difference& d) {
    return d.path != "simulation.speed" && d.path != "simulation.history";
}

/// A whole strategy would fill the screen.
std::string shortened(const std::string& value) {
    constexpr std::size_t length_max = 40;
    if (value.empty()) return "nothing";
    return value.size() <= length_max ? value : value.substr(0, length_max - 3) + "...";
}

/// A journal repeats with the settings that it began with, and with no others. Errors: rejected, naming what differs.
Result<> check_same_session(const store::Store& store, const platform::Settings& settings) {
    ARGOSY_LET(const auto began, services::config::session_settings(store, settings), "configuration");
    auto found = services::config::differences(services::config::tree_of({.simulation = began.simulation}),
                                               services::config::tree_of({.simulation = settings.simulation}));
    std::erase_if(found, [](const auto& d) { return !is_decisive(d); });
    if (found.empty()) return {};
    std::string text = "this session began with other settings:";
    constexpr std::size_t shown = 8;
    for (const auto& d : found | std::views::take(shown))
        text += fmt::format("\n  {}: {}, now {}", d.path, shortened(d.from), shortened(d.to));
    if (found.size() > shown) text += fmt::format("\n  and {} more", found.size() - shown);
    return fail(Errc::rejected, std::move(text),
                "leave these flags out to go on with it, or add --new for a new session; the earlier one is kept");
}

/// Without its store nobody can say what differs, but the journal knows whether something does.
Result<> check_same_journal(const fs::path& journal, const runtime::SimulationConfig& config) {
    ARGOSY_LET(auto reader, journal::Reader::open(journal), "");
    journal::Record head;
    ARGOSY_LET(const bool found, reader.next(head), "");
    const std::string hash = runtime::decisive_hash(config);
    if (!found || std::ranges::equal(head.payload, std::as_bytes(std::span(hash)))) return {};
    return fail(Errc::rejected,
                "this session began with other settings, and argosy.db, which could name them, is not there",
                "start it with the flags and the file that it began with, or add --new for a new session; the earlier "
                "one is kept");
}

/// What SIGHUP reads again. The file of a replay is a backtest's, which is no settings of a platform.
config::Sources sources_of(const Options& o) {
    if (o.is_replay || o.run.file.empty()) return {};
    return {.file = o.run.file, .environment = config::process_environment(), .sets = o.run.sets};
}

/// A stop is latched over restarts: whoever starts again wonders why nothing is traded.
void tell_standstill(const runtime::Simulation& simulation, const fs::path& state) {
    const fs::path flag = state / "EMERGENCY_STOP";
    std::error_code ignored;
    if (fs::exists(flag, ignored))
        return print_line(fmt::format("trading is stopped: {} is there; remove it, then re-arm", flag.string()));
    if (simulation.is_trading()) return;
    const auto cause = simulation.engine().monitor().cause_text().view();
    print_line(fmt::format("trading is stopped{}{}; argosy status says more", cause.empty() ? "" : ": ", cause));
}

void tell_started(const Options& o, const Place& place, const Session& session, const fs::path& state,
                  const runtime::Simulation& simulation, const Platform& platform) {
    const std::string page = platform.url(platform.ports().page), gateway = platform.url(platform.ports().gateway);
    if (session.json) {
        JsonWriter w;
        w.begin_object().field("mode", "simulation").field("source", simulation.source().describe());
        w.field("page", page).field("gateway", gateway);
        w.field("journal", o.no_journal ? "" : (fs::path(o.state) / "journal").string());
        w.field("state", state.string());
        w.field("resumed_records", simulation.resumed_records()).field("time", to_iso8601(simulation.now()));
        print_json(w.end_object());
    } else if (!place.trades) {
        print_line(fmt::format("{}: {}", place.process, gateway));
    } else {
        if (simulation.resumed_records() > 0)
            print_line(fmt::format("continued from {} after {} records", to_iso8601(simulation.now()),
                                   format_count(simulation.resumed_records())));
        print_line(fmt::format("SIMULATION: {}; {}", simulation.source().describe(), page));
        tell_standstill(simulation, state);
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
        fs::create_directories(folder.path_, ec);  // the umask keeps others out
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
Result<Place> settle_place(Options& o) {
    ARGOSY_LET(auto place, read_place(o.layout), "layout");
    if (o.address.empty()) o.address = place.address;
    if (!o.page_port) o.page_port = place.ports.page;
    if (!o.gateway_port) o.gateway_port = place.ports.gateway;
    if (o.state.empty()) o.state = place.trades ? "argosy-state" : "argosy-state-" + place.process;
    ARGOSY_TRY(check_address(o), "");
    return place;
}

/// The file of the settings as it is now: what SIGHUP compares with.
Result<std::optional<services::config::FileSettings>> read_file(const Options& o) {
    const auto sources = sources_of(o);
    if (sources.file.empty()) return std::nullopt;
    ARGOSY_LET(auto file, services::config::read_settings_file(sources), "up");
    return file;
}

/// Settings that can start with the strategies that they name. Errors: what keeps them from it.
Result<> check_settled(const Options& o, platform::Settings settings) {
    ARGOSY_LET(const auto strategies,
               settle_strategies(settings.simulation.run.books, fs::path(o.run.file).parent_path()), "");
    return check_start(settings, strategies);
}

/// Errors: why the settings in force keep the program from starting, and the way back.
Result<> check_before_start(const Options& o, platform::Settings settings, const strategy::Catalogue& strategies) {
    if (!o.tls.private_key.empty()) settings.platform.gateway.tls_certificate.clear();  // the command line's count
    const auto good = check_start(settings, strategies);
    if (good) return {};
    return fail(good.error().code(), "the settings in force cannot start: " + std::string(good.error().message()),
                "go back: argosy config versions, then argosy config rollback N, both with --state " + o.state);
}

/// Somebody else may listen where this process is to.
Result<> check_ports(const Options& o, const Place& place) {
    net::Loop loop;
    const auto check = [&](std::uint16_t port) -> Result<> {
        net::HttpServer server(loop, [](const net::Request&, net::Responder) {});
        ARGOSY_TRY(server.listen(o.address, port), "");
        return {};
    };
    if (place.has_pages) ARGOSY_TRY(check(*o.page_port), "page (--port)");
    ARGOSY_TRY(check(*o.gateway_port), "gateway (--gateway-port)");
    return {};
}

/// Before anything is moved: what the command line says can start, what is carried over can, and the ports are free.
Result<> begin_anew(const Options& o, const Place& place, const Said& said) {
    if (!o.fresh || o.no_journal) return {};
    const auto check = [&](const platform::Settings& carried) {
        platform::Settings settings = carried;
        if (said.simulation) settings.simulation = *said.simulation;
        return check_settled(o, std::move(settings));
    };
    return begin_new_session(o.state, check, [&] { return check_ports(o, place); });
}

constexpr Duration patience = 2s;  // with a process that was killed and is not quite gone

Result<std::unique_ptr<store::Store>> open_store(const fs::path& state) {
    ARGOSY_LET(auto store, store::sqlite::open({.file = state / "argosy.db", .patience = patience}), "store");
    ARGOSY_TRY(journal::Hold::take(state / "journal", patience), "");  // whoever had the store had it as well
    return store;
}

/// What a start finds: no journal yet; a journal with its store; a journal whose store was lost.
enum class Found : std::uint8_t { nothing, session, journal_alone };

Result<Found> look_for_session(const fs::path& state, const store::Store& store) {
    if (!journal::has_records(state / "journal")) return Found::nothing;
    ARGOSY_LET(const auto last, services::config::last_version(store), "");
    return last ? Found::session : Found::journal_alone;
}

/// Before the core is opened. Errors: these settings do not go with what is there.
Result<> check_session(Found found, const fs::path& state, store::Store& store, const platform::Settings& settings,
                       const std::optional<services::config::FileSettings>& file) {
    if (found == Found::session) return check_same_session(store, settings);
    if (found == Found::journal_alone) return check_same_journal(state / "journal", settings.simulation);
    ARGOSY_TRY(ledger::check_journal(store, 0), "");
    return services::config::begin_session(store, settings, file, net::wall_time());
}

/// What people have changed in a session whose store was lost, the core alone remembers.
Result<> recover_settings(store::Store& store, const engine::Engine& engine, platform::Settings& settings,
                          const std::optional<services::config::FileSettings>& file) {
    const auto began = settings;
    services::config::take_over(engine, settings);
    return services::config::resume_session(store, began, settings, file, net::wall_time());
}

PlatformOptions platform_options(const Options& o, const Place& place, const Session& session, const fs::path& state) {
    return {.state = state,
            .master_key = o.master_key,
            .address = o.address,
            .ports = {.page = *o.page_port, .gateway = *o.gateway_port},
            .tls = o.tls,
            .data_dir = data::data_dir(session.data_dir),
            .version = fmt::format("{} ({})", version(), revision()),
            .forget_sealed = o.forget_sealed,
            .sources = sources_of(o),
            .elsewhere = place.elsewhere,
            .has_pages = place.has_pages,
            .upstreams = place.upstreams,
            .issuers = place.issuers};
}

Result<Exit> up_command(Options o, const Session& session) {
    ::umask(077);  // journal, log and results of backtests are the owner's, as stores and keys are
    ARGOSY_LET(const auto place, settle_place(o), "up");
    std::optional<services::orchestrator::HoldStopSignal> hold(std::in_place);
    ARGOSY_LET(const auto said, read_said(o), "up");
    ARGOSY_LET(const auto file, read_file(o), "up");
    if (said.simulation) ARGOSY_TRY(check_settled(o, {.simulation = *said.simulation}), "up");
    ARGOSY_LET(const auto folder, StateFolder::make(o), "up");
    if (const auto open = check_rights(folder.path()); !open) print_warning(open.error().describe());
    ARGOSY_TRY(begin_anew(o, place, said), "up");
    ARGOSY_TRY(check_database(folder.path() / "argosy.db"), "up");
    ARGOSY_LET(auto store, open_store(folder.path()), "up");
    ARGOSY_LET(const auto found, look_for_session(folder.path(), *store), "up");
    ARGOSY_LET(auto settings, read_settings(said, *store, found == Found::nothing), "up");
    ARGOSY_LET(const auto strategies,
               settle_strategies(settings.simulation.run.books, fs::path(o.run.file).parent_path()), "up");
    ARGOSY_TRY(check_before_start(o, settings, strategies), "up");
    ARGOSY_TRY(check_session(found, folder.path(), *store, settings, file), "up");
    ARGOSY_LET(auto simulation, open_simulation(o, session, settings.simulation, strategies), "up");
    if (!o.no_journal) ARGOSY_TRY(ledger::check_journal(*store, simulation->records()), "up");
    if (found == Found::journal_alone) ARGOSY_TRY(recover_settings(*store, simulation->engine(), settings, file), "up");
    if (!simulation->recovery_note().empty()) print_warning(simulation->recovery_note());
    if (place.trades) simulation->play_history();

    std::signal(SIGPIPE, SIG_IGN);  // trading goes on when nobody reads our output any more
    net::Loop loop;
    PlatformOptions options = platform_options(o, place, session, folder.path());
    options.settings = std::move(settings);
    options.file = file;
    ARGOSY_LET(const auto platform, Platform::open(loop, *simulation, strategies, std::move(store), std::move(options)),
               "up");
    std::optional<Pace> pace;
    if (place.trades) pace.emplace(loop, *simulation, [&p = *platform] { return p.keeps_up(); });
    net::Signals signals(loop, {SIGINT, SIGTERM, SIGHUP}, [&](int number) { on_signal(number, *platform, loop); });
    ARGOSY_TRY(platform->start(), "up");
    hold.reset();
    std::optional<Neighbours> neighbours;
    if (!o.is_served && !place.others.empty()) neighbours.emplace(loop, place.others, o.layout.file);
    tell_started(o, place, session, folder.path(), *simulation, *platform);
    net::Timer settled(loop);
    settled.after(1s, [] { give_back_start_memory(); });  // later than the first answers
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
    command->add_option("--state", o->state, "Folder of the journal [argosy-state]");
    command->add_flag("--new", o->fresh,
                      "Start a new session with the settings in force; the earlier one is kept beside it");
    command->add_flag("--no-journal", o->no_journal, "Keep nothing");
    command->add_option(
        "--layout", o->layout.file,
        "YAML file: argosy config example layout [all in one process]; up runs all its processes, serve one");
    command->add_option("--address", o->address, "Address to listen on; another than 127.0.0.1 or ::1 needs TLS");
    command->add_option("--tls-cert", o->tls.certificate_chain, "PEM file of the certificate and its chain");
    command->add_option("--tls-key", o->tls.private_key, "PEM file of its key; SIGHUP reads both again");
    command->add_option("--master-key", o->master_key,
                        "File of the key that seals secrets [made in the state folder, or systemd's credential]");
    command->add_flag("--forget-sealed", o->forget_sealed,
                      "The master key is lost: forget what it sealed (secrets, sign-ins)");
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
