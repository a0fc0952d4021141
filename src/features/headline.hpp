#pragma once

#include "base/time.hpp"

namespace argosy::features {

/// What features know of a headline: its score, and when our feed brought it.
struct ScoredHeadline {
    double score = 0;  ///< from -1 to 1
    Time arrived{};
};

}  // namespace argosy::features
