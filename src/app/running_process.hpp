#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "config/node.hpp"
#include "net/http.hpp"

/// The running process of a state folder, as its owner asks it: over its Unix socket, with every right and no sign-in.
namespace argosy::app {

struct Question {
    std::string state;  ///< folder that `argosy up` was given
    net::Method method = net::Method::get;
    std::string path;  ///< of the API, with its query
    std::string body;  ///< JSON; empty: none
};

/// What it answered.
struct Answered {
    std::string text;   ///< one JSON document
    config::Node tree;  ///< the same, read
};

/// Errors: unavailable when nothing runs there, timeout after ten seconds, and what the process refused: its detail,
/// every field problem on a line of its own, and its hint.
[[nodiscard]] Result<Answered> ask_process(const Question& question);

/// The text of a member, and of a member of a row; empty where there is none.
[[nodiscard]] std::string text_of(const config::Node& node, std::string_view member);
/// The texts of a list, separated by commas.
[[nodiscard]] std::string texts_of(const config::Node& node, std::string_view member);

}  // namespace argosy::app
