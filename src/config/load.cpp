#include "config/load.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <unistd.h>

#include "config/json.hpp"
#include "config/overlay.hpp"
#include "config/write.hpp"
#include "config/yaml.hpp"

namespace argosy::config {
namespace {

constexpr std::string_view environment_prefix = "ARGOSY_";
/// Variables of the program that are no settings: ARGOSY_DATA is the folder of stored market data.
constexpr std::string_view not_settings[] = {"ARGOSY_DATA="};

bool is_setting(std::string_view entry) {
    const auto begins = [&](std::string_view name) { return entry.starts_with(name); };
    return begins(environment_prefix) && std::ranges::none_of(not_settings, begins);
}

Result<std::string> read_file(const std::filesystem::path& path) {
    std::error_code ec;
    const auto status = std::filesystem::status(path, ec);
    if (!std::filesystem::exists(status))
        return fail(Errc::not_found, "no settings file " + path.string(),
                    "name another one, or write one with: argosy config example > " + path.string());
    if (!std::filesystem::is_regular_file(status) && !std::filesystem::is_fifo(status) &&
        !std::filesystem::is_character_file(status))
        return fail(Errc::invalid_argument, path.string() + " is not a file");
    std::ifstream in(path, std::ios::binary);
    std::string text;
    for (char block[65536]; in.read(block, sizeof block), in.gcount() > 0 && text.size() <= TextLimits{}.bytes;)
        text.append(block, static_cast<std::size_t>(in.gcount()));
    if (in.bad() || !in.is_open())
        return fail(Errc::unavailable, "cannot read " + path.string() + ": " + std::strerror(errno));
    return text;
}

}  // namespace

Result<Node> load_tree(const Sources& sources, Problems& problems, const Node& defaults) {
    Node root = Node::mapping();
    if (!sources.file.empty()) {
        ARGOSY_LET(const std::string text, read_file(sources.file), "settings");
        const auto parse = sources.file.extension() == ".json" ? &parse_json : &parse_yaml;
        root = parse(text, sources.file.string(), problems, {});
    }
    apply_environment(root, sources.environment, environment_prefix, problems, defaults);
    apply_sets(root, sources.sets, problems, defaults);
    return root;
}

Result<> load_into(const Sources& sources, const TypeInfo& type, void* out) {
    Problems problems;
    const bool has_overlays = !sources.environment.empty() || !sources.sets.empty();
    auto root = load_tree(sources, problems, has_overlays ? to_node(type, out) : Node{});
    if (!root) return std::unexpected(std::move(root).error());
    if (!problems.is_cut()) read_into(*root, type, out, {}, problems);
    if (!problems.empty()) return std::unexpected(problems.to_error());
    return {};
}

std::vector<std::string> process_environment() {
    std::vector<std::string> out;
    for (char** entry = environ; entry && *entry; ++entry)
        if (is_setting(*entry)) out.emplace_back(*entry);
    return out;
}

}  // namespace argosy::config
