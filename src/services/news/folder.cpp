#include "services/news/folder.hpp"

#include <fstream>
#include <iterator>

#include "news/feed.hpp"
#include "news/headline_file.hpp"

namespace argosy::services::news {
namespace {

namespace fs = std::filesystem;
using argosy::news::Headline;

bool is_feed(const std::string& ending) { return ending == ".xml" || ending == ".rss" || ending == ".atom"; }
bool is_json(const std::string& ending) { return ending == ".jsonl" || ending == ".ndjson"; }

Result<std::vector<Headline>> parse(const std::string& text, const fs::path& file, Time now) {
    const std::string source = file.stem().string();
    if (is_feed(file.extension().string())) {
        ARGOSY_LET(auto feed, argosy::news::parse_feed(text, {.source = source, .arrived = now}), "");
        return std::move(feed.headlines);
    }
    const argosy::news::FileOptions options{.source = source, .delay = {}, .limits = {}};
    return is_json(file.extension().string()) ? argosy::news::parse_json_lines(text, options)
                                              : argosy::news::parse_csv(text, options);
}

Result<std::vector<Headline>> read(const fs::path& file, Time now) {
    std::error_code gone;
    if (fs::file_size(file, gone) > argosy::news::Limits{}.bytes)
        return fail(Errc::parse, "larger than " + std::to_string(argosy::news::Limits{}.bytes) + " bytes");
    std::ifstream in(file, std::ios::binary);
    if (!in) return fail(Errc::unavailable, "cannot be opened");
    return parse({std::istreambuf_iterator<char>(in), {}}, file, now);
}

}  // namespace

Folder::Found Folder::look(Time now) {
    Found out;
    std::error_code failed;
    for (auto it = fs::directory_iterator(path_, failed); !failed && it != fs::directory_iterator();
         it.increment(failed)) {
        const std::string ending = it->path().extension().string();
        std::error_code gone;
        if (!(is_feed(ending) || is_json(ending) || ending == ".csv") || !it->is_regular_file(gone)) continue;
        const Seen now_there{.size = it->file_size(gone), .changed = it->last_write_time(gone)};
        if (gone || seen_[it->path()] == now_there) continue;
        seen_[it->path()] = now_there;
        auto headlines = read(it->path(), now);
        if (!headlines)
            out.problems.push_back(it->path().filename().string() + ": " + std::string(headlines.error().message()));
        else
            out.headlines.insert(out.headlines.end(), std::make_move_iterator(headlines->begin()),
                                 std::make_move_iterator(headlines->end()));
    }
    return out;
}

}  // namespace argosy::services::news
