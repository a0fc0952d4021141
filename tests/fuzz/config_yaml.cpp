// Any text as YAML: no crash, and what is read prints to a text that reads the same.
#include <cstdint>

#include "base/assert.hpp"
#include "config/json.hpp"
#include "config/read.hpp"
#include "config/yaml.hpp"
#include "support/described_settings.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace argosy;
    using namespace argosy::config;
    Problems problems;
    const Node node = parse_yaml({reinterpret_cast<const char*>(data), size}, "fuzz", problems);
    Settings settings;
    read_into(node, type_of<Settings>(), &settings, {}, problems);
    if (!problems.empty()) static_cast<void>(problems.to_error());

    Problems first, again;
    const Node tree = parse_yaml({reinterpret_cast<const char*>(data), size}, "fuzz", first);
    if (!first.empty()) return 0;
    const std::string printed = print_yaml(tree);
    const Node back = parse_yaml(printed, "printed", again, {.bytes = SIZE_MAX});
    ARGOSY_ASSERT(again.empty(), "what was printed is read again");
    ARGOSY_ASSERT(print_yaml(back) == printed, "printing and reading are inverses");
    ARGOSY_ASSERT(print_json(back) == print_json(tree), "and keep the values");
    return 0;
}
