#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "news/headline.hpp"

namespace argosy::services::news {

/// A folder into which people and programs put headlines: RSS or Atom (.xml, .rss, .atom), JSON lines (.jsonl, .ndjson)
/// and CSV (.csv) with times of arrival. A file that has changed is read again.
///
/// Thread safety: none needed; one owner.
class Folder {
public:
    explicit Folder(std::filesystem::path path) : path_(std::move(path)) {}

    struct Found {
        std::vector<argosy::news::Headline> headlines;
        std::vector<std::string> problems;  ///< files that could not be read, with why
    };
    /// What is new since the last look; a file that cannot be read is told of once, until it changes.
    [[nodiscard]] Found look(Time now);

private:
    struct Seen {
        std::uintmax_t size = 0;
        std::filesystem::file_time_type changed;
        friend bool operator==(const Seen&, const Seen&) = default;
    };
    std::filesystem::path path_;
    std::map<std::filesystem::path, Seen> seen_;
};

}  // namespace argosy::services::news
