// Any text as JSON: no crash, and what is read prints to a text that reads the same.
#include <cstdint>

#include "base/assert.hpp"
#include "config/json.hpp"
#include "config/read.hpp"
#include "support/described_settings.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace argosy;
    using namespace argosy::config;
    Problems problems;
    const Node tree = parse_json({reinterpret_cast<const char*>(data), size}, "fuzz", problems);
    if (problems.empty()) {
        const std::string printed = print_json(tree);
        Problems again;
        const Node back = parse_json(printed, "printed", again, {.bytes = SIZE_MAX});
        ARGOSY_ASSERT(again.empty(), "what was printed is read again");
        ARGOSY_ASSERT(print_json(back) == printed, "printing and reading are inverses");
    }
    Settings settings;
    read_into(tree, type_of<Settings>(), &settings, {}, problems);
    return 0;
}
