// Any text as a strategy of YAML rules: a descriptor or every mistake with its place.
#include "strategies/rules/rules.hpp"

#include <cstdint>

#include "base/assert.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto rule = argosy::strategies::rules::read_rule(text, "fuzz.yaml");
    if (!rule) ARGOSY_ASSERT(rule.error().message().contains("fuzz.yaml"), "the error names the file");
    return 0;
}
