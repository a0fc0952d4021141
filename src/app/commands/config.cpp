#include "app/commands/config.hpp"

#include <CLI/CLI.hpp>

#include "app/output.hpp"
#include "backtest/config.hpp"
#include "config/document.hpp"
#include "config/load.hpp"
#include "config/write.hpp"
#include "runtime/config.hpp"

namespace argosy::app {
namespace {

struct Options {
    std::string kind = "backtest";
    std::string file;
    std::vector<std::string> sets;
};

/// A kind of settings file that the program reads.
struct Kind {
    std::string name;
    const TypeInfo& (*type)();
};
const Kind kinds[] = {{"backtest", &type_of<backtest::RunConfig>}, {"simulation", &type_of<runtime::SimulationConfig>}};

const TypeInfo& type_named(const std::string& name) {
    for (const Kind& k : kinds)
        if (k.name == name) return k.type();
    return kinds[0].type();  // CLI11 lets no other name through
}

/// The settings of file, environment and --set as they take effect. Errors: those of config::load_into.
Result<config::Node> effective(const Options& o) {
    const TypeInfo& type = type_named(o.kind);
    const auto value = type.make();
    ARGOSY_TRY(config::load_into({.file = o.file, .environment = config::process_environment(), .sets = o.sets}, type,
                                 value.get()),
               "");
    return config::to_node(type, value.get());
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

/// A text made from the description alone.
using Document = std::string (*)(const TypeInfo&);

void add_document(CLI::App& config, Session& session, const char* name, const char* help, Document document) {
    auto o = std::make_shared<Options>();
    std::vector<std::string> names;
    for (const Kind& k : kinds) names.push_back(k.name);
    auto* command = config.add_subcommand(name, help);
    command->add_option("kind", o->kind, "Of which file")->check(CLI::IsMember(names))->capture_default_str();
    command->footer(std::string("example: argosy config ") + name + " backtest");
    on_command(*command, session, [o, document]() -> Result<Exit> {
        std::string text = document(type_named(o->kind));
        if (text.ends_with('\n')) text.pop_back();
        print_line(text);
        return Exit::ok;
    });
}

void add_reader(CLI::App& config, Session& session, const char* name, const char* help,
                Result<Exit> (*run)(const Options&, const Session&)) {
    auto o = std::make_shared<Options>();
    std::vector<std::string> names;
    for (const Kind& k : kinds) names.push_back(k.name);
    auto* command = config.add_subcommand(name, help);
    command->add_option("file", o->file, "YAML, or JSON when it ends in .json")->required();
    command->add_option("--kind", o->kind, "What the file configures")
        ->check(CLI::IsMember(names))
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
                 config::example_yaml);
    add_document(*config, session, "reference", "Every key in Markdown tables", config::reference_markdown);
    add_document(*config, session, "schema", "JSON Schema of the file, for editors", config::json_schema);
    add_reader(*config, session, "validate", "Check a file and name every mistake", validate_command);
    add_reader(*config, session, "print", "The settings as they take effect, secrets hidden", print_command);
}

}  // namespace argosy::app
