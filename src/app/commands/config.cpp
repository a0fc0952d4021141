#include "app/commands/config.hpp"

#include <CLI/CLI.hpp>

#include "app/commands/config_versions.hpp"
#include "app/output.hpp"
#include "backtest/config.hpp"
#include "config/document.hpp"
#include "config/load.hpp"
#include "config/write.hpp"
#include "host/layout.hpp"
#include "platform/settings.hpp"
#include "runtime/config.hpp"

namespace argosy::app {
namespace {

struct Options {
    std::string kind = "run";
    std::string file;
    std::vector<std::string> sets;
};

/// A kind of settings file that the program reads, and what it begins with.
struct Kind {
    std::string name;
    const TypeInfo& (*type)();
    std::shared_ptr<void> (*make)();
};
const Kind kinds[] = {{"run", &type_of<backtest::RunConfig>, [] { return type_of<backtest::RunConfig>().make(); }},
                      {"simulation", &type_of<runtime::SimulationConfig>,
                       []() -> std::shared_ptr<void> {
                           return std::make_shared<runtime::SimulationConfig>(runtime::default_simulation());
                       }},
                      {"layout", &type_of<host::Layout>,
                       []() -> std::shared_ptr<void> { return std::make_shared<host::Layout>(host::local_layout()); }},
                      {"settings", &type_of<platform::Settings>, [] { return type_of<platform::Settings>().make(); }}};

const Kind& kind_named(const std::string& name) {
    for (const Kind& k : kinds)
        if (k.name == name) return k;
    return kinds[0];  // CLI11 lets no other name through
}

std::vector<std::string> kind_names() {
    std::vector<std::string> out;
    for (const Kind& k : kinds) out.push_back(k.name);
    return out;
}

/// The settings of file, environment and --set as they take effect. Errors: those of config::load_into.
Result<config::Node> effective(const Options& o) {
    const Kind& kind = kind_named(o.kind);
    const auto value = kind.make();
    ARGOSY_TRY(config::load_into({.file = o.file, .environment = config::process_environment(), .sets = o.sets},
                                 kind.type(), value.get()),
               "");
    return config::to_node(kind.type(), value.get());
}

Result<Exit> validate_command(const Options& o, const Session& session) {
    ARGOSY_LET(const auto node, effective(o), "");
    const std::string hash = config::hash_of(node);
    if (session.json) {
        JsonWriter w;
        w.begin_object().field("file", o.file).field("valid", true).field("hash", hash).end_object();
        print_json(w);
    } else {
        print_line(o.file + " is valid, hash " + hash.substr(0, 16));
    }
    return Exit::ok;
}

Result<Exit> print_command(const Options& o, const Session& session) {
    ARGOSY_LET(const auto node, effective(o), "");
    std::string text = session.json ? config::print_json(node) : config::print_yaml(node);
    if (text.ends_with('\n')) text.pop_back();
    print_line(text);
    return Exit::ok;
}

void add_document(CLI::App& config, Session& session, const char* name, const char* help,
                  std::string (*document)(const Kind&, bool json)) {
    auto o = std::make_shared<Options>();
    auto* command = config.add_subcommand(name, help);
    command->add_option("kind", o->kind, "Of which file")->check(CLI::IsMember(kind_names()))->capture_default_str();
    command->footer(std::string("example: argosy config ") + name + " run");
    on_command(*command, session, [o, document, &session]() -> Result<Exit> {
        std::string text = document(kind_named(o->kind), session.json);
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
    command->footer(std::string("example: argosy config ") + name + " run.yaml --set limits.orders_max=5");
    on_command(*command, session, [o, run, &session] { return run(*o, session); });
}

}  // namespace

void add_config(CLI::App& app, Session& session) {
    auto* config = app.add_subcommand("config", "What there is to set, and whether a file sets it right");
    config->require_subcommand(1);
    add_document(*config, session, "example", "A complete file with every default and its meaning",
                 [](const Kind& k, bool json) {
                     const auto value = k.make();
                     return json ? config::print_json(config::to_node(k.type(), value.get()))
                                 : config::example_yaml(k.type(), value.get());
                 });
    add_document(*config, session, "reference", "Every key in Markdown tables", [](const Kind& k, bool json) {
        return json ? config::json_schema(k.type()) : config::reference_markdown(k.type());
    });
    add_document(*config, session, "schema", "JSON Schema of the file, for editors",
                 [](const Kind& k, bool) { return config::json_schema(k.type()); });
    add_reader(*config, session, "validate", "Check a file and name every mistake", validate_command);
    add_reader(*config, session, "print", "The settings as they take effect, secrets hidden", print_command);
    add_config_versions(*config, session);
}

}  // namespace argosy::app
