#include "base/suggest.hpp"

#include <algorithm>
#include <vector>

namespace argosy {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// Edit distance with swaps of neighbours (optimal string alignment, Damerau 1964), letters without
/// case.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        now[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
                now[j] = std::min(now[j], before[j - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, now);
    }
    return last[b.size()];
}

}  // namespace

std::string_view nearest(std::string_view text, std::span<const std::string> candidates) {
    text = text.substr(0, 64);
    std::string_view best;
    std::size_t best_distance = std::max<std::size_t>(1, text.size() / 3) + 1;
    for (const std::string& c : candidates) {
        const std::size_t d = distance(text, std::string_view(c).substr(0, 64));
        // A longer key that starts with what was typed is as likely as two wrong letters: stop ->
        // stop_loss.
        const std::size_t score = text.size() >= 3 && c.starts_with(text) ? std::min<std::size_t>(d, 1) : d;
        if (score < best_distance) best = c, best_distance = score;
    }
    return best;
}

std::string join(std::span<const std::string> words, std::size_t most) {
    std::string out;
    for (std::size_t i = 0; i < std::min(most, words.size()); ++i) out += (i ? ", " : "") + words[i];
    if (words.size() > most) out += " and " + std::to_string(words.size() - most) + " more";
    return out;
}

}  // namespace argosy
