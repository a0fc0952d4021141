#pragma once

#include <span>
#include <string>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace argosy::app {

/// What was wrong with the command line, with the nearest command or option where one was misspelt, and the next step.
struct Usage {
    std::string message, next;
};
[[nodiscard]] Usage explain(const CLI::App& app, const CLI::ParseError& error, std::span<char* const> arguments);

}  // namespace argosy::app
