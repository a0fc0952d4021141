#include "learning/booster.hpp"

#include "base/describe.hpp"

namespace argosy::learning {

void describe(Described<BoostSettings>& d) {
    using S = BoostSettings;
    d.name("boost").doc("How trees are grown.");
    d.field("rounds", &S::rounds, {.min = 1u, .max = 10'000u, .unit = "trees", .doc = "How many."});
    d.field("depth", &S::depth, {.min = 1u, .max = 16u, .unit = "levels", .doc = "At most."});
    d.field("eta", &S::eta, {.max = 1.0, .above = 0.0, .doc = "Share of its prediction that a tree adds."});
    d.field("subsample", &S::subsample, {.max = 1.0, .above = 0.0, .doc = "Share of rows for each tree."});
    d.field("columns", &S::columns, {.max = 1.0, .above = 0.0, .doc = "Share of columns for each tree."});
    d.field("min_child_weight", &S::min_child_weight, {.min = 0.0, .doc = "Weight that a leaf needs."});
    d.field("lambda", &S::lambda, {.min = 0.0, .doc = "Shrinks leaves."});
    d.field("seed", &S::seed, {.max = std::uint64_t{1} << 31, .doc = "Of the random shares."});
}

}  // namespace argosy::learning
