#include "data/store.hpp"

#include <system_error>

#include "base/assert.hpp"
#include "data/detail/merger.hpp"
#include "data/series_file.hpp"

namespace argosy::data {
namespace {

namespace fs = std::filesystem;

/// Text as a file name: everything but letters, digits, '.', '_' and '-' becomes %XX, also a leading dot.
std::string file_name(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                           c == '-' || (c == '.' && !out.empty());
        if (plain) {
            out += c;
            continue;
        }
        const auto u = static_cast<unsigned char>(c);
        out += '%';
        out += "0123456789ABCDEF"[u >> 4];
        out += "0123456789ABCDEF"[u & 15];
    }
    return out;
}

Result<> check_key(const SeriesKey& key) {
    const auto wrong = [&](const std::string& what) {
        return fail(Errc::invalid_argument, "series " + to_string(key) + ": " + what);
    };
    if (key.symbol.empty() || key.symbol.size() > 95) return wrong("the symbol must have 1 to 95 characters");
    if (key.venue.empty() || key.venue.size() > 63) return wrong("the venue must have 1 to 63 characters");
    if (is_bars(key.kind) != (key.interval > Duration{0})) return wrong("bars, and only bars, need an interval");
    return {};
}

/// Makes a folder and those above it; each of them survives a power failure when it returns.
Result<> make_folder(const fs::path& folder) {
    std::error_code error;
    if (folder.empty() || fs::is_directory(folder, error)) return {};
    const fs::path above = folder.parent_path();
    ARGOSY_TRY(make_folder(above), "data folder");
    fs::create_directory(folder, error);
    if (error)
        return fail(Errc::unavailable, "make the folder " + folder.string() + ": " + error.message(),
                    "choose another folder with --data-dir, or change the permissions");
    return detail::sync_folder(above.empty() ? fs::path(".") : above);
}

/// What a crash left beside the series files.
void remove_temporary_files(const fs::path& dir) {
    std::error_code ignored;
    for (fs::recursive_directory_iterator it(dir, ignored), end; it != end; it.increment(ignored))
        if (it->path().extension() == detail::temporary_suffix) fs::remove(it->path(), ignored);
}

}  // namespace

template <class Row>
struct Update<Row>::Rep {
    detail::Merger<Row> merger;
};
template <class Row>
Update<Row>::Update(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
template <class Row>
Update<Row>::Update(Update&&) noexcept = default;
template <class Row>
Update<Row>::~Update() = default;
template <class Row>
Result<> Update<Row>::add(std::span<const Row> rows) {
    return rep_->merger.add(rows);
}
template <class Row>
std::size_t Update<Row>::failed_row() const noexcept {
    return rep_->merger.failed_row();
}
template <class Row>
Result<UpdateSummary> Update<Row>::commit() {
    return rep_->merger.finish();
}

Result<Store> Store::open(const fs::path& dir) {
    ARGOSY_TRY(make_folder(dir), "store");
    const fs::path lock_path = dir / ".lock";
    auto lock = detail::File::open(lock_path, detail::File::Mode::update);
    if (!lock && lock.error().code() == Errc::not_found)
        lock = detail::File::open(lock_path, detail::File::Mode::create_new);
    if (!lock) return std::unexpected(std::move(lock).error());
    ARGOSY_LET(const bool locked, lock->try_lock(), "data folder");
    if (!locked)
        return fail(Errc::unavailable, "another process is writing to " + dir.string(),
                    "wait for the other import to end and run the command again");
    remove_temporary_files(dir);
    return Store(dir, std::move(*lock));
}

fs::path Store::path_of(const fs::path& dir, const SeriesKey& key) {
    std::string name(to_string(key.kind));
    if (is_bars(key.kind)) name += "_" + argosy::to_string(key.interval);
    return dir / file_name(key.venue) / file_name(key.symbol) / (name + std::string(series_suffix));
}

template <class Row>
Result<Update<Row>> Store::update(const SeriesKey& key, const UpdateOptions& options) {
    ARGOSY_TRY(check_key(key), "store");
    const fs::path path = path_of(dir_, key);
    ARGOSY_TRY(make_folder(path.parent_path()), "store");
    std::shared_ptr<const SeriesFile> stored;
    if (std::error_code ignored; fs::exists(path, ignored)) {
        ARGOSY_LET(stored, SeriesFile::open(path), "store");
    }
    detail::FileHead head{.key = key,
                          .encoding = options.encoding.value_or(stored ? stored->info().encoding : Encoding::packed),
                          .has_aggressor = options.has_aggressor};
    if (head.encoding == Encoding::raw && !is_bars(key.kind))
        return fail(Errc::invalid_argument, "only bars have a raw encoding", "leave out --encoding raw");
    if (stored && stored->info().has_aggressor != head.has_aggressor)
        return fail(Errc::rejected, to_string(key) + ": some of the trades name the taker's side and some do not",
                    "import them under another venue name");
    return Update<Row>(std::unique_ptr<typename Update<Row>::Rep>(new typename Update<Row>::Rep{
        detail::Merger<Row>(path, std::move(head), std::move(stored), options.on_conflict)}));
}

template class Update<domain::Bar>;
template class Update<domain::Trade>;
template class Update<domain::Quote>;
template class Update<domain::Funding>;
template Result<Update<domain::Bar>> Store::update(const SeriesKey&, const UpdateOptions&);
template Result<Update<domain::Trade>> Store::update(const SeriesKey&, const UpdateOptions&);
template Result<Update<domain::Quote>> Store::update(const SeriesKey&, const UpdateOptions&);
template Result<Update<domain::Funding>> Store::update(const SeriesKey&, const UpdateOptions&);

}  // namespace argosy::data
