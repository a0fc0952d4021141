#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>

#include "indicators/registry.hpp"

/// docs/indicators.md shows what the registry declares, family by family.
namespace argosy::indicators {
namespace {

std::string params_of(const IndicatorSpec& spec) {
    std::string text;
    for (const ParamSpec& p : spec.params)
        text += fmt::format("{}`{}` {} ({} to {})", text.empty() ? "" : ", ", p.name, p.value, p.min, p.max);
    return text.empty() ? "-" : text;
}

std::string outputs_of(const IndicatorSpec& spec) {
    std::string text;
    for (const std::string_view name : spec.outputs) text += fmt::format("{}{}", text.empty() ? "" : ", ", name);
    return text;
}

std::string table_of(std::string_view family) {
    std::string text =
        "| name | measures | parameters: default (range) | outputs | defined from bar | whose numbers |\n"
        "| --- | --- | --- | --- | --- | --- |\n";
    for (const IndicatorSpec* spec : all_indicators())
        if (spec->family == family)
            text += fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", spec->name, spec->doc, params_of(*spec),
                                outputs_of(*spec), spec->warm_up, spec->source);
    return text;
}

TEST(RegistryDoc, the_page_shows_what_the_registry_declares) {
    std::ifstream in(std::string(ARGOSY_SOURCE_DIR) + "/docs/indicators.md");
    const std::string page{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    for (const std::string_view family :
         {"average", "momentum", "trend", "volatility", "volume", "statistics", "price"}) {
        const std::string table = table_of(family);
        EXPECT_NE(page.find(table), std::string::npos) << "docs/indicators.md should hold:\n" << table;
    }
}

}  // namespace
}  // namespace argosy::indicators
