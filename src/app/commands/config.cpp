#include "app/commands/config.hpp"

#include <CLI/CLI.hpp>

#include "app/commands/config_versions.hpp"
#include "app/output.hpp"
#include "app/rule_files.hpp"
#include "app/run_options.hpp"
#include "app/settings_kinds.hpp"
#include "backtest/config.hpp"
#include "config/document.hpp"
#include "config/load.hpp"
#include "config/write.hpp"
#include "runtime/config.hpp"

namespace argosy::app {
namespace {

struct Options {
    std::string kind = "run";
    std::string file;
    std::vector<std::string> sets;
};

std::vector<std::string> kind_names() {
    std::vector<std::string> out;
    for (const auto& k : settings_kinds()) out.push_back(k.name);
    return out;
}

/// The settings of file, environment and --set as they take effect. Errors: those of config::load_into.
Result<std::shared_ptr<void>> effective(const Options& o) {
    const auto& kind = settings_kind(o.kind);
    auto value = kind.make();
    ARGOSY_TRY(
        with_kind_hint(config::load_into({.file = o.file, .environment = config::process_environment(), .sets = o.sets},
                                         kind.type(), value.get()),
                       o.file, o.kind),
        "");
    return value;
}

/// What only the run itself would find: strategies, their parameters, a quorum that cannot be reached.
/// Returns what the file leaves to flags. Errors: those of settle_strategies and check_run.
Result<std::string> check_meaning(const Options& o, const void* value) {
    const bool is_simulation = o.kind == "simulation";
    if (!is_simulation && o.kind != "run") return std::string();
    auto run = is_simulation ? static_cast<const runtime::SimulationConfig*>(value)->run
                             : *static_cast<const backtest::RunConfig*>(value);
    ARGOSY_LET(const auto strategies, settle_strategies(run.books, std::filesystem::path(o.file).parent_path()),
               o.file);
    if (run.books.empty()) return std::string("it names no books: --strategy must say who decides");
    ARGOSY_TRY(check_run(run, strategies), o.file);
    if (run.instruments.empty()) return std::string("it names no instruments: --symbol must");
    return std::string();
}

Result<Exit> validate_command(const Options& o, const Session& session) {
    ARGOSY_LET(const auto value, effective(o), "");
    ARGOSY_LET(const std::string left_open, check_meaning(o, value.get()), "");
    const std::string hash = config::hash_of(config::to_node(settings_kind(o.kind).type(), value.get()));
    if (session.json) {
        JsonWriter w;
        w.begin_object().field("file", o.file).field("valid", true).field("hash", hash);
        w.field("note", left_open).end_object();
        print_json(w);
    } else {
        print_line(o.file + " is valid, hash " + hash.substr(0, 16));
        if (!left_open.empty()) print_line("note: " + left_open);
    }
    return Exit::ok;
}

Result<Exit> print_command(const Options& o, const Session& session) {
    ARGOSY_LET(const auto value, effective(o), "");
    const auto node = config::to_node(settings_kind(o.kind).type(), value.get());
    std::string text = session.json ? config::print_json(node) : config::print_yaml(node);
    if (text.ends_with('\n')) text.pop_back();
    print_line(text);
    return Exit::ok;
}

void add_document(CLI::App& config, Session& session, const char* name, const char* help,
                  std::string (*document)(const SettingsKind&, bool json)) {
    auto o = std::make_shared<Options>();
    auto* command = config.add_subcommand(name, help);
    command->add_option("kind", o->kind, "Of which file")->check(CLI::IsMember(kind_names()))->capture_default_str();
    command->footer(std::string("example: argosy config ") + name + " run");
    on_command(*command, session, [o, document, &session]() -> Result<Exit> {
        std::string text = document(settings_kind(o->kind), session.json);
        if (text.ends_with('\n')) text.pop_back();
        print_line(text);
        return Exit::ok;
    });
}

void add_reader(CLI::App& config, Session& session, const char* name, const char* help,
                Result<Exit> (*run)(const Options&, const Session&)) {
    auto o = std::make_shared<Options>();
    auto* command = config.add_subcommand(name, help);
    command->add_option("file", o->file, "YAML, or JSON when it ends in .json")->required();
    command->add_option("--kind", o->kind, "What the file configures")
        ->check(CLI::IsMember(kind_names()))
        ->capture_default_str();
    command->add_option("--set", o->sets, "key.path=value, over file and environment");
    command->footer(std::string("example: argosy config ") + name + " run.yaml --set limits.open_orders_max=5");
    on_command(*command, session, [o, run, &session] { return run(*o, session); });
}

}  // namespace

void add_config(CLI::App& app, Session& session) {
    auto* config = app.add_subcommand("config", "What there is to set, and whether a file sets it right");
    config->require_subcommand(1);
    add_document(*config, session, "example", "A complete file with every default and its meaning",
                 [](const SettingsKind& k, bool json) {
                     const auto value = k.make();
                     return json ? config::print_json(config::to_node(k.type(), value.get()))
                                 : config::example_yaml(k.type(), value.get());
                 });
    add_document(*config, session, "reference", "Every key in Markdown tables", [](const SettingsKind& k, bool json) {
        return json ? config::json_schema(k.type()) : config::reference_markdown(k.type());
    });
    add_document(*config, session, "schema", "JSON Schema of the file, for editors",
                 [](const SettingsKind& k, bool) { return config::json_schema(k.type()); });
    add_reader(*config, session, "validate", "Check a file and name every mistake", validate_command);
    add_reader(*config, session, "print", "The settings as they take effect, secrets hidden", print_command);
    add_config_versions(*config, session);
}

}  // namespace argosy::app
