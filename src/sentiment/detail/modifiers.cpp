#include "sentiment/detail/modifiers.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace argosy::sentiment::detail {
namespace {

using namespace std::string_view_literals;

constexpr double boost = 0.293;

// All lists are in the order of the alphabet: they are searched by halves.
constexpr std::array strengthening = {
    "absolutely"sv,    "amazingly"sv,    "awfully"sv,       "completely"sv, "considerable"sv, "considerably"sv,
    "decidedly"sv,     "deeply"sv,       "effing"sv,        "enormous"sv,   "enormously"sv,   "entirely"sv,
    "especially"sv,    "exceptional"sv,  "exceptionally"sv, "extreme"sv,    "extremely"sv,    "fabulously"sv,
    "flippin"sv,       "flipping"sv,     "frackin"sv,       "fracking"sv,   "frickin"sv,      "fricking"sv,
    "friggin"sv,       "frigging"sv,     "fuckin"sv,        "fucking"sv,    "fuggin"sv,       "fugging"sv,
    "fully"sv,         "greatly"sv,      "hella"sv,         "highly"sv,     "hugely"sv,       "incredible"sv,
    "incredibly"sv,    "intensely"sv,    "major"sv,         "majorly"sv,    "more"sv,         "most"sv,
    "particularly"sv,  "purely"sv,       "quite"sv,         "really"sv,     "remarkably"sv,   "so"sv,
    "substantially"sv, "thoroughly"sv,   "total"sv,         "totally"sv,    "tremendous"sv,   "tremendously"sv,
    "uber"sv,          "unbelievably"sv, "unusually"sv,     "utter"sv,      "utterly"sv,      "very"sv};

constexpr std::array weakening = {
    "almost"sv,   "barely"sv, "hardly"sv,   "just enough"sv, "kind of"sv,    "kind-of"sv,      "kinda"sv,  "kindof"sv,
    "less"sv,     "little"sv, "marginal"sv, "marginally"sv,  "occasional"sv, "occasionally"sv, "partly"sv, "scarce"sv,
    "scarcely"sv, "slight"sv, "slightly"sv, "somewhat"sv,    "sort of"sv,    "sort-of"sv,      "sorta"sv,  "sortof"sv};

// Every word with "n't" negates as well.
constexpr std::array negations = {
    "aint"sv,    "arent"sv,   "cannot"sv,  "cant"sv,   "couldnt"sv, "darent"sv,   "despite"sv, "didnt"sv,
    "doesnt"sv,  "dont"sv,    "hadnt"sv,   "hasnt"sv,  "havent"sv,  "isnt"sv,     "mightnt"sv, "mustnt"sv,
    "neednt"sv,  "neither"sv, "never"sv,   "none"sv,   "nope"sv,    "nor"sv,      "not"sv,     "nothing"sv,
    "nowhere"sv, "oughtnt"sv, "rarely"sv,  "seldom"sv, "shant"sv,   "shouldnt"sv, "uh-uh"sv,   "uhuh"sv,
    "wasnt"sv,   "werent"sv,  "without"sv, "wont"sv,   "wouldnt"sv};

constexpr std::array<std::pair<std::string_view, double>, 10> idioms = {{{"bad ass", 1.5},
                                                                         {"badass", 1.5},
                                                                         {"beating heart", 3.1},
                                                                         {"broken heart", -2.9},
                                                                         {"bus stop", 0.0},
                                                                         {"kiss of death", -1.5},
                                                                         {"the bomb", 3},
                                                                         {"the shit", 3},
                                                                         {"to die for", 3},
                                                                         {"yeah right", -2}}};

static_assert(std::ranges::is_sorted(strengthening));
static_assert(std::ranges::is_sorted(weakening));
static_assert(std::ranges::is_sorted(negations));

}  // namespace

std::optional<double> booster(std::string_view word) noexcept {
    if (std::ranges::binary_search(strengthening, word)) return boost;
    if (std::ranges::binary_search(weakening, word)) return -boost;
    return {};
}

bool is_negation(std::string_view word) noexcept {
    return word.find("n't") != word.npos || std::ranges::binary_search(negations, word);
}

std::optional<double> idiom(std::string_view phrase) noexcept {
    for (const auto& [text, valence] : idioms)
        if (text == phrase) return valence;
    return {};
}

}  // namespace argosy::sentiment::detail
