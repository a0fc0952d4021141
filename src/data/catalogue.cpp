#include "data/catalogue.hpp"

#include <algorithm>
#include <cstdlib>
#include <system_error>

#include "base/suggest.hpp"
#include "data/series_file.hpp"
#include "data/store.hpp"

namespace argosy::data {
namespace {

namespace fs = std::filesystem;

std::string names_of(const std::vector<const SeriesInfo*>& found) {
    std::vector<std::string> names;
    for (const auto* s : found) names.push_back(to_string(s->key));
    return join(names, 6);
}

template <class Row>
Result<Series<Row>> open_series(const Catalogue& catalogue, const SeriesKey& key, const ReadOptions& options) {
    ARGOSY_LET(const SeriesInfo info, catalogue.find(key), "");
    ARGOSY_LET(auto file, SeriesFile::open(info.path), "");
    return Series<Row>::open(std::move(file), options);
}

}  // namespace

fs::path data_dir(std::string_view from_user) {
    if (!from_user.empty()) return from_user;
    const char* environment = std::getenv("ARGOSY_DATA");
    return environment != nullptr && *environment != '\0' ? environment : "argosy-data";
}

Result<Catalogue> Catalogue::open(const fs::path& dir) {
    Catalogue out;
    out.dir_ = dir;
    std::error_code error;
    if (!fs::exists(dir, error)) return out;
    fs::recursive_directory_iterator it(dir, error), end;
    for (; !error && it != end; it.increment(error)) {
        if (it->path().extension() != series_suffix) continue;
        auto file = SeriesFile::open(it->path());
        if (file)
            out.list_.push_back((*file)->info());
        else
            out.problems_.push_back(
                {it->path(), std::string(file.error().message()), std::string(file.error().hint())});
    }
    if (error)
        return fail(Errc::unavailable, "read the folder " + dir.string() + ": " + error.message(),
                    "choose another folder with --data-dir, or change the permissions");
    std::ranges::sort(out.list_, {}, &SeriesInfo::key);
    std::ranges::sort(out.problems_, {}, &Problem::path);
    return out;
}

Result<SeriesInfo> Catalogue::find(const SeriesKey& key) const {
    // Where a series of this key lies, of any venue when the key names none.
    const auto is_place_of = [this](const fs::path& path, const SeriesKey& k) {
        const auto place = Store::path_of(dir_, k);
        if (!k.venue.empty()) return path == place;
        return path.filename() == place.filename() && path.parent_path().filename() == place.parent_path().filename();
    };
    std::vector<const SeriesInfo*> found, of_symbol;
    for (const SeriesInfo& s : list_) {
        if (s.key.symbol != key.symbol) continue;
        of_symbol.push_back(&s);
        if (s.key.kind == key.kind && s.key.interval == key.interval && (key.venue.empty() || s.key.venue == key.venue))
            found.push_back(&s);
    }
    if (found.size() == 1) return *found.front();
    if (found.size() > 1)
        return fail(Errc::invalid_argument, "several venues have " + to_string(key) + ": " + names_of(found),
                    "name the venue");
    if (const auto bad = std::ranges::find_if(problems_, [&](const Problem& p) { return is_place_of(p.path, key); });
        bad != problems_.end())
        return fail(Errc::corrupt, bad->message, bad->hint);
    const std::string there = of_symbol.empty() ? "" : "; of this symbol there is " + names_of(of_symbol);
    return fail(Errc::not_found, "no " + to_string(key) + " in " + dir_.string() + there,
                "import it: argosy data import FILE --symbol " + key.symbol + " --venue " +
                    (key.venue.empty() ? "NAME" : key.venue) +
                    (is_bars(key.kind) ? " --interval " + argosy::to_string(key.interval) : "") +
                    " (see argosy data import --help); argosy data list shows what there is");
}

Result<BarSeries> Catalogue::bars(const SeriesKey& key, const ReadOptions& options) const {
    return open_series<domain::Bar>(*this, key, options);
}

Result<BarSeries> Catalogue::bars(std::string_view symbol, std::string_view venue, Duration interval,
                                  const ReadOptions& options) const {
    return bars({std::string(symbol), std::string(venue), SeriesKind::bars, interval}, options);
}

Result<TradeSeries> Catalogue::trades(std::string_view symbol, std::string_view venue,
                                      const ReadOptions& options) const {
    return open_series<domain::Trade>(*this, {std::string(symbol), std::string(venue), SeriesKind::trades, {}},
                                      options);
}

Result<QuoteSeries> Catalogue::quotes(std::string_view symbol, std::string_view venue,
                                      const ReadOptions& options) const {
    return open_series<domain::Quote>(*this, {std::string(symbol), std::string(venue), SeriesKind::quotes, {}},
                                      options);
}

Result<FundingSeries> Catalogue::funding(std::string_view symbol, std::string_view venue,
                                         const ReadOptions& options) const {
    return open_series<domain::Funding>(*this, {std::string(symbol), std::string(venue), SeriesKind::funding, {}},
                                        options);
}

}  // namespace argosy::data
