#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "config/node.hpp"

namespace argosy::config {

/// One mistake in the settings.
struct Problem {
    Place place;
    std::string path;     ///< "risk.stop_loss", "strategies[2].period"; empty: the document
    std::string message;  ///< "unknown key stop_los: did you mean stop_loss?"

    /// "risk.yaml:14:3: risk.stop_los: unknown key: did you mean stop_loss?"
    [[nodiscard]] std::string text() const;
};

/// All mistakes of one reading, so that the user mends them in one go.
class Problems {
public:
    /// Keeps the first 100; the rest are only counted.
    void add(const Place& place, std::string path, std::string message);
    /// The reading stopped in the middle: what a tree lacks means nothing.
    void mark_cut() noexcept { is_cut_ = true; }
    [[nodiscard]] bool is_cut() const noexcept { return is_cut_; }
    [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
    [[nodiscard]] std::size_t count() const noexcept { return count_; }
    [[nodiscard]] const std::vector<Problem>& all() const noexcept { return problems_; }
    /// One line per problem, in the order of the file, under "N problems in the settings:".
    /// Requires: not empty.
    [[nodiscard]] Error to_error() const;

private:
    std::vector<Problem> problems_;
    std::size_t count_ = 0;
    bool is_cut_ = false;
};

/// "risk" + "stop_loss" -> "risk.stop_loss"; a key with a dot is quoted.
[[nodiscard]] std::string child_path(std::string_view path, std::string_view key);
/// "strategies" + 2 -> "strategies[2]".
[[nodiscard]] std::string item_path(std::string_view path, std::size_t index);

}  // namespace argosy::config
