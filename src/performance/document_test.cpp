#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

#include "performance/metric.hpp"

namespace argosy::performance {
namespace {

TEST(MetricsDocument, is_what_the_definitions_print) {
    const std::string path = std::string(ARGOSY_SOURCE_DIR) + "/docs/metrics.md";
    if (std::getenv("ARGOSY_WRITE_DOCS")) std::ofstream(path) << metrics_document();
    std::ifstream file(path);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    EXPECT_EQ(text, metrics_document()) << "write it anew: ARGOSY_WRITE_DOCS=1 performance_test";
}

TEST(MetricsDocument, names_are_unique_and_found) {
    for (std::size_t k = 0; k < metric_count; ++k) {
        const auto id = static_cast<MetricId>(k);
        EXPECT_EQ(find_metric(definition_of(id).name), id) << definition_of(id).name;
    }
    EXPECT_FALSE(find_metric("sharp"));
}

}  // namespace
}  // namespace argosy::performance
