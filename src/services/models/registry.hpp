#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "learning/model.hpp"

namespace argosy::services::models {

/// Errors: invalid_argument unless the name is snake_case of at most 64 characters: it names a folder.
[[nodiscard]] Result<> check_name(std::string_view name);

/// Writes a version to <folder>/<name>/<version>.json, as a whole or not at all. Any thread.
/// Errors: unavailable, naming the file.
[[nodiscard]] Result<> write_version(const std::filesystem::path& folder, const learning::ModelInfo& info,
                                     std::string_view text);

/// Every version of every model in a folder, ready to serve.
///
/// Thread safety: none needed; one owner.
class Registry {
public:
    using Versions = std::map<std::uint32_t, std::shared_ptr<const learning::Model>>;

    /// Reads the folder, which need not exist. What cannot be read is told of and left alone.
    void load(const std::filesystem::path& folder);
    void add(learning::Model model);

    /// The newest version unless one is named. Errors: not_found in the words of TensorFlow Serving.
    [[nodiscard]] Result<std::shared_ptr<const learning::Model>> find(std::string_view name,
                                                                      std::optional<std::uint32_t> version = {}) const;
    [[nodiscard]] const std::map<std::string, Versions, std::less<>>& all() const noexcept { return models_; }
    /// 0: there is none.
    [[nodiscard]] std::uint32_t last_version(std::string_view name) const;
    [[nodiscard]] const std::vector<std::string>& problems() const noexcept { return problems_; }

private:
    std::map<std::string, Versions, std::less<>> models_;
    std::map<std::string, std::uint32_t, std::less<>> last_;  ///< also of files that cannot be read
    std::vector<std::string> problems_;
};

}  // namespace argosy::services::models
