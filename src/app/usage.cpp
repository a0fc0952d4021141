#include "app/usage.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/suggest.hpp"

namespace argosy::app {
namespace {

std::vector<std::string> command_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const auto* sub : app.get_subcommands([](const CLI::App*) { return true; })) names.push_back(sub->get_name());
    return names;
}

/// --flags of the command and of those above it, which a command accepts as well.
std::vector<std::string> option_names(const CLI::App* app) {
    std::vector<std::string> names;
    for (; app != nullptr; app = app->get_parent())
        for (const auto* option : app->get_options())
            for (const auto& name : option->get_lnames()) names.push_back("--" + name);
    return names;
}

const CLI::App* child(const CLI::App* app, std::string_view name) {
    const auto all = app->get_subcommands([&](const CLI::App* s) { return s->get_name() == name; });
    return all.empty() ? nullptr : all.front();
}

bool is(const CLI::ParseError& error, CLI::ExitCodes code) { return error.get_exit_code() == static_cast<int>(code); }

/// "did you mean x?", or the list of what there is.
std::string next_step(std::string_view word, const std::vector<std::string>& names, const std::string& help) {
    if (const auto near = nearest(word, names); !near.empty()) return "did you mean \"" + std::string(near) + "\"?";
    return "see " + help + (names.empty() ? "" : "; there are " + join(names, 24));
}

}  // namespace

Usage explain(const CLI::App& app, const CLI::ParseError& error, std::span<char* const> arguments) {
    const CLI::App* command = &app;
    std::string path = "argosy";
    const auto help = [&] { return path + " --help"; };
    for (const std::string_view word : arguments.subspan(std::min<std::size_t>(1, arguments.size()))) {
        if (const auto* next = child(command, word)) {
            command = next;
            path += " " + std::string(word);
        } else if (word.starts_with("--") && is(error, CLI::ExitCodes::ExtrasError)) {
            const auto flag = word.substr(0, word.find('='));
            const auto options = option_names(command);
            if (std::ranges::find(options, flag) == options.end())
                return {path + ": unknown option " + std::string(flag), next_step(flag, options, help())};
        } else if (!word.starts_with("-") && !command_names(*command).empty()) {
            return {"unknown command \"" + std::string(word) + "\" of " + path,
                    next_step(word, command_names(*command), help())};
        }
    }
    const auto names = command_names(*command);
    if (is(error, CLI::ExitCodes::RequiredError) && !names.empty())
        return {path + " needs a command", "one of " + join(names, 24) + "; see " + help()};
    return {path + ": " + error.what(), "see " + help()};
}

}  // namespace argosy::app
